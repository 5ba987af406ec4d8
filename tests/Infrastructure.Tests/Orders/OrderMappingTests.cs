using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class OrderMappingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task SaveChanges_OfAnImportedOrder_ReadsBackAsItWas()
    {
        var tenant = await database.AddTenantAsync();
        var origin = new ImportOrigin(ImportId.New(), "注文.csv", new byte[32], 17, "A");
        var order = Place(tenant, origin);
        await SaveAsync(tenant, order);

        await using var context = database.CreateContext(tenant);
        var read = await context.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == order.Id, TestContext.Current.CancellationToken);

        Assert.Equal(("山田 太郎", "taro@example.jp", "0312345678"), (read.CustomerName, read.CustomerEmail, read.CustomerPhone));
        Assert.Equal(order.ShippingAddress, read.ShippingAddress);
        Assert.Equal(order.Totals, read.Totals);
        Assert.Equal((origin.BatchId, origin.FileName, 17, "A"), (read.Origin!.BatchId, read.Origin.FileName, read.Origin.RowNumber, read.Origin.Group));
        Assert.Equal(32, read.Origin.FileSha256.Length);
        Assert.Equal(2, read.Lines.Count);
    }

    [Fact]
    public async Task SaveChanges_OfAnOrderWithoutFile_HasNoOrigin()
    {
        var tenant = await database.AddTenantAsync();
        var order = Place(tenant, null);
        await SaveAsync(tenant, order);

        await using var context = database.CreateContext(tenant);
        Assert.Null((await context.Orders.SingleAsync(o => o.Id == order.Id, TestContext.Current.CancellationToken)).Origin);
    }

    [Fact]
    public async Task BlindIndex_OfAnotherSpelling_FindsTheOrder()
    {
        var tenant = await database.AddTenantAsync();
        var order = Place(tenant, null);
        await SaveAsync(tenant, order);

        var index = TestKeys.BlindIndex.ForEmail(tenant, " ＴＡＲＯ@Example.jp");
        await using var context = database.CreateContext(tenant);
        var found = await context.Orders.SingleAsync(o => EF.Property<byte[]>(o, OrderMapping.EmailIndex) == index, TestContext.Current.CancellationToken);

        Assert.Equal(order.Id, found.Id);
    }

    [Fact]
    public async Task Columns_OfPersonalData_HoldNoPlainText()
    {
        var tenant = await database.AddTenantAsync();
        await SaveAsync(tenant, Place(tenant, null));

        await using var connection = await database.Connections.OpenAsync(tenant, TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM orders o WHERE position(convert_to('taro', 'UTF8') IN convert_to(o::text, 'UTF8')) > 0 OR o::text LIKE '%' || encode(convert_to('taro', 'UTF8'), 'hex') || '%' OR o::text LIKE '%' || encode(convert_to('山田', 'UTF8'), 'hex') || '%'";
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SaveChanges_OfAForeignRow_IsRefused()
    {
        var tenant = await database.AddTenantAsync();
        var other = await database.AddTenantAsync();
        await using var context = database.CreateContext(tenant);
        context.Orders.Add(Place(other, null));

        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SaveChanges_WhenTwoChangeTheSameOrder_LetsOneWin()
    {
        var tenant = await database.AddTenantAsync();
        var order = Place(tenant, null);
        await SaveAsync(tenant, order);
        await using var first = database.CreateContext(tenant);
        await using var second = database.CreateContext(tenant);
        var token = TestContext.Current.CancellationToken;
        var one = await first.Orders.SingleAsync(o => o.Id == order.Id, token);
        var two = await second.Orders.SingleAsync(o => o.Id == order.Id, token);

        first.Entry(one).Property(o => o.Status).CurrentValue = OrderStatus.Confirmed;
        second.Entry(two).Property(o => o.Status).CurrentValue = OrderStatus.Cancelled;
        await first.SaveChangesAsync(token);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(token));
    }

    internal static Order Place(TenantId tenant, ImportOrigin? origin) => Order.Place(
        tenant,
        new OrderDraft
        {
            OrderNumber = Guid.NewGuid().ToString("N"),
            Customer = new OrderCustomer("C-1", "山田 太郎", "taro@example.jp", "0312345678"),
            ShippingAddress = new ShippingAddress("1000001", "東京都", "千代田区", "千代田1-1", ""),
            OrderedAt = Noon,
            Note = "玄関前",
            Lines = [new OrderLineDraft("A", "りんご", 2, 100, TaxRate.Reduced, 17), new OrderLineDraft("B", "箱", 1, 500, TaxRate.Standard, 18)],
        },
        origin is null ? OrderSource.Api : OrderSource.Import, TaxRounding.Down, Noon, origin);

    private async Task SaveAsync(TenantId tenant, Order order)
    {
        await using var context = database.CreateContext(tenant);
        context.Orders.Add(order);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
