using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

/// <summary>Reading orders by what changed, while others write. <c>ORDERPORTAL_SYNC_SECONDS</c> makes it last longer than five seconds.</summary>
public sealed class OrderSynchronisationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Writers = 6;
    private static readonly DateTimeOffset Ever = DateTimeOffset.UnixEpoch;

    private static readonly TimeSpan Length =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("ORDERPORTAL_SYNC_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListModified_UnderManyWriters_SeesEveryLastStateAndNoChangeTwice()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        var end = TimeProvider.System.GetTimestamp() + (long)(Length.TotalSeconds * TimeProvider.System.TimestampFrequency);
        using var written = new CancellationTokenSource();
        var reading = ReadAllAsync(tenant, new OrderFilter(), written.Token);
        var readingSome = ReadAllAsync(tenant, new OrderFilter { CustomerCode = "C-1", Source = OrderSource.Api }, written.Token);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => WriteAsync(number == 0 ? other : tenant, number, end)));
        await written.CancelAsync();

        var changes = await reading;
        var last = await LastStatesAsync(tenant, "true", "total");
        Assert.True(last.Count > Writers, "the writers wrote");
        Assert.True(changes.Count > last.Count, "orders were read that changed again");
        Assert.Equal(changes.Count, changes.Distinct().Count());
        Assert.Equal(last, LastOf(changes));

        // A filter holds in every state that is read; what fits at the end has been seen as it is.
        var some = await readingSome;
        var fitting = await LastStatesAsync(tenant, "customer_code = 'C-1' AND source = 2", "total");
        Assert.Equal(some.Count, some.Distinct().Count());
        Assert.All(fitting, pair => Assert.Equal(pair.Value, LastOf(some)[pair.Key]));
    }

    [Fact]
    public async Task ListModified_FromTheResumeCursor_HasOnlyWhatChangedSince()
    {
        var tenant = await database.AddTenantAsync();
        await ExecuteAsync(tenant, InsertSql(Enumerable.Range(0, 5)));
        var first = await PageAsync(tenant, new OrderFilter(), Ever, null, 3);
        var second = await PageAsync(tenant, new OrderFilter(), Ever, first.Next, 3);
        Assert.Equal((3, 2, null), (first.Items.Count, second.Items.Count, second.Next));
        Assert.Empty((await PageAsync(tenant, new OrderFilter(), Ever, second.Resume, 3)).Items);

        await ExecuteAsync(tenant, "UPDATE orders SET status = 2 WHERE order_number IN ('N-1', 'N-3')");

        Assert.Equal(["N-1", "N-3"], (await PageAsync(tenant, new OrderFilter(), Ever, second.Resume, 3)).Items.Select(order => order.OrderNumber).Order(StringComparer.Ordinal));
        Assert.Empty((await PageAsync(tenant, new OrderFilter(), TimeProvider.System.GetUtcNow().AddDays(1), null, 3)).Items);
    }

    public static TheoryData<OrderFilter, string> Filters { get; } = new()
    {
        { new OrderFilter(), "true" },
        { new OrderFilter { Status = OrderStatus.Shipped }, "status = 4" },
        { new OrderFilter { CustomerCode = "C-1" }, "customer_code = 'C-1'" },
        { new OrderFilter { OrderNumber = "N-7" }, "order_number = 'N-7'" },
        { new OrderFilter { Source = OrderSource.Form, PaymentStatus = PaymentStatus.Unpaid }, "source = 1 AND payment_status = 1" },
        { new OrderFilter { Status = OrderStatus.Pending, CustomerCode = "C-2", TotalFrom = 120, TotalTo = 150 }, "status = 1 AND customer_code = 'C-2' AND total BETWEEN 120 AND 150" },
        { new OrderFilter { OrderedFrom = Moment(10), OrderedBefore = Moment(30) }, $"ordered_at >= '{Moment(10):O}' AND ordered_at < '{Moment(30):O}'" },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task ListModified_WithAFilter_PagesThroughAllThatFits(OrderFilter filter, string sql)
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        foreach (var one in (TenantId[])[tenant, other])
        {
            await ExecuteAsync(one, InsertSql(Enumerable.Range(0, 60)));
        }

        var seen = new List<Order>();
        string? cursor = null;
        do
        {
            var page = await PageAsync(tenant, filter, Ever, cursor, 4);
            Assert.True(page.Items.Count <= 4);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal((await LastStatesAsync(tenant, sql)).OrderBy(pair => pair.Value).Select(pair => pair.Key), seen.Select(order => order.Id.Value));
        Assert.All(seen, order => Assert.Equal(tenant, order.TenantId));
    }

    [Fact]
    public async Task Get_OfAnOrder_IsWhatEfReadsWithItsNumber()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await ExecuteAsync(tenant, InsertSql([8]));
        var expected = await TestOrders.AskAsync(database, tenant, orders => orders.FindAsync("N-8", Cancel));
        var (id, seq) = (await LastStatesAsync(tenant, "true")).Single();

        var found = await TestOrders.GetAsync(database, tenant, new OrderId(id));

        Assert.Equal(seq, found!.Seq);
        Assert.Equivalent(expected, found.Order, strict: true);
        Assert.Equal([1, 2], found.Order.Lines.Select(line => line.Number));
        Assert.Null(await TestOrders.GetAsync(database, other, new OrderId(id)));
    }

    /// <returns>Every order that was read, with its place among the changes: id and moment of the state.</returns>
    private async Task<List<(Guid Id, OrderStatus Status, DateTimeOffset ModifiedAt, long Total)>> ReadAllAsync(TenantId tenant, OrderFilter filter, CancellationToken written)
    {
        var seen = new List<(Guid, OrderStatus, DateTimeOffset, long)>();
        string? cursor = null;
        while (true)
        {
            var isLast = written.IsCancellationRequested;
            var page = await PageAsync(tenant, filter, Ever, cursor, 7);
            seen.AddRange(page.Items.Select(static order => (order.Id.Value, order.Status, order.ModifiedAt, order.Totals.Total)));
            cursor = page.Resume;
            if (isLast && page.Next is null)
            {
                return seen;
            }
        }
    }

    private Task<ModifiedPage<Order>> PageAsync(TenantId tenant, OrderFilter filter, DateTimeOffset since, string? cursor, int limit) =>
        TestOrders.AskAsync(database, tenant, orders => orders.ListModifiedAsync(filter, new ModifiedQuery(since, cursor, limit), Cancel));

    private static Dictionary<Guid, long> LastOf(List<(Guid Id, OrderStatus Status, DateTimeOffset ModifiedAt, long Total)> changes) =>
        changes.GroupBy(static change => change.Id).ToDictionary(static group => group.Key, static group => group.Last().Total);

    /// <summary>Inserts and changes orders in transactions that stay open for up to 40 ms; each change makes the total another one, which so tells the states apart.</summary>
    private async Task WriteAsync(TenantId tenant, int number, long end)
    {
        var random = new Random(number);
        for (var round = 0; TimeProvider.System.GetTimestamp() < end; round++)
        {
            await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await ExecuteAsync(connection, InsertSql([(round * Writers) + number]));
            await Task.Delay(random.Next(40), Cancel);
            await ExecuteAsync(connection, "UPDATE orders SET total = nextval('modified_seq'), status = 1 + total % 5 WHERE id IN (SELECT id FROM orders ORDER BY random() LIMIT 2 FOR UPDATE SKIP LOCKED)");
            await (round % 9 == 8 ? transaction.RollbackAsync(Cancel) : transaction.CommitAsync(Cancel));
        }
    }

    /// <returns>By id what tells the state.</returns>
    private async Task<Dictionary<Guid, long>> LastStatesAsync(TenantId tenant, string condition, string state = "modified_seq")
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand($"SELECT id, {state} FROM orders WHERE {condition}", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var last = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(Cancel))
        {
            last.Add(reader.GetGuid(0), reader.GetInt64(1));
        }

        return last;
    }

    private static DateTimeOffset Moment(int number) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number);

    private static string InsertSql(IEnumerable<int> numbers)
    {
        var (name, address) = (Convert.ToHexString(TestKeys.Cipher.Encrypt("山田 太郎", FieldContexts.OrderCustomerName)), Convert.ToHexString(TestKeys.Cipher.Encrypt("1500001\u001F東京都\u001F渋谷区\u001F神宮前\u001F", FieldContexts.OrderShippingAddress)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            WITH made AS (
                INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, note_encrypted, shipping_address_encrypted, ordered_at, delivery_date,
                    payment_method, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, batch_id, csv_source, csv_source_sha256, csv_row_number, created_at)
                SELECT current_tenant(), gen_random_uuid(), 'N-' || n, CASE WHEN n % 4 = 0 THEN 4 ELSE 1 END, 1, 1 + n % 2, 'C-' || n % 3, '\x{name}',
                    CASE WHEN n % 5 = 1 THEN '\x{Convert.ToHexString(TestKeys.Cipher.Encrypt("急ぎ", FieldContexts.OrderNote))}'::bytea END, '\x{address}', timestamptz '2026-01-01T00:00Z' + n * interval '1 minute',
                    CASE WHEN n % 2 = 0 THEN date '2026-01-05' END, 2, true, 200, 0, 0, 100, 9, 100, 7, 0, 100 + n,
                    CASE WHEN n % 2 = 0 THEN gen_random_uuid() END, CASE WHEN n % 2 = 0 THEN 'a.csv' END, CASE WHEN n % 2 = 0 THEN sha256('') END, CASE WHEN n % 2 = 0 THEN 2 END, now()
                FROM unnest(ARRAY[{string.Join(',', numbers)}]) n RETURNING tenant_id, id)
            INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount)
            SELECT tenant_id, id, l, 'A-' || l, 'りんご', 1, 100, CASE l WHEN 1 THEN 10 ELSE 8 END, 100 FROM made, generate_series(1, 2) l
            """);
    }

    private async Task ExecuteAsync(TenantId tenant, string sql)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
