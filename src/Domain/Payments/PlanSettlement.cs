using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Payments;

/// <summary>What is to be settled: all orders of an import, certain orders, or those that a filter finds.</summary>
public sealed record SettlementRequest
{
    /// <summary>Orders of a selection or filter at most; an import may have more.</summary>
    public const int MaxOrders = 10_000;

    private SettlementRequest()
    {
    }

    public ImportId? Import { get; private init; }

    public IReadOnlyList<OrderId> Orders { get; private init; } = [];

    public OrderFilter? Filter { get; private init; }

    public SettlementGrouping Grouping { get; private init; }

    public static SettlementRequest Of(ImportId import, SettlementGrouping grouping) => new() { Import = import, Grouping = grouping };

    public static SettlementRequest Of(IReadOnlyList<OrderId> orders, SettlementGrouping grouping) => new() { Orders = orders, Grouping = grouping };

    public static SettlementRequest Of(OrderFilter filter, SettlementGrouping grouping) => new() { Filter = filter, Grouping = grouping };
}

/// <summary>Orders that a settlement looks at: those of an import (then the list is empty), or these.</summary>
public sealed record SettlementScope(ImportId? Import, IReadOnlyList<OrderId> Orders);

/// <summary>An order as it is when a settlement looks at it.</summary>
/// <param name="CustomerCode">Null where the order names no customer.</param>
public sealed record SettlementCandidate(
    OrderId Id, string OrderNumber, string? CustomerCode, string? Group, long Total, PaymentMethod Method, OrderStatus Status, PaymentStatus Payment);

/// <summary>A settlement that is on its way.</summary>
/// <param name="Number">That people use for it.</param>
public sealed record StartedSettlement(SettlementId Id, long Number, SettlementPlan Plan);

/// <summary>The database side of settling; always within the operation's tenant.</summary>
public interface ISettlementStore
{
    Task<IReadOnlyList<SettlementCandidate>> ReadAsync(SettlementScope scope, CancellationToken cancellationToken);

    /// <summary>
    /// Holds the orders, decides on them as they are then, and writes settlement, charges, the orders' payment status and the gateway's work in one transaction: of
    /// two who settle the same orders at once, one finds them settled.
    /// </summary>
    Task<Result<StartedSettlement>> StartAsync(
        SettlementScope scope, SettlementGrouping grouping, string gateway, Func<IReadOnlyList<SettlementCandidate>, Result<SettlementPlan>> decide, CancellationToken cancellationToken);
}

/// <summary>Says what a settlement would do, and changes nothing. Callers see to it that the actor may read payments.</summary>
public sealed class PlanSettlement(ISettlementStore store, IOrderQueries orders, IPaymentGateways gateways, ITenantSettings settings)
{
    private const int PageSize = 1_000;

    public async Task<Result<SettlementPlan>> ExecuteAsync(SettlementRequest request, CancellationToken cancellationToken)
    {
        var scope = await ScopeOfAsync(request, cancellationToken);
        if (scope.Error is { } error)
        {
            return error;
        }

        var planner = await PlannerOfAsync(request.Grouping, cancellationToken);
        return planner(await store.ReadAsync(scope.Value, cancellationToken));
    }

    /// <summary>The orders of a request, looked up where it names a filter.</summary>
    internal async Task<Result<SettlementScope>> ScopeOfAsync(SettlementRequest request, CancellationToken cancellationToken)
    {
        var ids = new HashSet<OrderId>(request.Orders);
        string? cursor = null;
        while (request.Filter is { } filter && ids.Count <= SettlementRequest.MaxOrders)
        {
            var page = await orders.ListAsync(filter, PageSize, cursor, cancellationToken);
            ids.UnionWith(page.Items.Select(item => item.Id));
            if ((cursor = page.Next) is null)
            {
                break;
            }
        }

        return ids.Count > SettlementRequest.MaxOrders
            ? new Error(PaymentErrors.TooManyOrders, SettlementRequest.MaxOrders.ToString(CultureInfo.InvariantCulture))
            : new SettlementScope(request.Import, [.. ids]);
    }

    /// <summary>What makes the plan out of orders: gateway and tenant as they are now.</summary>
    internal async Task<Func<IReadOnlyList<SettlementCandidate>, SettlementPlan>> PlannerOfAsync(SettlementGrouping grouping, CancellationToken cancellationToken)
    {
        var maySplit = (await settings.GetAsync(cancellationToken)).SplitSettlement;
        var bounds = new Dictionary<PaymentMethod, ChargeBounds>();
        foreach (var method in new[] { PaymentMethod.CreditCard, PaymentMethod.Konbini })
        {
            if (gateways.Current?.BoundsOf(method) is { } bound)
            {
                bounds[method] = bound.Within(ChargeBounds.Portal);
            }
        }

        return candidates => Plan(candidates, grouping, bounds, maySplit);
    }

    private static SettlementPlan Plan(IReadOnlyList<SettlementCandidate> candidates, SettlementGrouping grouping, Dictionary<PaymentMethod, ChargeBounds> bounds, bool maySplit)
    {
        var open = candidates.Where(order => RefusalOf(order) is null)
            .Select(order => new SettleableOrder(order.Id, order.OrderNumber, order.CustomerCode, order.Group, order.Total, order.Method, maySplit)).ToList();
        var plan = SettlementPlanner.Plan(open, grouping, bounds);
        var refused = candidates.Where(order => RefusalOf(order) is not null).Select(order => new UnsettledOrder(order.Id, order.OrderNumber, order.Total, RefusalOf(order)!));
        return open.Count == candidates.Count ? plan : plan with { Unsettled = [.. plan.Unsettled.Concat(refused).OrderBy(order => order.OrderNumber, StringComparer.Ordinal)] };
    }

    /// <remarks>A failed order is not settled anew: its charges are retried, or cancelled first.</remarks>
    private static string? RefusalOf(SettlementCandidate order) =>
        order.Payment != PaymentStatus.Unpaid ? UnsettledCodes.AlreadySettled : order.Status != OrderStatus.Pending ? UnsettledCodes.NotPending : null;
}

/// <summary>Settles orders as the plan says. Callers see to it that the actor may write payments.</summary>
public sealed class RunSettlement(PlanSettlement planning, ISettlementStore store, IPaymentGateways gateways)
{
    /// <param name="token"><see cref="SettlementPlan.Digest"/> of the plan that was shown; null for callers that want whatever the plan is now.</param>
    public async Task<Result<StartedSettlement>> ExecuteAsync(SettlementRequest request, string? token, CancellationToken cancellationToken)
    {
        if (gateways.Current is not { } gateway)
        {
            return new Error(PaymentErrors.NoGateway);
        }

        var scope = await planning.ScopeOfAsync(request, cancellationToken);
        if (scope.Error is { } error)
        {
            return error;
        }

        var planner = await planning.PlannerOfAsync(request.Grouping, cancellationToken);
        return await store.StartAsync(scope.Value, request.Grouping, gateway.Name, candidates => Decide(planner(candidates), token), cancellationToken);
    }

    private static Result<SettlementPlan> Decide(SettlementPlan plan, string? token) =>
        token is not null && !string.Equals(token, plan.Digest, StringComparison.Ordinal) ? new Error(PaymentErrors.PlanOutdated)
        : plan.Charges.Count == 0 ? new Error(PaymentErrors.NothingToSettle)
        : plan;
}
