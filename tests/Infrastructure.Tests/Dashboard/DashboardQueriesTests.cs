using Npgsql;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Dashboard;

public sealed class DashboardQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DashboardParts Everything = new(true, true, true);

    /// <summary>The 4th and the 5th in Japan.</summary>
    private static readonly DashboardRange Range = DashboardRange.Of(
        new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.FromHours(9)), new DateTimeOffset(2026, 1, 6, 0, 0, 0, TimeSpan.FromHours(9)), default).Value;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Summarise_DividesOrdersByDayInJapanStatusPaymentAndSource()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await AddOrderAsync(tenant, "2026-01-03T14:59:59.999999Z", 1, 1, 3, 1);
        await AddOrderAsync(tenant, "2026-01-03T15:00:00Z", 1, 1, 3, 10);
        await AddOrderAsync(tenant, "2026-01-04T14:59:59.999999Z", 2, 3, 3, 100);
        await AddOrderAsync(tenant, "2026-01-04T15:00:00Z", 6, 1, 1, 1_000);
        await AddOrderAsync(tenant, "2026-01-05T14:59:59.999999Z", 2, 3, 2, 3_000_000_000);
        await AddOrderAsync(tenant, "2026-01-05T15:00:00Z", 1, 1, 3, 100_000);
        await AddOrderAsync(other, "2026-01-04T12:00:00Z", 1, 1, 3, 7);

        var summary = await SummariseAsync(tenant);

        Assert.Equal(new OrderFigures(4, 3_000_001_110), summary.Total);
        Equal([(new DateOnly(2026, 1, 4), 2, 110), (new DateOnly(2026, 1, 5), 2, 3_000_001_000)], summary.ByDay);
        Equal([(OrderStatus.Pending, 1, 10), (OrderStatus.Confirmed, 2, 3_000_000_100), (OrderStatus.Cancelled, 1, 1_000)], summary.ByStatus);
        Equal([(PaymentStatus.Unpaid, 2, 1_010), (PaymentStatus.Paid, 2, 3_000_000_100)], summary.ByPaymentStatus);
        Equal([(OrderSource.Form, 1, 1_000), (OrderSource.Api, 1, 3_000_000_000), (OrderSource.Import, 2, 110)], summary.BySource);
        Assert.Equal(new OrderFigures(1, 7), (await SummariseAsync(other)).Total);
    }

    [Fact]
    public async Task Summarise_AddsImportsChargesAndDeadNotificationsUp()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await AddImportAsync(tenant, "2026-01-03T15:00:00Z", 6, dryRun: false, 2);
        await AddImportAsync(tenant, "2026-01-05T14:59:59Z", 6, dryRun: false, 3);
        await AddImportAsync(tenant, "2026-01-04T00:00:00Z", 8, dryRun: true, 5);
        await AddImportAsync(tenant, "2026-01-04T00:00:00Z", 8, dryRun: false, 7);
        await AddImportAsync(tenant, "2026-01-05T15:00:00Z", 6, dryRun: false, 11);
        await AddChargeAsync(tenant, "2026-01-04T00:00:00Z", 3, 500, 0);
        await AddChargeAsync(tenant, "2026-01-04T00:00:00Z", 10, 1_000, 400);
        await AddChargeAsync(tenant, "2026-01-06T00:00:00Z", 3, 900, 0);
        await AddNotificationAsync(tenant, "2026-01-04T00:00:00Z", 4);
        await AddNotificationAsync(tenant, "2026-01-04T00:00:00Z", 3);
        await AddNotificationAsync(tenant, "2026-01-06T00:00:00Z", 4);

        var summary = await SummariseAsync(tenant);

        Assert.Equal([(ImportStatus.CompletedWithErrors, new ImportFigures(2, 5)), (ImportStatus.Cancelled, new ImportFigures(1, 7))], summary.Imports!.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([(ChargeStatus.Succeeded, new ChargeFigures(1, 500, 0)), (ChargeStatus.PartlyRefunded, new ChargeFigures(1, 1_000, 400))], summary.Charges!.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(1, summary.DeadNotifications);
        var none = await SummariseAsync(other);
        Assert.Equal((0, 0, 0L), (none.Imports!.Count, none.Charges!.Count, none.DeadNotifications));
        var unasked = await SummariseAsync(tenant, new DashboardParts(false, false, false));
        Assert.Equal((null, null, null), (unasked.Imports, unasked.Charges, unasked.DeadNotifications));
    }

    [Fact]
    public async Task Summarise_ThatTakesTooLong_IsGivenUp()
    {
        var tenant = await database.AddTenantAsync();
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancel);
        }

        var summary = await Queries(tenant, TimeSpan.FromMilliseconds(100)).SummariseAsync(Range, Everything, Cancel);

        Assert.Equal(DashboardErrors.TooSlow, summary.Error?.Code);
    }

    private static void Equal<TKey>(IEnumerable<(TKey Key, int Orders, long Amount)> expected, IReadOnlyDictionary<TKey, OrderFigures> actual)
        where TKey : notnull => Assert.Equal(expected.Select(row => (row.Key, new OrderFigures(row.Orders, row.Amount))), actual.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));

    private async Task<DashboardSummary> SummariseAsync(TenantId tenant, DashboardParts? parts = null) =>
        (await Queries(tenant, TimeSpan.FromSeconds(20)).SummariseAsync(Range, parts ?? Everything, Cancel)).Value;

    private DashboardQueries Queries(TenantId tenant, TimeSpan limit)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, Actor.System);
        return new DashboardQueries(database.Connections, operation, TestKeys.Cipher, new DashboardLimits(limit));
    }

    private Task AddOrderAsync(TenantId tenant, string orderedAt, short status, short payment, short source, long total) => AddAsync(
        tenant,
        """
        INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_name_encrypted, shipping_address_encrypted,
            ordered_at, payment_method, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, created_at, modified_at)
        VALUES ($1, $2, $2::text, $3, $4, $5, '\x00', '\x00', $6::timestamptz, 1, true, $7, 0, 0, 0, 0, 0, 0, $7, $7, now(), now())
        """,
        Guid.NewGuid(), status, payment, source, orderedAt, total);

    private Task AddImportAsync(TenantId tenant, string createdAt, short status, bool dryRun, long rejected) => AddAsync(
        tenant,
        """
        INSERT INTO import_batches (tenant_id, id, status, phase, file_name, file_id, file_sha256, file_length, mode, dry_run, duplicates, allow_duplicate_file, settle, notify, rows_read,
            rows_accepted, rows_rejected, rows_skipped, warnings, orders_created, orders_updated, orders_unchanged, orders_rejected, orders_skipped, quantity_read, amount_read,
            checkpoint_orders, checkpoint_rows, attempt, progress_sequence, created_by_kind, created_by_id, created_by_name, created_at, orders_removed, orders_restored, orders_kept)
        VALUES ($1, $2, $3, 7, 'a.csv', $2, sha256($2::text::bytea), 1, 1, $4, 1, true, 0, 3, 0, 0, $5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $2, '', $6::timestamptz, 0, 0, 0)
        """,
        Guid.NewGuid(), status, dryRun, rejected, createdAt);

    private async Task AddChargeAsync(TenantId tenant, string createdAt, short status, long amount, long refunded)
    {
        var settlement = Guid.NewGuid();
        await AddAsync(
            tenant,
            """
            INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
            VALUES ($1, $2, 0, 1, 'simulator', '\x00', 1, 1, 1, now(), 0, $2, '')
            """,
            settlement);
        await AddAsync(
            tenant,
            "INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, refunded, created_at) VALUES ($1, $2, $3, 'simulator', 1, $4, $5, $6, $7::timestamptz)",
            Guid.NewGuid(), settlement, amount, status, refunded, createdAt);
    }

    private Task AddNotificationAsync(TenantId tenant, string createdAt, short status) => AddAsync(
        tenant,
        "INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, status, content_encrypted) VALUES ($1, $2, $3::timestamptz, $2, 1, 1, $4, '\\x00')",
        Guid.NewGuid(), createdAt, status);

    private async Task AddAsync(TenantId tenant, string sql, params object[] values)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(Cancel);
    }
}
