using System.Globalization;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>How 01/02/2026 is to be read. Dates that begin with the year never ask.</summary>
public enum DateOrder
{
    /// <summary>Nobody said: refused unless one number can only be the day.</summary>
    Unstated = 0,
    DayFirst = 1,
    MonthFirst = 2,
}

/// <summary>
/// Dates as Japanese files write them: year first with / - . or 年月日, eight digits, era years (令和7年1月5日, R7.1.5, 元年) within the bounds of their
/// era, Excel's day numbers 20000 to 80000, each with or without time and offset. Without an offset it is Japan Standard Time.
/// Two-digit years and dates without a year are refused: 25/1/5 may be 2025 or 令和25年. Years 1900 to 2199.
/// </summary>
public static class DateValue
{
    /// <summary>Japan Standard Time; no daylight saving.</summary>
    public static readonly TimeSpan Jst = TimeSpan.FromHours(9);

    // Delivery wishes that are no date. The first group asks for nothing, the second for speed.
    private static readonly string[] NoDate = ["指定なし", "指定無し", "なし", "無し", "希望なし", "希望無し", "無指定", "日付指定なし", "未定", "none"];
    private static readonly string[] Earliest = ["最短", "最短日", "最短希望", "最短発送", "なるべく早く", "できるだけ早く", "早急", "至急", "asap"];

    /// <param name="value">In Japan Standard Time; the least value for a fault.</param>
    public static ValueFinding ReadMoment(string cell, DateOrder order, out DateTimeOffset value)
    {
        var finding = DateParser.Parse(cell, order, out var date);
        if (finding.IsFault)
        {
            value = default;
            return finding;
        }

        value = date.Moment;
        return date.Reason is null ? ValueFinding.None : ValueFinding.Adjusted(Say(value), date.Reason);
    }

    /// <param name="value">Null for a fault, and for words that ask for no date (指定なし) or for the earliest one (最短, with a warning).</param>
    public static ValueFinding ReadDay(string cell, DateOrder order, out DateOnly? value)
    {
        var finding = DateParser.Parse(cell, order, out var date);
        value = null;
        if (finding.IsFault)
        {
            var word = CellText.Trim(cell.AsSpan());
            if (Has(NoDate, word) || word is "-" or "－" or "―")
            {
                return ValueFinding.None;
            }

            return Has(Earliest, word) ? ValueFinding.Adjusted("", AdjustReasons.EarliestDelivery) : finding;
        }

        var day = DateOnly.FromDateTime(date.Moment.DateTime);
        value = day;
        var reason = date.Reason ?? (date.Moment.TimeOfDay != TimeSpan.Zero ? AdjustReasons.TimeDropped : null);
        return reason is null ? ValueFinding.None : ValueFinding.Adjusted(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), reason);
    }

    private static string Say(DateTimeOffset value) =>
        value.ToString(value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static bool Has(string[] words, ReadOnlySpan<char> word)
    {
        foreach (var known in words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
