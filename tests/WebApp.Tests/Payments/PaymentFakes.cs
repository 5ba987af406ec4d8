using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Payments;

/// <summary>Renders pages of payments over lists instead of a database. Refreshes come as fast as in life: four a second.</summary>
public abstract class PaymentPageTests : ComponentTests
{
    protected PaymentPageTests()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddScoped<PaymentMessages>();
        Services.AddSingleton<TimeProvider>(TimeProvider.System);
        Services.AddSingleton<IChangeFeed>(Feed);
        Services.AddSingleton<IImportQueries>(Imports);
        Services.AddSingleton<IOrderQueries>(Orders);
        Services.AddSingleton<IAuditTrail>(Trail);
        Services.AddSingleton<ISettlementQueries>(Payments);
        Services.AddSingleton<IChargeQueries>(Payments);
        Services.AddSingleton<IChargeFailures>(Payments);
        Services.AddSingleton<IGatewayCircuits>(Payments);
        Services.AddSingleton<ISettlementStore>(Payments);
        Services.AddSingleton<IChargeStore>(Payments);
        Services.AddSingleton<IRefundStore>(Payments);
        Services.AddSingleton<IPaymentGateways>(Payments);
        Services.AddSingleton<ITenantSettings>(Payments);
        Services.AddScoped<PlanSettlement>();
        Services.AddScoped<RunSettlement>();
        Services.AddScoped<RetryCharges>();
        Services.AddScoped<CancelCharges>();
        Services.AddScoped<RefundPayments>();
    }

    internal FakePayments Payments { get; } = new();

    internal FakeChangeFeed Feed { get; } = new();

    internal FakeImports Imports { get; } = new();

    internal FakeOrders Orders { get; } = new();

    internal FakeTrail Trail { get; } = new();

    protected static Task<AuthenticationState> As(string role) => Task.FromResult(new AuthenticationState(PageTests.Person(role)));

    /// <param name="set">Parameters of the route.</param>
    protected IRenderedComponent<TPage> Show<TPage>(string address, string role, Action<ComponentParameterCollectionBuilder<TPage>>? set = null)
        where TPage : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<TPage>(parameters =>
        {
            set?.Invoke(parameters);
            parameters.AddCascadingValue(As(role));
        });
    }
}

