using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Dashboard;

/// <summary>Refusals of the dashboard; the first argument names the parameter.</summary>
public static class DashboardErrors
{
    /// <summary>The end is not behind the beginning.</summary>
    public const string EmptyRange = "range_empty";

    /// <summary>Second argument: the most days.</summary>
    public const string LongRange = "range_too_long";

    /// <summary>There is too much in the range to be added up in time. No arguments.</summary>
    public const string TooSlow = "dashboard_too_slow";
}

/// <summary>The time that figures are for. Its days are days in Japan.</summary>
public sealed record DashboardRange
{
    public const int DefaultDays = 30;
    public const int MaxDays = 366;

    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private DashboardRange(DateTimeOffset from, DateTimeOffset before) => (From, Before) = (from, before);

    /// <summary>Inclusive.</summary>
    public DateTimeOffset From { get; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset Before { get; }

    /// <summary>Every day of which some part lies in the range, the first first.</summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            var last = DayOf(Before.AddTicks(-1));
            for (var day = DayOf(From); day <= last; day = day.AddDays(1))
            {
                yield return day;
            }
        }
    }

    /// <param name="from">Null: <see cref="DefaultDays"/> before the end.</param>
    /// <param name="before">Null: the end of today in Japan.</param>
    /// <returns>The range, or one of <see cref="DashboardErrors"/>.</returns>
    public static Result<DashboardRange> Of(DateTimeOffset? from, DateTimeOffset? before, DateTimeOffset now)
    {
        if (from < Earliest || from > Latest || before < Earliest || before > Latest)
        {
            return new Error(DashboardErrors.LongRange, from < Earliest || from > Latest ? "from" : "to", Number(MaxDays));
        }

        var end = before ?? StartOf(DayOf(now).AddDays(1));
        var start = from ?? end.AddDays(-DefaultDays);
        return start >= end ? new Error(DashboardErrors.EmptyRange, before is null ? "from" : "to")
            : end - start > TimeSpan.FromDays(MaxDays) ? new Error(DashboardErrors.LongRange, from is null ? "to" : "from", Number(MaxDays))
            : new DashboardRange(start.ToUniversalTime(), end.ToUniversalTime());
    }

    /// <returns>The day in Japan.</returns>
    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(Japan).DateTime);

    /// <returns>The day's midnight in Japan.</returns>
    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Japan);

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
