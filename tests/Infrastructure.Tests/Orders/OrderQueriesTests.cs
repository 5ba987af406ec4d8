using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class OrderQueriesTests(OrderQueriesTests.FiftyThousand orders) : IClassFixture<OrderQueriesTests.FiftyThousand>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<OrderFilter> Filters { get; } = new(
        new OrderFilter(),
        new OrderFilter { Status = OrderStatus.Shipped },
        new OrderFilter { CustomerCode = "C-17" },
        new OrderFilter { OrderNumber = "N-00004711" },
        new OrderFilter { Contact = "someone@example.jp" },
        new OrderFilter { Contact = "03-1234-5678" },
        new OrderFilter { Import = FiftyThousand.Import },
        new OrderFilter { Status = OrderStatus.Shipped, CustomerCode = "C-17" },
        new OrderFilter { Import = FiftyThousand.Import, Status = OrderStatus.Pending },
        new OrderFilter { PaymentStatus = PaymentStatus.Failed }, new OrderFilter { IsOpen = true },
        new OrderFilter { Source = OrderSource.Form },
        new OrderFilter { Group = "春" },
        new OrderFilter { Group = "none such" },
        new OrderFilter { OrderedFrom = FiftyThousand.Start.AddDays(2), OrderedBefore = FiftyThousand.Start.AddDays(3) },
        new OrderFilter { TotalFrom = 500, TotalTo = 501 },
        new OrderFilter { TotalFrom = 1_000_000 },
        new OrderFilter { Sort = new OrderSort(OrderSortKey.OrderedAt, Descending: false) },
        new OrderFilter { Sort = new OrderSort(OrderSortKey.OrderNumber, Descending: false) },
        new OrderFilter { Sort = new OrderSort(OrderSortKey.OrderNumber, Descending: true) },
        new OrderFilter { Sort = new OrderSort(OrderSortKey.Total, Descending: false) },
        new OrderFilter { Sort = new OrderSort(OrderSortKey.Total, Descending: true) },
        new OrderFilter { Status = OrderStatus.Shipped, Sort = new OrderSort(OrderSortKey.Total, Descending: true) });

    public static TheoryData<OrderSortKey, bool> Sequences { get; } = new(
        from key in Enum.GetValues<OrderSortKey>() from down in (bool[])[true, false] select (key, down));

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task List_WithAnyFilter_GoesThroughAnIndex(OrderFilter filter)
    {
        var plans = new PlanRecorder();
        var page = await AskAsync(queries => queries.ListAsync(filter, 50, null, Cancel), plans);
        if (page.Next is not null)
        {
            await AskAsync(queries => queries.ListAsync(filter, 50, page.Next, Cancel), plans);
        }

        Assert.Equal(page.Items.Select(item => item.Id), (await AskAsync(queries => queries.ListFullAsync(filter, 50, null, Cancel))).Items.Select(order => order.Id));
        Assert.Contains(plans.Plans, plan => plan.Contains("ix_orders_", StringComparison.Ordinal));
        Assert.All(plans.Plans, plan => Assert.False(plan.Contains("Seq Scan on orders", StringComparison.Ordinal) || plan.Contains("Seq Scan on order_lines", StringComparison.Ordinal), plan));
    }

    [Fact]
    public async Task ListFull_OfAPage_ReadsItsOrdersAndLinesByTheirKeys()
    {
        await using var connection = await orders.Database.Connections.OpenAsync(orders.Tenant, Cancel);
        await using var command = new NpgsqlCommand($"EXPLAIN {OrderRows.SqlOf("SELECT id FROM orders WHERE tenant_id = @rows_tenant_id ORDER BY ordered_at DESC, id DESC LIMIT 101")}", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid>("rows_tenant_id", orders.Tenant.Value));
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var plan = "";
        while (await reader.ReadAsync(Cancel))
        {
            plan += reader.GetString(0) + "\n";
        }

        Assert.Contains("pk_orders", plan, StringComparison.Ordinal);
        Assert.Contains("pk_order_lines", plan, StringComparison.Ordinal);
        Assert.False(plan.Contains("Seq Scan", StringComparison.Ordinal), plan);
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task List_Unfiltered_ReadsNoMoreThanThePage(OrderSortKey key, bool descending)
    {
        var plans = new PlanRecorder();
        var filter = new OrderFilter { Sort = new OrderSort(key, descending) };
        var page = await AskAsync(queries => queries.ListAsync(filter, 50, null, Cancel), plans);
        await AskAsync(queries => queries.ListAsync(filter, 50, page.Next, Cancel), plans);

        var ofOrders = plans.Plans.Where(plan => plan.Contains("on orders", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, ofOrders.Count);
        Assert.All(ofOrders, plan => Assert.False(plan.Contains("Sort", StringComparison.Ordinal), plan));
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task List_InEachSequence_IsCompleteAndInIt(OrderSortKey key, bool descending)
    {
        var filter = new OrderFilter { CustomerCode = "C-17", Sort = new OrderSort(key, descending) };
        var seen = new List<OrderListItem>();
        string? cursor = null;
        do
        {
            var (page, full) = (await AskAsync(queries => queries.ListAsync(filter, 7, cursor, Cancel)), await AskAsync(queries => queries.ListFullAsync(filter, 7, cursor, Cancel)));
            Assert.Equal(page.Items.Select(order => order.Id), full.Items.Select(order => order.Id));
            Assert.Equal(page.Next, full.Next);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && seen.Count < 1_000);

        var all = (await AskAsync(queries => queries.ListAsync(new OrderFilter { CustomerCode = "C-17" }, 500, null, Cancel))).Items;
        var expected = key switch
        {
            OrderSortKey.OrderNumber => all.Select(order => order.OrderNumber).Order(StringComparer.Ordinal),
            OrderSortKey.Total => all.Select(order => order.Total.ToString("D9", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal),
            _ => all.Select(order => order.OrderedAt.ToString("O", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal),
        };
        var found = seen.Select(order => key switch
        {
            OrderSortKey.OrderNumber => order.OrderNumber,
            OrderSortKey.Total => order.Total.ToString("D9", CultureInfo.InvariantCulture),
            _ => order.OrderedAt.ToString("O", CultureInfo.InvariantCulture),
        });
        Assert.True(all.Count > 50);
        Assert.Equal(descending ? expected.Reverse() : expected, found);
        Assert.Equal(all.Count, seen.DistinctBy(order => order.Id).Count());
    }

    [Fact]
    public async Task List_ByEachCondition_HasExactlyWhatFits()
    {
        var day = FiftyThousand.Start.AddDays(3);
        var cases = new (OrderFilter Filter, string Sql)[]
        {
            (new() { PaymentStatus = PaymentStatus.Unpaid, Status = OrderStatus.Delivered }, "payment_status = 1 AND status = 5"),
            (new() { Source = OrderSource.Form }, "source = 1"), (new() { IsOpen = true, Source = OrderSource.Form }, "status < 6 AND payment_status IN (1, 2, 4) AND source = 1"),
            (new() { Group = "春" }, "bulk_import_group = '春'"),
            (new() { OrderedFrom = day.ToOffset(TimeSpan.FromHours(9)), OrderedBefore = day.AddHours(1).ToOffset(TimeSpan.FromHours(9)) }, "ordered_at >= '2026-01-04T00:00Z' AND ordered_at < '2026-01-04T01:00Z'"),
            (new() { TotalFrom = 500, TotalTo = 503 }, "total BETWEEN 500 AND 503"),
            (new() { TotalFrom = 900, Source = OrderSource.Form }, "total >= 900 AND source = 1"),
        };
        foreach (var (filter, sql) in cases)
        {
            await using var connection = await orders.Database.Connections.OpenAsync(orders.Tenant, Cancel);
            await using var command = new NpgsqlCommand($"SELECT array_agg(order_number ORDER BY order_number) FROM orders WHERE {sql}", connection);
            var expected = (string[])(await command.ExecuteScalarAsync(Cancel))!;

            var found = await AskAsync(queries => queries.ListAsync(filter with { Sort = new OrderSort(OrderSortKey.OrderNumber, Descending: false) }, 20_000, null, Cancel));

            Assert.Equal(expected, found.Items.Select(order => order.OrderNumber));
        }
    }

    [Fact]
    public async Task Estimate_OfATenantsOrders_IsNearTheTruthAndNotAnotherTenants()
    {
        var (all, shipped, lines, bounded) = await AskAsync(async queries => (
            await queries.EstimateAsync(new OrderFilter(), Cancel),
            await queries.EstimateAsync(new OrderFilter { Status = OrderStatus.Shipped }, Cancel),
            await queries.CountLinesAsync(new OrderFilter { Import = FiftyThousand.Import }, 10_000, Cancel),
            await queries.CountLinesAsync(new OrderFilter(), 123, Cancel)));

        Assert.InRange(all, 40_000, 60_000);
        Assert.InRange(shipped, 8_000, 12_500);
        Assert.Equal((1_000L, 123L), (lines, bounded));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrderStatus.Shipped)]
    public async Task List_PageByPage_IsCompleteAndStableWhereManyHaveOneMoment(OrderStatus? status)
    {
        var filter = new OrderFilter { Status = status, CustomerCode = "C-17" };
        var numbers = new List<(DateTimeOffset At, string Number)>();
        string? cursor = null;
        do
        {
            var page = await AskAsync(queries => queries.ListAsync(filter, 7, cursor, Cancel));
            numbers.AddRange(page.Items.Select(item => (item.OrderedAt, item.OrderNumber)));
            cursor = page.Next;
        }
        while (cursor is not null);

        await using var context = orders.Database.CreateContext(orders.Tenant);
        var all = await context.Orders.Where(order => order.CustomerCode == "C-17" && (status == null || order.Status == status)).Select(order => order.OrderNumber).ToListAsync(Cancel);
        Assert.True(all.Count > 15);
        Assert.Equal(all.Order(StringComparer.Ordinal), numbers.Select(one => one.Number).Order(StringComparer.Ordinal));
        Assert.Equal(numbers.Select(one => one.At).OrderDescending(), numbers.Select(one => one.At));
    }

    [Fact]
    public async Task List_OfAnImport_IsInTheSequenceOfTheFile()
    {
        var rows = new List<int>();
        string? cursor = null;
        do
        {
            var page = await AskAsync(queries => queries.ListAsync(new OrderFilter { Import = FiftyThousand.Import }, 333, cursor, Cancel));
            rows.AddRange(page.Items.Select(item => item.RowNumber!.Value));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(1_000, rows.Count);
        Assert.Equal(rows.Distinct().Order(), rows);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("__________________________________________")]
    [InlineData("f_____________________________________________________________")]
    public async Task List_FromAMadeUpPlace_BeginsAtTheStart(string cursor)
    {
        var first = await AskAsync(queries => queries.ListAsync(new OrderFilter(), 3, null, Cancel));
        foreach (var place in new[] { cursor, Cursor.Write(long.MaxValue, Guid.Empty), Cursor.Write(-1, Guid.Empty), Cursor.Write("of another sequence", Guid.Empty) })
        {
            Assert.Equal(first.Items, (await AskAsync(queries => queries.ListAsync(new OrderFilter(), 3, place, Cancel))).Items);
        }
    }

    [Fact]
    public async Task List_ByNumberFromWhereATextWouldStand_BeginsWithTheNumbersThatBeginSo() => Assert.Equal(
        "N-00004700", (await AskAsync(queries => queries.ListAsync(new OrderFilter { Sort = new(OrderSortKey.OrderNumber, false) }, 1, Cursor.Write("N-000047", Guid.Empty), Cancel))).Items[0].OrderNumber);

    [Fact]
    public async Task Find_OfAnotherTenantsOrder_FindsNothing()
    {
        Assert.NotNull(await AskAsync(queries => queries.FindAsync("N-00004711", Cancel)));
        var operation = new OperationContext();
        operation.Begin(orders.Other, Actor.System);
        await using var context = orders.Database.CreateContext(orders.Other);
        var queries = Queries(context, operation);

        Assert.Null(await queries.FindAsync("N-00004711", Cancel));
        Assert.Empty((await queries.ListAsync(new OrderFilter { CustomerCode = "C-17" }, 10, null, Cancel)).Items);
    }

    private async Task<T> AskAsync<T>(Func<OrderQueries, Task<T>> ask, PlanRecorder? plans = null)
    {
        var operation = new OperationContext();
        operation.Begin(orders.Tenant, Actor.System);
        var builder = new DbContextOptionsBuilder<OrderPortalDbContext>();
        PersistenceRegistration.Options(builder.UseNpgsql(orders.Database.DataSource));
        if (plans is not null)
        {
            builder.AddInterceptors(plans);
        }

        await using var context = new OrderPortalDbContext(builder.Options, operation, TestKeys.Cipher, TestKeys.BlindIndex);
        return await ask(Queries(context, operation));
    }

    private OrderQueries Queries(OrderPortalDbContext context, OperationContext operation) => TestOrders.Queries(orders.Database, context, operation);

    /// <summary>50,000 orders of one tenant, five of them at each moment, and a few of another's.</summary>
    public sealed class FiftyThousand : IAsyncLifetime
    {
        public static readonly ImportId Import = ImportId.New();

        public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public TestDatabase Database { get; } = new();

        public TenantId Tenant { get; private set; }

        public TenantId Other { get; private set; }

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            Tenant = await Database.AddTenantAsync();
            Other = await Database.AddTenantAsync();
            var name = Convert.ToHexString(TestKeys.Cipher.Encrypt("山田", Infrastructure.Shared.Security.FieldContexts.OrderCustomerName));
            await using var connection = new NpgsqlConnection(Database.OwnerConnectionString);
            await connection.OpenAsync(Cancel);
            foreach (var (tenant, count, first) in new[] { (Tenant, 50_000, 0), (Other, 2_000, 1_000_000) })
            {
                var sql = string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, customer_email_index, customer_phone_index,
                        shipping_address_encrypted, ordered_at, payment_method, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total,
                        batch_id, csv_source, csv_source_sha256, csv_row_number, bulk_import_group, created_at)
                    SELECT '{tenant}', gen_random_uuid(), 'N-' || lpad(i::text, 8, '0'), 1 + i / 3 % 5, 1, CASE WHEN i % 500 = 3 THEN 1 ELSE 3 END, CASE WHEN '{tenant}' = '{Tenant}' THEN 'C-' || i % 499 ELSE 'other' END,
                        '\x{name}', decode(md5('e' || i % 5000), 'hex'), decode(md5('p' || i % 5000), 'hex'), '', timestamptz '2026-01-01T00:00Z' + i / 5 * interval '1 minute', 1, false,
                        100, 0, 0, 100, 10, 0, 0, 0, 110 + i % 977, CASE WHEN i < 1000 THEN '{Import}'::uuid ELSE gen_random_uuid() END, 'a.csv', sha256(''), 2 + (i::bigint * 7919) % 1000000, CASE WHEN i % 700 = 1 THEN '春' END, now()
                    FROM generate_series({first}, {first + count - 1}) i;
                    INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount)
                    SELECT tenant_id, id, 1, 'A', 'りんご', 1, 100, 10, 100 FROM orders WHERE tenant_id = '{tenant}'
                    """);
                await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
                await command.ExecuteNonQueryAsync(Cancel);
            }

            await using var analyze = new NpgsqlCommand("ANALYZE orders, order_lines", connection);
            await analyze.ExecuteNonQueryAsync(Cancel);
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
