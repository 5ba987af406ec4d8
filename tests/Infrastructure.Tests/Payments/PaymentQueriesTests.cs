using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

public sealed class PaymentQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Settlement_SaysWhereItsChargesStand()
    {
        var (tenant, import, started, charges) = await SettledAsync();
        await _host.CaptureAsync(tenant, charges[0].Id);
        await _host.FailAsync(tenant, charges[1].Id);

        var details = (await AskAsync<ISettlementQueries, SettlementDetails?>(tenant, queries => queries.FindAsync(started.Number, Cancel)))!;
        var item = Assert.Single((await AskAsync<ISettlementQueries, Page<SettlementListItem>>(tenant, queries => queries.ListAsync(new SettlementFilter { Import = import }, 10, null, Cancel))).Items);
        var payments = (await AskAsync<ISettlementQueries, ImportPayments?>(tenant, queries => queries.OfImportAsync(import, Cancel)))!;

        Assert.Equal(
            [new ChargeTally(ChargeStatus.Planned, 1, 700, 0), new ChargeTally(ChargeStatus.Succeeded, 1, 600_000, 0), new ChargeTally(ChargeStatus.Declined, 1, 600_000, 0)], details.Charges);
        Assert.Equal(details.Charges, payments.Charges);
        Assert.Equal(details.Settlement, item.Settlement);
        Assert.Equal(details.Charges.ToDictionary(tally => tally.Status, tally => tally.Count), item.Counts);
        Assert.Equal((import, SettlementGrouping.PerOrder, 2, 3, 1_200_700L), (item.Settlement.Import, item.Settlement.Grouping, item.Settlement.Orders, item.Settlement.Charges, item.Settlement.Amount));
        Assert.Null(await AskAsync<ISettlementQueries, ImportPayments?>(tenant, queries => queries.OfImportAsync(ImportId.New(), Cancel)));
    }

    [Fact]
    public async Task Settlements_PageByPage_AreCompleteNewestFirst()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, [.. Enumerable.Range(0, 7).Select(i => new SeedOrder($"N-{i}", 1_000))]);
        foreach (var order in orders)
        {
            await _host.RunAsync(tenant, SettlementRequest.Of([order], SettlementGrouping.PerOrder));
        }

        await _host.ExecuteAsync(tenant, "UPDATE settlements SET finished_at = now() WHERE number = 3");

        var numbers = new List<long>();
        string? cursor = null;
        do
        {
            var page = await AskAsync<ISettlementQueries, Page<SettlementListItem>>(tenant, queries => queries.ListAsync(new SettlementFilter(), 3, cursor, Cancel));
            numbers.AddRange(page.Items.Select(item => item.Settlement.Number));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], numbers);
        Assert.Equal([3], (await AskAsync<ISettlementQueries, Page<SettlementListItem>>(tenant, queries => queries.ListAsync(new SettlementFilter { IsRunning = false }, 3, null, Cancel))).Items.Select(item => item.Settlement.Number));
    }

    [Fact]
    public async Task Charges_AreFoundByEveryFilter_PageByPage()
    {
        var (tenant, import, started, charges) = await SettledAsync();
        await _host.FailAsync(tenant, charges[1].Id);
        var order = new OrderId(await _host.ScalarAsync<Guid>(tenant, "SELECT id FROM orders WHERE order_number = 'B'"));
        var all = charges.Select(charge => charge.Id).Reverse().ToList();

        Assert.Equal(all, await ListAsync(tenant, new ChargeFilter()));
        Assert.Equal(all, await ListAsync(tenant, new ChargeFilter { Settlement = started.Id }));
        Assert.Equal(all, await ListAsync(tenant, new ChargeFilter { Import = import, Gateway = SettlementHost.Gateway }));
        Assert.Equal([charges[1].Id], await ListAsync(tenant, new ChargeFilter { Statuses = [ChargeStatus.Declined] }));
        Assert.Equal([charges[1].Id], await ListAsync(tenant, new ChargeFilter { Settlement = started.Id, Statuses = [ChargeStatus.Declined, ChargeStatus.Expired] }));
        Assert.Equal([charges[2].Id], await ListAsync(tenant, new ChargeFilter { CustomerCode = "K-2" }));
        Assert.Equal([charges[2].Id], await ListAsync(tenant, new ChargeFilter { Order = order }));
        await _host.ExecuteAsync(tenant, $"UPDATE orders SET bulk_import_group = 'spring' WHERE id = '{order}'");
        Assert.Equal([charges[2].Id], await ListAsync(tenant, new ChargeFilter { Group = "spring" }));
        var created = (await AskAsync<IChargeQueries, ChargeDetails?>(tenant, queries => queries.GetAsync(charges[0].Id, Cancel)))!.Charge.CreatedAt;
        Assert.Equal(all, await ListAsync(tenant, new ChargeFilter { CreatedFrom = created.ToOffset(TimeSpan.FromHours(9)), CreatedBefore = created.AddMicroseconds(1) }));
        Assert.Empty(await ListAsync(tenant, new ChargeFilter { CreatedFrom = created.AddMicroseconds(1) }));
        Assert.Empty(await ListAsync(tenant, new ChargeFilter { CreatedBefore = created }));
        Assert.Empty(await ListAsync(tenant, new ChargeFilter { Settlement = SettlementId.New() }));
        Assert.Empty(await ListAsync(tenant, new ChargeFilter { Import = ImportId.New() }));
        Assert.Empty(await ListAsync(tenant, new ChargeFilter { Gateway = "other" }));
        Assert.Empty(await ListAsync(await _host.AddTenantAsync(), new ChargeFilter { Settlement = started.Id }));
    }

    [Fact]
    public async Task Charge_HasEverythingThereIsOfIt()
    {
        var (tenant, _, started, charges) = await SettledAsync();
        var id = charges[2].Id;
        var voucher = new Voucher([new VoucherStore("lawson", "123456", "09012345678")], new DateTimeOffset(2026, 12, 1, 14, 59, 59, TimeSpan.Zero), "https://pay.example/slip");
        await using (var connection = await database.Connections.OpenAsync(tenant, Cancel))
        {
            await using var command = new NpgsqlCommand(
                $"""
                UPDATE charges SET status = 6, expires_at = '2026-12-01T14:59:59Z', voucher_encrypted = @voucher, attempts_total = 2 WHERE id = '{id}';
                INSERT INTO charge_attempts (tenant_id, charge_id, started_at, id, kind, round, number, finished_at, outcome, code, http_status)
                SELECT '{tenant}', '{id}', now() + n * interval '1 second', gen_random_uuid(), 1, 1, n, NULL, n, 'rate_limit', 429 FROM generate_series(3, 4) n
                """,
                connection);
            command.Parameters.AddWithValue("voucher", TestKeys.Cipher.Encrypt(JsonSerializer.Serialize(voucher, JsonSerializerOptions.Web), FieldContexts.ChargeVoucher));
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var details = (await AskAsync<IChargeQueries, ChargeDetails?>(tenant, queries => queries.GetAsync(id, Cancel)))!;

        Assert.Equal(
            (started.Id, started.Number, ChargeStatus.AwaitingCustomer, 700L, "K-2", 1, "B", 2),
            (details.Charge.Settlement, details.Charge.SettlementNumber, details.Charge.Status, details.Charge.Amount, details.Charge.CustomerCode, details.Charge.Orders, details.Charge.OrderNumber, details.Charge.Attempts));
        Assert.Equal(voucher.Stores, details.Voucher!.Stores);
        Assert.Equal((voucher.ExpiresAt, 1, true, false), (details.ExpiresAt, details.Round, details.OutcomeKnown, details.CancelRequested));
        Assert.Equal([(4, AttemptOutcome.Throttled), (3, AttemptOutcome.AwaitingCustomer)], details.Attempts.Select(attempt => (attempt.Number, attempt.Outcome)));
        Assert.Equal([("B", 700L, 0L)], details.Allocations.Select(allocation => (allocation.OrderNumber!, allocation.Amount, allocation.Refundable)));
        Assert.Null(await AskAsync<IChargeQueries, ChargeDetails?>(await _host.AddTenantAsync(), queries => queries.GetAsync(id, Cancel)));
    }

    [Fact]
    public async Task Reconcile_AccountsForEveryYen()
    {
        var (tenant, import, started, charges) = await SettledAsync();
        await _host.CaptureAsync(tenant, charges[0].Id);
        await _host.ExecuteAsync(
            tenant,
            $"""
            INSERT INTO payment_movements SELECT tenant_id, charge_id, order_id, 2, gen_random_uuid(), -100, now() FROM charge_allocations WHERE charge_id = '{charges[0].Id}'
            """);

        var figures = await AskAsync<ISettlementQueries, ReconcileFigures>(tenant, queries => queries.ReconcileAsync(import, Cancel));
        var ofSettlement = await AskAsync<ISettlementQueries, ReconcileFigures>(tenant, queries => queries.ReconcileAsync(started.Id, Cancel));

        Assert.Equal(new ReconcileFigures(3, 1_200_799, 99, 1_200_700, 600_000, 100, 600_700), figures);
        Assert.Equal(figures with { Orders = 2, OrdersTotal = 1_200_700, Unsettled = 0 }, ofSettlement);
        Assert.True(figures.IsConsistent && ofSettlement.IsConsistent);

        // Money that the charges do not know of.
        await _host.ExecuteAsync(tenant, $"INSERT INTO payment_movements SELECT tenant_id, charge_id, order_id, 1, charge_id, amount, now() FROM charge_allocations WHERE charge_id = '{charges[1].Id}'");
        Assert.False((await AskAsync<ISettlementQueries, ReconcileFigures>(tenant, queries => queries.ReconcileAsync(import, Cancel))).IsConsistent);
    }

    private async Task<(TenantId Tenant, ImportId Import, StartedSettlement Started, IReadOnlyList<ChargeListItem> Charges)> SettledAsync()
    {
        var tenant = await _host.AddTenantAsync();
        var import = ImportId.New();
        await _host.AddAsync(
            tenant, new SeedOrder("A", 1_200_000, "K-1", Import: import), new SeedOrder("B", 700, "K-2", Import: import), new SeedOrder("C", 99, "K-3", Import: import));
        var started = (await _host.RunAsync(tenant, SettlementRequest.Of(import, SettlementGrouping.PerOrder))).Value;
        return (tenant, import, started, await _host.ChargesAsync(tenant, started.Id));
    }

    private async Task<List<ChargeId>> ListAsync(TenantId tenant, ChargeFilter filter)
    {
        var ids = new List<ChargeId>();
        string? cursor = null;
        do
        {
            var page = await AskAsync<IChargeQueries, Page<ChargeListItem>>(tenant, queries => queries.ListAsync(filter, 2, cursor, Cancel));
            ids.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return ids;
    }

    private Task<T> AskAsync<TQueries, T>(TenantId tenant, Func<TQueries, Task<T>> ask)
        where TQueries : notnull => _host.OperateAsync(tenant, ask);
}
