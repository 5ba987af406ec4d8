using OrderPortal.Domain.Dashboard;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>What happened in a range of time. Parts that the caller may not read are null.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Imports">Handed over in the range, by status; null without the scope <c>imports.read</c>.</param>
/// <param name="Charges">Planned in the range, by status; null without the scope <c>payments.read</c>.</param>
/// <param name="DeadNotifications">Notifications of the range that were given up; null without the scope <c>notifications.read</c>.</param>
public sealed record DashboardSummaryResource(
    DateTimeOffset From, DateTimeOffset To, OrdersSummaryResource Orders, IReadOnlyList<ImportsOfStatus>? Imports, IReadOnlyList<ChargesOfStatus>? Charges, long? DeadNotifications)
    : IHasExample<DashboardSummaryResource>
{
    public static DashboardSummaryResource Example { get; } = new(
        new DateTimeOffset(2026, 1, 4, 15, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero),
        new OrdersSummaryResource(
            3, 24_630, [new OrdersOfDay(new DateOnly(2026, 1, 5), 3, 24_630)], [new OrdersOfStatus("confirmed", 3, 24_630)],
            [new OrdersOfPaymentStatus("paid", 3, 24_630)], [new OrdersOfSource("import", 3, 24_630)]),
        [new ImportsOfStatus("completedWithErrors", 1, 2)], [new ChargesOfStatus("succeeded", 3, 24_630, 0)], 0);

    internal static DashboardSummaryResource Of(DashboardRange range, DashboardSummary summary) => new(
        range.From,
        range.Before,
        new OrdersSummaryResource(
            summary.Total.Orders,
            summary.Total.Amount,
            [.. range.Days.Select(day => (Day: day, Figures: summary.ByDay.GetValueOrDefault(day, OrderFigures.None))).Select(row => new OrdersOfDay(row.Day, row.Figures.Orders, row.Figures.Amount))],
            Rows(summary.ByStatus, OrderFigures.None, static (name, figures) => new OrdersOfStatus(name, figures.Orders, figures.Amount)),
            Rows(summary.ByPaymentStatus, OrderFigures.None, static (name, figures) => new OrdersOfPaymentStatus(name, figures.Orders, figures.Amount)),
            Rows(summary.BySource, OrderFigures.None, static (name, figures) => new OrdersOfSource(name, figures.Orders, figures.Amount))),
        summary.Imports is { } imports ? Rows(imports, ImportFigures.None, static (name, figures) => new ImportsOfStatus(name, figures.Imports, figures.RowsRejected)) : null,
        summary.Charges is { } charges ? Rows(charges, ChargeFigures.None, static (name, figures) => new ChargesOfStatus(name, figures.Charges, figures.Amount, figures.Refunded)) : null,
        summary.DeadNotifications);

    /// <summary>Every value has its row, so that a reader need not know them.</summary>
    private static IReadOnlyList<TRow> Rows<TKey, TFigures, TRow>(IReadOnlyDictionary<TKey, TFigures> figures, TFigures none, Func<string, TFigures, TRow> row)
        where TKey : struct, Enum => [.. Enum.GetValues<TKey>().Select(key => row(ImportNames.Of(key), figures.GetValueOrDefault(key, none)))];
}

/// <summary>Orders that were placed in the range, of every status, cancelled ones too. Each division adds up to the same.</summary>
/// <param name="Amount">Yen: sum of their totals, tax included.</param>
/// <param name="ByDay">Every day of the range, days in Japan.</param>
public sealed record OrdersSummaryResource(
    long Orders, long Amount, IReadOnlyList<OrdersOfDay> ByDay, IReadOnlyList<OrdersOfStatus> ByStatus, IReadOnlyList<OrdersOfPaymentStatus> ByPaymentStatus,
    IReadOnlyList<OrdersOfSource> BySource);

/// <param name="Amount">Yen.</param>
public sealed record OrdersOfDay(DateOnly Day, long Orders, long Amount);

/// <param name="Amount">Yen.</param>
public sealed record OrdersOfStatus(string Status, long Orders, long Amount);

/// <param name="Amount">Yen.</param>
public sealed record OrdersOfPaymentStatus(string PaymentStatus, long Orders, long Amount);

/// <param name="Amount">Yen.</param>
public sealed record OrdersOfSource(string Source, long Orders, long Amount);

/// <param name="RowsRejected">Rows of their files that were not accepted.</param>
public sealed record ImportsOfStatus(string Status, long Imports, long RowsRejected);

/// <param name="Amount">Yen, as charged.</param>
/// <param name="Refunded">Yen of it that went back.</param>
public sealed record ChargesOfStatus(string Status, long Charges, long Amount, long Refunded);
