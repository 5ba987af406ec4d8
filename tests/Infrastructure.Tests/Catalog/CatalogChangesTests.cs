using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Catalog;

/// <summary>Products and customers backwards, and by what changed.</summary>
public sealed class CatalogChangesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Products_FromTheLastCodeToTheFirst_AreAllThere()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        foreach (var code in (string[])["A-2", "A-1", "b", "A-3"])
        {
            await AddProductAsync(host, tenant, code);
        }

        Assert.Equal(["b", "A-3", "A-2", "A-1"], await PagesAsync(cursor => Products(host, tenant, queries => queries.ListAsync(new ProductFilter(Descending: true), 3, cursor, Cancel)), product => product.Code));
        Assert.Equal(["A-3", "A-2", "A-1"], await PagesAsync(cursor => Products(host, tenant, queries => queries.ListAsync(new ProductFilter("A-", Descending: true), 1, cursor, Cancel)), product => product.Code));
    }

    [Fact]
    public async Task Customers_FromTheLastCodeToTheFirst_AreAllThere()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        foreach (var code in (string[])["C-2", "C-1", "C-3"])
        {
            await AddCustomerAsync(host, tenant, code);
        }

        Assert.Equal(["C-3", "C-2", "C-1"], await PagesAsync(cursor => Customers(host, tenant, queries => queries.ListAsync(new CustomerFilter(Descending: true), 2, cursor, Cancel)), customer => customer.Code));
    }

    [Fact]
    public async Task Products_ThatChanged_ComeInTheSequenceOfTheirChanges_AndGoOnFromTheLast()
    {
        await using var host = new ImportHost(database);
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        var ids = new List<ProductId>();
        foreach (var code in (string[])["A-1", "A-2", "A-3"])
        {
            ids.Add(await AddProductAsync(host, tenant, code));
        }

        await AddProductAsync(host, other, "X-1");
        var first = await Products(host, tenant, queries => queries.GetAsync(ids[0], Cancel));
        await host.OperateAsync(tenant, services => services.GetRequiredService<SaveProduct>().SwitchAsync(ids[0], first!.Seq, false, Cancel));

        var page = await Products(host, tenant, queries => queries.ListModifiedAsync(new ProductFilter(), new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 2), Cancel));
        Assert.Equal(["A-2", "A-3"], page.Items.Select(product => product.Code));
        var next = await Products(host, tenant, queries => queries.ListModifiedAsync(new ProductFilter(), new ModifiedQuery(DateTimeOffset.UnixEpoch, page.Next, 2), Cancel));
        Assert.Equal(("A-1", null), (Assert.Single(next.Items).Code, next.Next));

        // Later, from there: only what is new since, and of that only what fits.
        await AddProductAsync(host, tenant, "A-4");
        var later = await Products(host, tenant, queries => queries.ListModifiedAsync(new ProductFilter(), new ModifiedQuery(DateTimeOffset.UnixEpoch, next.Resume, 2), Cancel));
        Assert.Equal("A-4", Assert.Single(later.Items).Code);
        var stopped = await Products(host, tenant, queries => queries.ListModifiedAsync(new ProductFilter(Active: false), new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 10), Cancel));
        Assert.Equal("A-1", Assert.Single(stopped.Items).Code);
        Assert.Empty((await Products(host, tenant, queries => queries.ListModifiedAsync(new ProductFilter(), new ModifiedQuery(DateTimeOffset.MaxValue, null, 10), Cancel))).Items);
    }

    [Fact]
    public async Task Customers_ThatChanged_ComeInTheSequenceOfTheirChanges()
    {
        await using var host = new ImportHost(database);
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await AddCustomerAsync(host, tenant, "C-2");
        await AddCustomerAsync(host, other, "C-9");
        await AddCustomerAsync(host, tenant, "C-1");

        var page = await Customers(host, tenant, queries => queries.ListModifiedAsync(new CustomerFilter(), new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 10), Cancel));

        Assert.Equal([("C-2", "田中 C-2"), ("C-1", "田中 C-1")], page.Items.Select(customer => (customer.Code, customer.Values.Name)));
        Assert.Equal("C-1", Assert.Single((await Customers(host, tenant, queries => queries.ListModifiedAsync(new CustomerFilter("C-1"), new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 10), Cancel))).Items).Code);
    }

    private static async Task<List<string>> PagesAsync<T>(Func<string?, Task<Page<T>>> read, Func<T, string> code)
    {
        var codes = new List<string>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            codes.AddRange(page.Items.Select(code));
            cursor = page.Next;
        }
        while (cursor is not null);

        return codes;
    }

    private static Task<T> Products<T>(ImportHost host, TenantId tenant, Func<IProductQueries, Task<T>> read) =>
        host.OperateAsync(tenant, services => read(services.GetRequiredService<IProductQueries>()));

    private static Task<T> Customers<T>(ImportHost host, TenantId tenant, Func<ICustomerQueries, Task<T>> read) =>
        host.OperateAsync(tenant, services => read(services.GetRequiredService<ICustomerQueries>()));

    private static async Task<ProductId> AddProductAsync(ImportHost host, TenantId tenant, string code) => new((await host.OperateAsync(tenant, services => services.GetRequiredService<SaveProduct>()
        .AddAsync(new Dictionary<CatalogField, string> { [CatalogField.Code] = code, [CatalogField.Name] = "鉛筆", [CatalogField.Price] = "180" }, Cancel))).Id!.Value);

    private static Task<SaveOutcome> AddCustomerAsync(ImportHost host, TenantId tenant, string code) => host.OperateAsync(tenant, services => services.GetRequiredService<SaveCustomer>()
        .AddAsync(new Dictionary<CatalogField, string> { [CatalogField.Code] = code, [CatalogField.Name] = $"田中 {code}" }, Cancel));
}
