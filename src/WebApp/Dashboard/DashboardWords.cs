using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>How figures of the dashboard are written.</summary>
internal static class DashboardWords
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => ReaderClock.Format(day.ToDateTime(TimeOnly.MinValue), dateOnly: true, seconds: false);

    /// <param name="rate">From 0 to 1.</param>
    public static string Percent(decimal rate) => (rate * 100).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>「前の30日比：+4.2%」</summary>
    public static string Change(IStringLocalizer<DashboardText> texts, long value, long before, int days) =>
        before == 0 ? Say(texts, days, nameof(DashboardText.NoneTheDayBefore), nameof(DashboardText.NoneBefore)) : Against(texts, (value - (decimal)before) / before * 100, "%", days);

    /// <summary>「前の30日比：+0.3pt」; null where one of them is not known.</summary>
    public static string? Change(IStringLocalizer<DashboardText> texts, decimal? rate, decimal? before, int days) =>
        (rate - before) * 100 is { } points ? Against(texts, points, "pt", days) : null;

    private static string Against(IStringLocalizer<DashboardText> texts, decimal change, string unit, int days)
    {
        var rounded = Math.Round(change, 1, MidpointRounding.AwayFromZero);
        return Say(texts, days, nameof(DashboardText.AgainstTheDayBefore), nameof(DashboardText.AgainstBefore), rounded.ToString("+#,0.0;−#,0.0;±0.0", CultureInfo.InvariantCulture) + unit);
    }

    private static string Say(IStringLocalizer<DashboardText> texts, int days, string ofOne, string ofMany, string what = "") => days == 1 ? texts[ofOne, what] : texts[ofMany, days, what];
}