/// <summary>All ports of payments over lists; decides as the database does and remembers what was asked.</summary>
internal sealed class FakePayments :
    ISettlementQueries, IChargeQueries, IChargeFailures, IGatewayCircuits, ISettlementStore, IChargeStore, IRefundStore, IPaymentGateways, IPaymentGateway, ITenantSettings
{
    public List<SettlementDetails> Settlements { get; } = [];

    public List<ChargeDetails> Charges { get; } = [];

    public List<ChargeFailure> Failures { get; } = [];

    public List<GatewayCircuit> Circuits { get; } = [];

    /// <summary>Orders that a plan finds.</summary>
    public List<SettlementCandidate> Candidates { get; } = [];

    public List<SettlementScope> Planned { get; } = [];

    public List<ChargeFilter> AskedCharges { get; } = [];

    public List<SettlementFilter> AskedSettlements { get; } = [];

    public List<ChargeSelection> Retried { get; } = [];

    public List<ChargeSelection> Cancelled { get; } = [];

    public List<(OrderId? Order, string? Reason, IReadOnlyList<RefundPart> Parts)> Refunded { get; } = [];

    public ChargeOutcomes Outcomes { get; set; } = new(1, []);

    public ReconcileFigures Figures { get; set; } = new(1, 1_000, 0, 1_000, 1_000, 0, 0);

    public string? Next { get; set; }

    public SettlementGrouping? Started { get; private set; }

    public string Name => "simulator";

    public IPaymentGateway Current => this;

    Task<Page<SettlementListItem>> ISettlementQueries.ListAsync(SettlementFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        AskedSettlements.Add(filter);
        return Task.FromResult(new Page<SettlementListItem>(
            [.. Settlements.Select(details => new SettlementListItem(details.Settlement, SettlementLook.CountsOf(details.Charges)))], Next));
    }

    Task<ModifiedPage<SettlementListItem>> ISettlementQueries.ListModifiedAsync(SettlementFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<ModifiedPage<ChargeListItem>> IChargeQueries.ListModifiedAsync(ChargeFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SettlementDetails?> GetAsync(SettlementId id, CancellationToken cancellationToken) => Task.FromResult(Settlements.Find(details => details.Settlement.Id == id));

    public Task<SettlementDetails?> FindAsync(long number, CancellationToken cancellationToken) => Task.FromResult(Settlements.Find(details => details.Settlement.Number == number));

    public Task<ImportPayments?> OfImportAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult<ImportPayments?>(null);

    public Task<ReconcileFigures> ReconcileAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(Figures);

    public Task<ReconcileFigures> ReconcileAsync(SettlementId settlement, CancellationToken cancellationToken) => Task.FromResult(Figures);

    Task<Page<ChargeListItem>> IChargeQueries.ListAsync(ChargeFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        AskedCharges.Add(filter);
        return Task.FromResult(new Page<ChargeListItem>(
            [.. Charges.Select(details => details.Charge).Where(charge => filter.Statuses.Count == 0 || filter.Statuses.Contains(charge.Status))], Next));
    }

    public Task<ChargeDetails?> GetAsync(ChargeId id, CancellationToken cancellationToken) => Task.FromResult(Charges.Find(details => details.Charge.Id == id));

    public Task<IReadOnlyList<ChargeFailure>> OfAsync(SettlementId settlement, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ChargeFailure>>(Failures);

    public Task<IReadOnlyList<ChargeId>> ChargesAsync(SettlementId settlement, ChargeStatus status, string code, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ChargeId>>([.. Charges.Select(details => details.Charge).Where(charge => charge.Status == status && charge.FailureCode == code).Select(charge => charge.Id)]);

    Task<IReadOnlyList<GatewayCircuit>> IGatewayCircuits.ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GatewayCircuit>>([.. Circuits]);

    public Task<IReadOnlyList<SettlementCandidate>> ReadAsync(SettlementScope scope, CancellationToken cancellationToken)
    {
        Planned.Add(scope);
        return Task.FromResult<IReadOnlyList<SettlementCandidate>>([.. Candidates]);
    }

    public Task<Result<StartedSettlement>> StartAsync(
        SettlementScope scope, SettlementGrouping grouping, string gateway, Func<IReadOnlyList<SettlementCandidate>, Result<SettlementPlan>> decide, CancellationToken cancellationToken)
    {
        var plan = decide(Candidates);
        Started = plan.IsSuccess ? grouping : Started;
        return Task.FromResult(plan.IsSuccess ? (Result<StartedSettlement>)new StartedSettlement(SettlementId.New(), 12, plan.Value) : plan.Error!);
    }

    public Task<ChargeOutcomes> RetryAsync(ChargeSelection selection, Func<ChargeState, Error?> decide, CancellationToken cancellationToken)
    {
        Retried.Add(selection);
        return Task.FromResult(Outcomes);
    }

    public Task<ChargeOutcomes> CancelAsync(ChargeSelection selection, Func<ChargeState, Result<CancelMove>> decide, CancellationToken cancellationToken)
    {
        Cancelled.Add(selection);
        return Task.FromResult(Outcomes);
    }

    public Task<Result<RequestedRefunds>?> RequestAsync(
        ChargeId? charge, OrderId? order, long? version, string? reason, Func<IReadOnlyList<CapturedPart>, Result<IReadOnlyList<RefundPart>>> decide, CancellationToken cancellationToken)
    {
        var parts = Charges.SelectMany(details => details.Allocations.Select(part => new CapturedPart(details.Charge.Id, part.Order, part.Refundable)))
            .Where(part => (charge is null || part.Charge == charge) && (order is null || part.Order == order)).ToList();
        var decided = decide(parts);
        if (decided.Error is { } error)
        {
            return Task.FromResult<Result<RequestedRefunds>?>(error);
        }

        Refunded.Add((order, reason, decided.Value));
        return Task.FromResult<Result<RequestedRefunds>?>(new RequestedRefunds([RefundId.New()], decided.Value.Sum(part => part.Amount)));
    }

    public IPaymentGateway? Find(string name) => name == Name ? this : null;

    public ChargeBounds? BoundsOf(PaymentMethod method) => method is PaymentMethod.CreditCard or PaymentMethod.Konbini ? ChargeBounds.Portal : null;

    public Task<GatewayAnswer> ChargeAsync(GatewayCharge charge, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GatewayAnswer?> LookUpAsync(GatewayCharge charge, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GatewayAnswer> CancelAsync(GatewayCharge charge, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GatewayAnswer> RefundAsync(GatewayRefund refund, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TenantSettings> GetAsync(CancellationToken cancellationToken) => Task.FromResult(new TenantSettings { SplitSettlement = true });
}

/// <summary>Things as pages show them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 1, 5, 6, 4, 0, TimeSpan.Zero);

    public static readonly SettlementId Settlement = new(new Guid("01900000-0000-7000-8000-000000000012"));

    public static SettlementDetails SettlementOf(params (ChargeStatus Status, int Count, long Amount)[] tallies) => new(
        new SettlementView(
            Settlement, 12, Snapshots.Done.Id, 1042, SettlementGrouping.ByCustomer, "simulator", 8, tallies.Sum(tally => tally.Count), tallies.Sum(tally => tally.Amount), 2, 130, At, "佐藤", null),
        [.. tallies.Select(tally => new ChargeTally(tally.Status, tally.Count, tally.Amount, 0))]);

    public static ChargeDetails ChargeOf(ChargeStatus status, string? code = null, long amount = 1_000, int orders = 1, string number = "EC-1001")
    {
        var refundable = status == ChargeStatus.Succeeded ? amount / orders : 0;
        var id = ChargeId.New();
        return new ChargeDetails(
            new ChargeListItem(id, Settlement, 12, status, PaymentMethod.CreditCard, "simulator", amount, 0, "C-1", orders, number, 2, code, null, At, null),
            [.. Enumerable.Range(0, orders).Select(index => new ChargeAllocation(
                new OrderId(Guid.NewGuid()), index == 0 ? number : $"{number}-{index}", amount / orders, amount / orders, 0, refundable))],
            [],
            [])
        { Round = 1, OutcomeKnown = true, CancelRequested = false };
    }

    public static SettlementCandidate Candidate(string number, long total, string? customer = "C-1", PaymentMethod method = PaymentMethod.CreditCard) =>
        new(new OrderId(Guid.NewGuid()), number, customer, null, total, method, OrderStatus.Pending, PaymentStatus.Unpaid);
}
