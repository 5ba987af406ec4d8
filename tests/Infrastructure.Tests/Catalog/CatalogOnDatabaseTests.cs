using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Catalog;

public sealed class CatalogOnDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly ProductValues Pen = new("ボールペン 50%引", "Pen_1", 180, TaxRate.Standard, true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Products_AreListedByCodeToTheEndAndFoundByCodeOrName()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        await ImportProductsAsync(host, tenant, "code,name,name_en,price,active\r\n" + string.Concat(Enumerable.Range(1, 7).Select(n => $"A-{n},鉛筆{n},Pencil {n},{n},{(n % 2 == 0 ? "off" : "on")}\r\n")) + "b,50%_OFF,,1,on\r\n");

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ListAsync(host, tenant, new ProductFilter(), 3, cursor);
            seen.AddRange(page.Items.Select(product => product.Code));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "b"], seen);
        Assert.Equal(["A-2", "A-4", "A-6"], await CodesAsync(host, tenant, new ProductFilter(Active: false)));
        Assert.Equal(["A-3"], await CodesAsync(host, tenant, new ProductFilter("鉛筆3")));
        Assert.Equal(["A-5"], await CodesAsync(host, tenant, new ProductFilter("pencil 5")));
        Assert.Equal(7, (await CodesAsync(host, tenant, new ProductFilter("A-"))).Count);
        Assert.Equal(["b"], await CodesAsync(host, tenant, new ProductFilter("%_")));
        Assert.Empty(await CodesAsync(host, await database.AddTenantAsync(), new ProductFilter()));
    }

    [Fact]
    public async Task SaveProduct_OfOneProductByTwoAtOnce_LetsOneWin()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        var id = await AddAsync(host, tenant, "A-1");
        var seen = await host.OperateAsync(tenant, services => services.GetRequiredService<IProductQueries>().GetAsync(id, Cancel));

        var saved = await Task.WhenAll(Enumerable.Range(1, 6).Select(price => Task.Run(() => host.OperateAsync(tenant, services => services.GetRequiredService<IProductStore>()
            .ChangeAsync(id, seen!.Seq, seen.Values with { Price = price }, new Domain.Auditing.AuditEntry("catalog.product_saved"), Cancel)), Cancel)));

        Assert.Single(saved, changed => changed);
        var now = await host.OperateAsync(tenant, services => services.GetRequiredService<IProductQueries>().GetAsync(id, Cancel));
        Assert.Equal(Array.IndexOf(saved, true) + 1, now!.Values.Price);
        Assert.True(now.Seq > seen!.Seq);
        Assert.Equal(2L, await host.ScalarAsync(tenant, "SELECT count(*) FROM audit_log"));
    }

    [Fact]
    public async Task SaveProduct_OfACodeThatIsTaken_WritesNothing()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        await AddAsync(host, tenant, "A-1");

        var again = await host.OperateAsync(tenant, services => services.GetRequiredService<SaveProduct>().AddAsync(Fields("A-1"), Cancel));

        Assert.Equal(CatalogProblems.DuplicateCode, Assert.Single(again.Problems).Code);
        Assert.Equal("1/1", await host.ScalarAsync(tenant, "SELECT format('%s/%s', (SELECT count(*) FROM products), (SELECT count(*) FROM audit_log))"));
    }

    [Fact]
    public async Task Customers_AreEncryptedAndFoundByCodeAddressAndNumber()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        var outcome = await host.OperateAsync(tenant, async services => (await services.GetRequiredService<ImportCustomers>().ExecuteAsync(
            Table("顧客コード,顧客名,メールアドレス,電話番号\r\nC-1,田中商店,Taro@example.co.jp,03-1234-5678\r\nC-2,鈴木商店,,\r\n"), Cancel)).Value);
        Assert.Equal(2, outcome.Added);

        Assert.Equal(["C-1"], await CustomersAsync(host, tenant, "taro@EXAMPLE.co.jp"));
        Assert.Equal(["C-1"], await CustomersAsync(host, tenant, "+81 3 1234 5678"));
        Assert.Equal(["C-1", "C-2"], await CustomersAsync(host, tenant, "C-"));
        Assert.Empty(await CustomersAsync(host, tenant, "taro"));
        Assert.Empty(await CustomersAsync(host, await database.AddTenantAsync(), "C-1"));

        // A second table changes the address; the index goes with it.
        await host.OperateAsync(tenant, services => services.GetRequiredService<ImportCustomers>().ExecuteAsync(Table("code,e-mail\r\nC-1,jiro@example.co.jp\r\n"), Cancel));
        Assert.Empty(await CustomersAsync(host, tenant, "taro@example.co.jp"));
        Assert.Equal(["C-1"], await CustomersAsync(host, tenant, "jiro@example.co.jp"));
        var stored = await host.OperateAsync(tenant, services => services.GetRequiredService<ICustomerQueries>().FindAsync(["C-1", "C-9"], Cancel));
        Assert.Equal(new CustomerValues("田中商店", "jiro@example.co.jp", "0312345678"), Assert.Single(stored).Value.Values);
        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM customers WHERE position(convert_to('田中', 'UTF8') IN name_encrypted) > 0"));
    }

    [Fact]
    public async Task SaveCustomer_AddedOnScreen_IsFoundByIndexToo()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();

        var saved = await host.OperateAsync(tenant, services => services.GetRequiredService<SaveCustomer>().AddAsync(
            new Dictionary<CatalogField, string> { [CatalogField.Code] = "C-1", [CatalogField.Name] = "田中", [CatalogField.Email] = "taro@example.co.jp" }, Cancel));

        Assert.NotNull(saved.Id);
        Assert.Equal(["C-1"], await CustomersAsync(host, tenant, "taro@example.co.jp"));
    }

    [Theory]
    [InlineData(FileEncoding.Utf8)]
    [InlineData(FileEncoding.Cp932)]
    public async Task Tables_WrittenAndReadBack_AreTheSame(FileEncoding encoding)
    {
        var tables = new Infrastructure.Catalog.CatalogTables();
        string[] cells = ["=SUM(A1)", "髙橋𠮷 &#x41;", "-5", "\"a\", b", "+81312345678"];
        using var output = new MemoryStream();

        await tables.WriteAsync(output, encoding, ["一", "二", "三", "四", "五"], Rows(cells), Cancel);

        var text = (encoding == FileEncoding.Cp932 ? Encoding.Latin1 : Encoding.UTF8).GetString(output.ToArray());
        Assert.Contains("'=SUM", text, StringComparison.Ordinal);
        output.Position = 0;
        var read = (await tables.ReadAsync(output, Cancel)).Value;
        Assert.Equal(["一", "二", "三", "四", "五"], read.Heading.Cells);
        Assert.Equal(cells, Assert.Single(read.Rows).Cells);
    }

    [Fact]
    public async Task Tables_ThatAreTooLargeOrNone_AreRefused()
    {
        var tables = new Infrastructure.Catalog.CatalogTables();

        Assert.Equal(ProblemCodes.TooLarge, (await tables.ReadAsync(new MemoryStream(new byte[(Infrastructure.Catalog.CatalogTables.MaxMegabytes * 1024 * 1024) + 1]), Cancel)).Error?.Code);
        Assert.Equal(ProblemCodes.TooManyRows, (await tables.ReadAsync(Table("code\r\n" + string.Concat(Enumerable.Repeat("a\r\n", Infrastructure.Catalog.CatalogTables.MaxRows + 1))), Cancel)).Error?.Code);
        Assert.Equal(ProblemCodes.NotASpreadsheet, (await tables.ReadAsync(new MemoryStream([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]), Cancel)).Error?.Code);
        Assert.Equal(ProblemCodes.EmptyFile, (await tables.ReadAsync(Table("code,name\r\n"), Cancel)).Error?.Code);
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> Rows(params string[][] rows)
    {
        await Task.Yield();
        foreach (var row in rows)
        {
            yield return row;
        }
    }

    private static MemoryStream Table(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Dictionary<CatalogField, string> Fields(string code) => new() { [CatalogField.Code] = code, [CatalogField.Name] = Pen.Name, [CatalogField.Price] = "180" };

    private static async Task<ProductId> AddAsync(ImportHost host, TenantId tenant, string code) =>
        new((await host.OperateAsync(tenant, services => services.GetRequiredService<SaveProduct>().AddAsync(Fields(code), Cancel))).Id!.Value);

    private static Task<Result<CatalogImportOutcome>> ImportProductsAsync(ImportHost host, TenantId tenant, string table) =>
        host.OperateAsync(tenant, services => services.GetRequiredService<ImportProducts>().ExecuteAsync(Table(table), Cancel));

    private static Task<Page<Product>> ListAsync(ImportHost host, TenantId tenant, ProductFilter filter, int limit, string? cursor) =>
        host.OperateAsync(tenant, services => services.GetRequiredService<IProductQueries>().ListAsync(filter, limit, cursor, Cancel));

    private static async Task<List<string>> CodesAsync(ImportHost host, TenantId tenant, ProductFilter filter) => [.. (await ListAsync(host, tenant, filter, 50, null)).Items.Select(product => product.Code)];

    private static async Task<List<string>> CustomersAsync(ImportHost host, TenantId tenant, string text) =>
        [.. (await host.OperateAsync(tenant, services => services.GetRequiredService<ICustomerQueries>().ListAsync(new CustomerFilter(text), 50, null, Cancel))).Items.Select(customer => customer.Code)];
}
