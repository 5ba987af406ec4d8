using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>An order as a test wants it.</summary>
internal sealed record SeedOrder(string Number, long Total, string? Customer = null, PaymentMethod Method = PaymentMethod.CreditCard, ImportId? Import = null);

/// <summary>The deciding side of payments on a test database, with a gateway that nobody calls.</summary>
internal sealed class SettlementHost : IAsyncDisposable
{
    public const string Gateway = "simulator";

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    public SettlementHost(TestDatabase database)
    {
        _database = database;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddScoped<ITenantSettings, TenantSettingsReader>();
        services.AddSingleton<IPaymentGateways, OneGateway>();
        services.AddPersistence(database.ConnectionString).AddWork().AddOrders().AddSettlements();
        _services = services.BuildServiceProvider();
    }

    public static Actor Person { get; } = new(ActorKind.User, Guid.Parse("00000000-0000-7000-8000-000000000001"), "経理 花子");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<TenantId> AddTenantAsync(bool split = true) => _database.AddTenantAsync(new TenantSettings { FreeProductCodes = true, SplitSettlement = split });

    /// <summary>Runs one operation of the tenant in a scope of its own.</summary>
    public async Task<T> OperateAsync<TService, T>(TenantId tenant, Func<TService, Task<T>> operation)
        where TService : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, Person);
        return await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<Result<SettlementPlan>> PlanAsync(TenantId tenant, SettlementRequest request) =>
        OperateAsync<PlanSettlement, Result<SettlementPlan>>(tenant, plan => plan.ExecuteAsync(request, Cancel));

    public Task<Result<StartedSettlement>> RunAsync(TenantId tenant, SettlementRequest request, string? token = null) =>
        OperateAsync<RunSettlement, Result<StartedSettlement>>(tenant, run => run.ExecuteAsync(request, token, Cancel));

    public Task<ChargeOutcomes> RetryAsync(TenantId tenant, ChargeSelection selection) =>
        OperateAsync<RetryCharges, ChargeOutcomes>(tenant, async retry => (await retry.ExecuteAsync(selection, Cancel)).Value);

    public Task<ChargeOutcomes> CancelAsync(TenantId tenant, ChargeSelection selection) =>
        OperateAsync<CancelCharges, ChargeOutcomes>(tenant, async cancel => (await cancel.ExecuteAsync(selection, Cancel)).Value);

    public Task<Result<RequestedRefunds>?> RefundAsync(TenantId tenant, ChargeId charge, long? amount = null) =>
        OperateAsync<RefundPayments, Result<RequestedRefunds>?>(tenant, refund => refund.ExecuteAsync(charge, amount, "返品", Cancel));

    public Task<Result<RequestedRefunds>?> RefundAsync(TenantId tenant, OrderId order, long? amount = null) =>
        OperateAsync<RefundPayments, Result<RequestedRefunds>?>(tenant, refund => refund.ExecuteAsync(order, amount, null, Cancel));

    /// <summary>The charges of a settlement in the sequence of its plan.</summary>
    public async Task<IReadOnlyList<ChargeListItem>> ChargesAsync(TenantId tenant, SettlementId settlement) =>
        [.. (await OperateAsync<IChargeQueries, Page<ChargeListItem>>(tenant, charges => charges.ListAsync(new ChargeFilter { Settlement = settlement }, 1_000, null, Cancel))).Items.Reverse()];

    /// <summary>Orders without lines: payments look at totals only.</summary>
    public async Task<IReadOnlyList<OrderId>> AddAsync(TenantId tenant, params SeedOrder[] orders)
    {
        var ids = orders.Select(_ => OrderId.New()).ToList();
        for (var i = 0; i < orders.Length; i++)
        {
            var (number, total, customer, method, import) = orders[i];
            await InsertAsync(tenant, $"'{ids[i]}'::uuid, '{number}'", customer is null ? "NULL" : $"'{customer}'", total, method, import, "1", i + 2);
        }

        return ids;
    }

    /// <summary>So many orders of an import, 1,000 yen each.</summary>
    public Task AddManyAsync(TenantId tenant, int count, ImportId import) => InsertAsync(
        tenant, "gen_random_uuid(), 'N-' || lpad(i::text, 8, '0')", "'C-' || i % 500", 1_000, PaymentMethod.CreditCard, import, count.ToString(CultureInfo.InvariantCulture), null);

    public async Task<T> ScalarAsync<T>(TenantId tenant, string sql)
    {
        await using var connection = await _database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public async Task ExecuteAsync(TenantId tenant, string sql)
    {
        await using var connection = await _database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>As the charging side does it: the gateway has charged.</summary>
    public Task CaptureAsync(TenantId tenant, ChargeId charge) => ExecuteAsync(
        tenant,
        $"""
        DELETE FROM work_queue WHERE id = '{charge}';
        UPDATE charges SET status = 3, captured_at = now() WHERE id = '{charge}';
        INSERT INTO payment_movements SELECT tenant_id, charge_id, order_id, 1, charge_id, amount, now() FROM charge_allocations WHERE charge_id = '{charge}';
        UPDATE orders SET payment_status = 3, status = 2 WHERE id IN (SELECT order_id FROM charge_allocations WHERE charge_id = '{charge}')
        """);

    /// <summary>As the charging side does it: the gateway has refused, for good or for all that is known.</summary>
    public Task FailAsync(TenantId tenant, ChargeId charge, ChargeStatus status = ChargeStatus.Declined, bool known = true) => ExecuteAsync(
        tenant,
        $"""
        DELETE FROM work_queue WHERE id = '{charge}';
        UPDATE charges SET status = {(short)status}, outcome_known = {known}, failure_code = 'insufficient_funds', attempts = 2, attempts_total = 2, gateway_reference = 'ch_1', sent_at = now() WHERE id = '{charge}';
        UPDATE orders SET payment_status = 4 WHERE id IN (SELECT order_id FROM charge_allocations WHERE charge_id = '{charge}')
        """);

    public async Task<PaymentStatus> PaymentAsync(TenantId tenant, OrderId order) => (PaymentStatus)await ScalarAsync<short>(tenant, $"SELECT payment_status FROM orders WHERE id = '{order}'");

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task InsertAsync(TenantId tenant, string idAndNumber, string customer, long total, PaymentMethod method, ImportId? import, string count, int? row)
    {
        var name = Convert.ToHexString(TestKeys.Cipher.Encrypt("山田", FieldContexts.OrderCustomerName));
        await ExecuteAsync(
            tenant,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO orders (tenant_id, id, order_number, customer_code, status, payment_status, source, customer_name_encrypted, shipping_address_encrypted, ordered_at, payment_method, tax_included,
                    subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, batch_id, csv_source, csv_source_sha256, csv_row_number, created_at, modified_at)
                SELECT '{tenant}', {idAndNumber}, {customer}, 1, 1, 3, '\x{name}', '', now(), {(short)method}, false, {total}, 0, 0, 0, 0, 0, 0, {total}, {total},
                    {(import is null ? "NULL" : $"'{import}'")}, 'a.csv', sha256(''), {row?.ToString(CultureInfo.InvariantCulture) ?? "i + 1"}, now(), now()
                FROM generate_series(1, {count}) i
                """));
    }

    private sealed class OneGateway : IPaymentGateways, IPaymentGateway
    {
        public IPaymentGateway? Current => this;

        public string Name => Gateway;

        public IPaymentGateway? Find(string name) => name == Gateway ? this : null;

        public ChargeBounds? BoundsOf(PaymentMethod method) => method switch
        {
            PaymentMethod.CreditCard => ChargeBounds.Portal,
            PaymentMethod.Konbini => new ChargeBounds(120, 300_000),
            _ => null,
        };

        public Task<GatewayAnswer> ChargeAsync(GatewayCharge charge, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<GatewayAnswer?> LookUpAsync(GatewayCharge charge, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<GatewayAnswer> CancelAsync(GatewayCharge charge, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<GatewayAnswer> RefundAsync(GatewayRefund refund, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
