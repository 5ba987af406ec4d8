using Npgsql;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Dashboard;

/// <summary>The figures beside those that are added up here from all orders, one by one.</summary>
public sealed class DashboardViewTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DashboardParts Everything = new(true, true, true);
    private static readonly DateTimeOffset Now = new(2026, 1, 30, 2, 0, 0, TimeSpan.Zero);
    private readonly RollupHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null)]
    [InlineData("C-3", null)]
    [InlineData(null, "G-0")]
    [InlineData("C-3", "G-0")]
    [InlineData("nobody", null)]
    public async Task View_OfAnyDays_IsWhatTheOrdersComeTo(string? customer, string? group)
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await _host.AddOrdersAsync(tenant, 900, 11, days: 30);
        await _host.AddOrdersAsync(other, 50, 12);
        await AddCustomerAsync(tenant, "C-2", "髙橋商店");
        await AddCustomerAsync(other, "C-4", "よその店");
        await _host.Rollups.FoldAsync(tenant, Cancel);
        await _host.AddOrdersAsync(tenant, 100, 13, days: 30);
        await _host.ChangeAsync(tenant, new Random(2));
        await _host.ExecuteAsync(tenant, "UPDATE orders SET status = 6 WHERE customer_code = 'C-0'; DELETE FROM orders WHERE customer_code = 'C-1' AND payment_status < 4");
        var orders = await OrdersAsync(tenant);

        foreach (var (from, to) in ((int, int)[])[(1, 30), (8, 14), (12, 12), (5, 25), (13, 20), (29, 30)])
        {
            var query = Query(from, to) with { CustomerCode = customer, Group = group };
            var view = (await Queries(tenant).ViewAsync(query, Everything, Cancel)).Value;

            var all = orders.Where(order => (customer is null || order.Customer == customer) && (group is null || order.Group == group)).ToList();
            var current = all.Where(order => order.Day >= query.From && order.Day <= query.To).ToList();
            var before = all.Where(order => order.Day >= query.Before && order.Day < query.From).ToList();
            Assert.Equal(Sum(all.Where(order => order.Day == query.Today)), view.Today);
            Assert.Equal(current.GroupBy(order => order.Day).OrderBy(day => day.Key).Select(day => new OrdersOn(day.Key, Sum(day))), view.ByDay);
            Assert.Equal(Sum(current), view.Orders.Total);
            Assert.Equal(Sum(before), view.Before.Total);
            Assert.All(Enum.GetValues<OrderStatus>(), status => Assert.Equal(Sum(current.Where(order => order.Status == status)), view.Orders.In(status)));
            Assert.All(Enum.GetValues<PaymentStatus>(), status => Assert.Equal(Sum(current.Where(order => order.Payment == status)), view.Orders.In(status)));
            Assert.Equal(Sum(current.Where(order => (int)order.Status < 6 && (int)order.Payment is 1 or 2 or 4)), view.Orders.Open);
            var sales = current.Where(order => (int)order.Status < 6).ToList();
            var top = TopCustomers(sales).Select(one => one.Code == "C-2" ? one with { Name = "髙橋商店" } : one);
            Assert.Equal(customer is null ? top : null, view.TopCustomers);
            Assert.Equal(TopProducts(sales), view.TopProducts.Select(product => (product.Code, product.Quantity, product.Amount)));
        }
    }

    [Fact]
    public async Task Tops_OfManyThatAreNearlyTheSame_AreStillTheTrueOnes()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 600, 21, skewed: false, days: 30);
        await _host.ExecuteAsync(tenant, "UPDATE orders SET customer_code = 'N-' || md5(id::text); UPDATE order_lines SET product_code = 'Q-' || md5(order_id::text)");

        // Who has most in the week has nothing on the day, so that looking at the first of the week finds none.
        await _host.ExecuteAsync(tenant, "UPDATE orders SET total = total + 100000 WHERE (ordered_at AT TIME ZONE 'Asia/Tokyo')::date <> '2026-01-14'; UPDATE order_lines SET amount = amount + 100000 WHERE order_id IN (SELECT id FROM orders WHERE (ordered_at AT TIME ZONE 'Asia/Tokyo')::date <> '2026-01-14')");
        await _host.Rollups.FoldAsync(tenant, Cancel);
        var orders = await OrdersAsync(tenant);

        foreach (var (from, to) in ((int, int)[])[(14, 14), (13, 15), (1, 30)])
        {
            var view = (await Queries(tenant).ViewAsync(Query(from, to), Everything, Cancel)).Value;

            var sales = orders.Where(order => order.Day.Day >= from && order.Day.Day <= to && (int)order.Status < 6).ToList();
            Assert.Equal(TopCustomers(sales), view.TopCustomers);
            Assert.Equal(TopProducts(sales), view.TopProducts.Select(product => (product.Code, product.Quantity, product.Amount)));
        }
    }

    [Fact]
    public async Task Work_AndCharges_AreThoseOfTheDaysAndOfThisMoment()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddSettlementAsync(tenant);
        await _host.ExecuteAsync(
            tenant,
            $"""
            INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, customer_code, created_at)
            SELECT '{tenant}', gen_random_uuid(), '{tenant}', 'simulator', 1, 1000, s, CASE WHEN n = 1 THEN 'C-1' END, '2026-01-11T15:00Z' FROM generate_series(1, 10) s, generate_series(1, 2) n;
            INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, created_at)
            SELECT '{tenant}', gen_random_uuid(), '{tenant}', 'simulator', 1, 1000, 4, '2026-01-11T14:59Z';
            INSERT INTO problem_deltas SELECT '{tenant}', n, '2026-01-12', 'code_' || n FROM generate_series(1, 7) n;
            INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, status, content_encrypted)
            SELECT '{tenant}', gen_random_uuid(), '2025-06-01', gen_random_uuid(), 1, 1, s, '\x00' FROM generate_series(1, 5) s;
            """);
        var query = Query(12, 12);

        var view = (await Queries(tenant).ViewAsync(query, Everything, Cancel)).Value;
        var narrowed = (await Queries(tenant).ViewAsync(query with { CustomerCode = "C-1" }, Everything, Cancel)).Value;
        var ofGroup = (await Queries(tenant).ViewAsync(query with { Group = "G" }, Everything, Cancel)).Value;
        var unasked = (await Queries(tenant).ViewAsync(query, new DashboardParts(false, false, false), Cancel)).Value;

        Assert.Equal((new ChargeResults(6, 6), new ChargeResults(0, 1)), (view.Charges, view.ChargesBefore));
        Assert.Equal(["code_7", "code_6", "code_5", "code_4", "code_3"], view.Problems!.Select(problem => problem.Code));
        Assert.Equal((new NotificationBacklog(2, 1), 0L), (view.Notifications, view.RunningImports));
        Assert.Equal((new ChargeResults(3, 3), new ChargeResults(0, 0)), (narrowed.Charges, narrowed.ChargesBefore));
        Assert.Equal(new ChargeResults(0, 0), ofGroup.Charges);
        Assert.Equal((null, null, null), (narrowed.Problems, narrowed.RunningImports, narrowed.Notifications));
        Assert.Equal((null, null, null, null), (unasked.Charges, unasked.Problems, unasked.RunningImports, unasked.Notifications));
    }

    [Theory]
    [InlineData("2026-01-04T00:00+09", "2026-01-06T00:00+09")]
    [InlineData("2026-01-04T10:30+09", "2026-01-09T18:15+09")]
    [InlineData("2026-01-04T10:30+09", "2026-01-04T18:15+09")]
    [InlineData("2026-01-04T10:30+09", "2026-01-05T00:00+09")]
    [InlineData("2026-01-03T00:00+00", "2026-01-05T00:00+00")]
    public async Task Summary_OfPartsOfDays_IsWhatTheOrdersOfThatTimeComeTo(string from, string before)
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 500, 31, days: 12);
        await _host.Rollups.FoldAsync(tenant, Cancel);
        await _host.AddOrdersAsync(tenant, 100, 32, days: 12);
        var range = DashboardRange.Of(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(before, System.Globalization.CultureInfo.InvariantCulture), Now).Value;

        var summary = (await Queries(tenant).SummariseAsync(range, Everything, Cancel)).Value;

        var orders = (await OrdersAsync(tenant)).Where(order => order.At >= range.From && order.At < range.Before).ToList();
        Assert.NotEmpty(orders);
        Assert.Equal(Sum(orders), summary.Total);
        Assert.Equal(orders.GroupBy(order => order.Day).ToDictionary(day => day.Key, Sum), summary.ByDay);
        Assert.Equal(orders.GroupBy(order => order.Payment).ToDictionary(payment => payment.Key, Sum), summary.ByPaymentStatus);
    }

    [Fact]
    public async Task View_ThatTakesTooLong_IsGivenUp()
    {
        var tenant = await database.AddTenantAsync();
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("LOCK TABLE product_days IN ACCESS EXCLUSIVE MODE", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancel);
        }

        var view = await Queries(tenant, TimeSpan.FromMilliseconds(200)).ViewAsync(Query(1, 30), Everything, Cancel);

        Assert.Equal(DashboardErrors.TooSlow, view.Error?.Code);
    }

    private static DashboardQuery Query(int from, int to) => DashboardQuery.Of(new DateOnly(2026, 1, from), new DateOnly(2026, 1, to), Now).Value;

    private static OrderFigures Sum(IEnumerable<Sold> orders) => orders.Aggregate(OrderFigures.None, (sum, order) => new OrderFigures(sum.Orders + 1, sum.Amount + order.Total));

    private static IEnumerable<TopCustomer> TopCustomers(IEnumerable<Sold> sales) => sales.Where(order => order.Customer is not null).GroupBy(order => order.Customer!)
        .Select(customer => new TopCustomer(customer.Key, null, Sum(customer))).OrderByDescending(customer => customer.Figures.Amount).ThenBy(customer => customer.Code, StringComparer.Ordinal).Take(DashboardView.Top);

    private static IEnumerable<(string Code, long Quantity, long Amount)> TopProducts(IEnumerable<Sold> sales) => sales.SelectMany(order => order.Lines).GroupBy(line => line.Code)
        .Select(product => (Code: product.Key, Quantity: product.Sum(line => line.Quantity), Amount: product.Sum(line => line.Amount)))
        .OrderByDescending(product => product.Amount).ThenBy(product => product.Code, StringComparer.Ordinal).Take(DashboardView.Top);

    private async Task AddCustomerAsync(TenantId tenant, string code, string name)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand("INSERT INTO customers (tenant_id, id, code, name_encrypted, created_at, modified_at) VALUES ($1, $2, $3, $4, now(), now())", connection)
        {
            Parameters = { new() { Value = tenant.Value }, new() { Value = Guid.NewGuid() }, new() { Value = code }, new() { Value = TestKeys.Cipher.Encrypt(name, FieldContexts.CustomerName) } },
        };
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private DashboardQueries Queries(TenantId tenant, TimeSpan? limit = null)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, Actor.System);
        return new DashboardQueries(database.Connections, operation, TestKeys.Cipher, new DashboardLimits(limit ?? TimeSpan.FromSeconds(20)));
    }

    private async Task<List<Sold>> OrdersAsync(TenantId tenant)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(
            """
            SELECT o.ordered_at, o.status, o.payment_status, o.customer_code, o.bulk_import_group, o.total,
                array(SELECT l.product_code FROM order_lines l WHERE l.order_id = o.id ORDER BY l.number), array(SELECT l.quantity::bigint FROM order_lines l WHERE l.order_id = o.id ORDER BY l.number),
                array(SELECT l.amount::bigint FROM order_lines l WHERE l.order_id = o.id ORDER BY l.number)
            FROM orders o
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var orders = new List<Sold>();
        while (await reader.ReadAsync(Cancel))
        {
            var (codes, quantities, amounts) = (reader.GetFieldValue<string[]>(6), reader.GetFieldValue<long[]>(7), reader.GetFieldValue<long[]>(8));
            orders.Add(new Sold(
                new DateTimeOffset(reader.GetDateTime(0)), (OrderStatus)reader.GetInt16(1), (PaymentStatus)reader.GetInt16(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetInt64(5), [.. codes.Select((code, i) => (code, quantities[i], amounts[i]))]));
        }

        return orders;
    }

    private sealed record Sold(
        DateTimeOffset At, OrderStatus Status, PaymentStatus Payment, string? Customer, string? Group, long Total, IReadOnlyList<(string Code, long Quantity, long Amount)> Lines)
    {
        public DateOnly Day => DateOnly.FromDateTime(At.ToOffset(TimeSpan.FromHours(9)).DateTime);
    }
}
