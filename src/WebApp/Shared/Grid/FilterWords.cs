using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>A condition that holds, and where the list is without it.</summary>
public sealed record FilterChip(string Text, string Href);

/// <summary>The words of conditions, alike on every list.</summary>
public sealed class FilterWords(IStringLocalizer<GridText> texts)
{
    /// <summary>「ステータス：出荷済み」</summary>
    public string Condition(string label, string value) => texts[nameof(GridText.Condition), label, value];

    /// <summary>「2026/01/05〜2026/01/06」; null where neither end is set.</summary>
    public string? Days(DateOnly? from, DateOnly? to) => Range(
        from, to, nameof(GridText.Since), nameof(GridText.Until), static day => ReaderClock.Format(day.ToDateTime(TimeOnly.MinValue), dateOnly: true, seconds: false));

    /// <summary>「¥1,000以上」; null where neither end is set.</summary>
    public string? Amounts(long? from, long? to) => Range(from, to, nameof(GridText.AtLeast), nameof(GridText.AtMost), Controls.YenAmount.Format);

    private string? Range<T>(T? from, T? to, string sinceKey, string untilKey, Func<T, string> show)
        where T : struct => (from, to) switch
        {
            ({ } first, { } last) => first.Equals(last) ? show(first) : $"{show(first)}〜{show(last)}",
            ({ } first, null) => texts[sinceKey, show(first)],
            (null, { } last) => texts[untilKey, show(last)],
            _ => null,
        };
}
