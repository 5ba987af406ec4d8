using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Dashboard;

/// <param name="Amount">Yen: sum of the orders' totals, tax included.</param>
public sealed record OrderFigures(long Orders, long Amount)
{
    public static OrderFigures None { get; } = new(0, 0);
}

/// <param name="RowsRejected">Rows of their files that were not accepted.</param>
public sealed record ImportFigures(long Imports, long RowsRejected)
{
    public static ImportFigures None { get; } = new(0, 0);
}

/// <param name="Amount">Yen, as charged.</param>
/// <param name="Refunded">Yen of it that went back.</param>
public sealed record ChargeFigures(long Charges, long Amount, long Refunded)
{
    public static ChargeFigures None { get; } = new(0, 0, 0);
}

/// <summary>Figures of one range of time, all of one moment. What does not occur is not in the dictionaries.</summary>
/// <param name="ByDay">Orders of any status by the day in Japan on which they were placed; so are the other three, and each adds up to the same.</param>
/// <param name="Imports">Imports that were handed over in the range, without dry runs that were stopped; null where they were not asked for.</param>
/// <param name="Charges">Charges that were planned in the range; null where they were not asked for.</param>
/// <param name="DeadNotifications">Of the range, and given up; null where they were not asked for.</param>
public sealed record DashboardSummary(
    IReadOnlyDictionary<DateOnly, OrderFigures> ByDay, IReadOnlyDictionary<OrderStatus, OrderFigures> ByStatus,
    IReadOnlyDictionary<PaymentStatus, OrderFigures> ByPaymentStatus, IReadOnlyDictionary<OrderSource, OrderFigures> BySource,
    IReadOnlyDictionary<ImportStatus, ImportFigures>? Imports, IReadOnlyDictionary<ChargeStatus, ChargeFigures>? Charges, long? DeadNotifications)
{
    public OrderFigures Total => new(ByStatus.Values.Sum(static figures => figures.Orders), ByStatus.Values.Sum(static figures => figures.Amount));
}

/// <summary>What is added up beside orders: what its reader may see.</summary>
public sealed record DashboardParts(bool Imports, bool Charges, bool Notifications);

/// <summary>Adds figures up, always within the operation's tenant.</summary>
public interface IDashboardQueries
{
    /// <returns>The figures, or <see cref="DashboardErrors.TooSlow"/>.</returns>
    Task<Result<DashboardSummary>> SummariseAsync(DashboardRange range, DashboardParts parts, CancellationToken cancellationToken);

    /// <summary>All that the dashboard shows.</summary>
    /// <returns>The figures, or <see cref="DashboardErrors.TooSlow"/>.</returns>
    Task<Result<DashboardView>> ViewAsync(DashboardQuery query, DashboardParts parts, CancellationToken cancellationToken);
}
