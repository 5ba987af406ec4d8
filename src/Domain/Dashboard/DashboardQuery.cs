using System.Globalization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Dashboard;

/// <summary>Which days the dashboard shows, and whose orders. Days are days in Japan.</summary>
public sealed record DashboardQuery
{
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2999, 12, 31);

    private DashboardQuery(DateOnly from, DateOnly to, DateOnly today) => (From, To, Today) = (from, to, today);

    public DateOnly From { get; }

    /// <summary>Included.</summary>
    public DateOnly To { get; }

    public DateOnly Today { get; }

    /// <summary>Exact code; null: of all customers, and of none.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>Exact; null: of all groups, and of none.</summary>
    public string? Group { get; init; }

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>First day of the period that the figures are compared with: as many days, which end before <see cref="From"/>.</summary>
    public DateOnly Before => From.AddDays(-Days);

    public bool IsNarrowed => CustomerCode is not null || Group is not null;

    /// <param name="from">Null: so that there are <see cref="DashboardRange.DefaultDays"/> days.</param>
    /// <param name="to">Null: today.</param>
    /// <returns>The days, or one of <see cref="DashboardErrors"/>.</returns>
    public static Result<DashboardQuery> Of(DateOnly? from, DateOnly? to, DateTimeOffset now)
    {
        var today = DashboardRange.DayOf(now);
        var last = to ?? today;
        if (last < Earliest || last > Latest || from < Earliest || from > Latest)
        {
            return TooLong(from < Earliest || from > Latest ? "from" : "to");
        }

        var first = from ?? last.AddDays(1 - DashboardRange.DefaultDays);
        return first > last ? new Error(DashboardErrors.EmptyRange, to is null ? "from" : "to")
            : last.DayNumber - first.DayNumber >= DashboardRange.MaxDays ? TooLong("from")
            : new DashboardQuery(first, last, today);
    }

    private static Error TooLong(string field) => new(DashboardErrors.LongRange, field, DashboardRange.MaxDays.ToString(CultureInfo.InvariantCulture));
}
