using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class OrderBulkWriterTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_OfTheSameOrdersFromOppositeEnds_LetsOneWinWithoutDeadlock(bool withCustomers)
    {
        for (var round = 0; round < 3; round++)
        {
            var tenant = await database.AddTenantAsync();
            int[] numbers = [.. Enumerable.Range(0, 3_000)];

            var results = await Task.WhenAll(Task.Run(() => TryWriteAsync(tenant, numbers, withCustomers)), Task.Run(() => TryWriteAsync(tenant, [.. numbers.Reverse()], withCustomers)));

            Assert.Equal(new[] { null, PostgresErrorCodes.UniqueViolation }.Order(), results.Order());
        }
    }

    [Fact]
    public async Task Write_ThatIsRolledBack_LeavesNothing()
    {
        var tenant = await database.AddTenantAsync();
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using (await connection.BeginTransactionAsync(Cancel))
        {
            await WriteAsync(connection, [.. Enumerable.Range(0, 10).Select(i => Place(tenant, i, true))]);
        }

        await using var command = new NpgsqlCommand("SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM order_lines) + (SELECT count(*) FROM customers)", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Write_OfAPartOfWhatWasPrepared_LeavesTheRestOut()
    {
        var tenant = await database.AddTenantAsync();
        Order[] orders = [.. Enumerable.Range(0, 10).Select(i => Place(tenant, i, withCustomer: i % 2 == 0))];
        Order[] wanted = [orders[9], orders[0], orders[4], orders[5]];
        var writer = new OrderBulkWriter(TestKeys.Cipher, TestKeys.BlindIndex);
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        using (var prepared = writer.Prepare(orders))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await writer.WriteAsync(connection, wanted, prepared, Cancel);
            await transaction.CommitAsync(Cancel);
        }

        await using var context = database.CreateContext(tenant);
        var stored = await context.Orders.AsNoTracking().Include(order => order.Lines).OrderBy(order => order.OrderNumber).ToListAsync(Cancel);
        Assert.Equal(["O-000000", "O-000004", "O-000005", "O-000009"], stored.Select(order => order.OrderNumber));
        Assert.All(stored, order => Assert.Equal((order.Id, "りんご"), (order.Lines.Single().OrderId, order.Lines[0].ProductName)));
        var customers = await context.Customers.AsNoTracking().ToDictionaryAsync(customer => customer.Code, customer => (CustomerId?)customer.Id, Cancel);
        Assert.Equal(["C-0000", "C-0004"], customers.Keys.Order(StringComparer.Ordinal));
        Assert.All(stored, order => Assert.Equal(order.CustomerCode is null ? null : customers[order.CustomerCode], order.CustomerId));
    }

    [Fact]
    public async Task Delete_OfOrders_TakesTheirLinesAlongAndNoOthers()
    {
        var tenant = await database.AddTenantAsync();
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await WriteAsync(connection, [.. Enumerable.Range(0, 10).Select(i => Place(tenant, i, false))]);
            await transaction.CommitAsync(Cancel);
        }

        await using var delete = new NpgsqlCommand("DELETE FROM orders WHERE order_number < 'O-000007'", connection);
        Assert.Equal(7, await delete.ExecuteNonQueryAsync(Cancel));

        await using var left = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM order_lines) || ' ' || (SELECT count(*) FROM order_lines l JOIN orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id)", connection);
        Assert.Equal("3 3", await left.ExecuteScalarAsync(Cancel));
    }

    /// <returns>The state of the error, or null.</returns>
    private async Task<string?> TryWriteAsync(TenantId tenant, int[] numbers, bool withCustomers)
    {
        Order[] orders = [.. numbers.Select(number => Place(tenant, number, withCustomers))];
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await WriteAsync(connection, orders);
            await transaction.CommitAsync(Cancel);
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState;
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Order[] orders)
    {
        var writer = new OrderBulkWriter(TestKeys.Cipher, TestKeys.BlindIndex);
        using var prepared = writer.Prepare(orders);
        await writer.WriteAsync(connection, orders, prepared, Cancel);
    }

    private static Order Place(TenantId tenant, int number, bool withCustomer) => Order.Place(
        tenant,
        new OrderDraft
        {
            OrderNumber = $"O-{number:D6}",
            Customer = new OrderCustomer(withCustomer ? $"C-{number % 1_000:D4}" : null, "山田 太郎", "taro@example.jp", null),
            OrderedAt = Noon,
            Lines = [new OrderLineDraft("A", "りんご", 2, 100, TaxRate.Reduced, null)],
        },
        OrderSource.Api, TaxRounding.Down, Noon);
}
