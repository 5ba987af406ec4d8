using System.Globalization;
using OrderPortal.Domain.Dashboard;

namespace OrderPortal.Domain.Tests.Dashboard;

public sealed class DashboardRangeTests
{
    /// <summary>The 6th in Japan already.</summary>
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 15, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Of_WhenNothingIsSaid_IsThirtyDaysWithTodayInJapan()
    {
        var range = DashboardRange.Of(null, null, Now).Value;

        Assert.Equal(new DateTimeOffset(2026, 1, 7, 0, 0, 0, TimeSpan.FromHours(9)), range.Before);
        var days = range.Days.ToList();
        Assert.Equal((30, new DateOnly(2025, 12, 8), new DateOnly(2026, 1, 6)), (days.Count, days[0], days[^1]));
    }

    [Theory]
    [InlineData("2026-01-04T14:59:59Z", "2026-01-04T15:00:00Z", "2026-01-04", "2026-01-04")]
    [InlineData("2026-01-04T14:59:59Z", "2026-01-04T15:00:01Z", "2026-01-04", "2026-01-05")]
    [InlineData("2024-01-01T00:00:00+09:00", "2025-01-01T00:00:00+09:00", "2024-01-01", "2024-12-31")]
    public void Days_AreThoseInJapanOfWhichAPartIsMeant(string from, string before, string first, string last)
    {
        var days = DashboardRange.Of(Moment(from), Moment(before), Now).Value.Days.ToList();

        Assert.Equal((first, last), (days[0].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), days[^1].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", DashboardErrors.EmptyRange, "to")]
    [InlineData("2027-01-05T00:00:00Z", null, DashboardErrors.EmptyRange, "from")]
    [InlineData("2025-01-01T00:00:00Z", "2026-01-02T00:00:01Z", DashboardErrors.LongRange, "from")]
    [InlineData("2024-01-01T00:00:00Z", null, DashboardErrors.LongRange, "from")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z", DashboardErrors.LongRange, "from")]
    [InlineData(null, "9999-12-31T23:59:59Z", DashboardErrors.LongRange, "to")]
    public void Of_WhatIsNoRange_NamesTheParameter(string? from, string? before, string code, string parameter)
    {
        var error = DashboardRange.Of(from is null ? null : Moment(from), before is null ? null : Moment(before), Now).Error!;

        Assert.Equal((code, parameter), (error.Code, error.Arguments[0]));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
