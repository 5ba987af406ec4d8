using System.Globalization;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>What the dashboard is narrowed by, as people write it and as the address has it.</summary>
public sealed record DashboardFilter
{
    /// <summary>How many days, up to today, can be chosen at once.</summary>
    public static IReadOnlyList<int> Presets { get; } = [1, 7, 30, 90];

    /// <summary>One of <see cref="Presets"/>; an address with it shows the latest days whenever it is opened. Where a day is set it is nothing.</summary>
    public string? Days { get; set; }

    /// <summary>First day in Japan, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    /// <summary>Last day, that day included.</summary>
    public string? To { get; set; }

    /// <summary>Exact customer code.</summary>
    public string? Customer { get; set; }

    /// <summary>Exact.</summary>
    public string? Group { get; set; }

    /// <summary>Null where days are set.</summary>
    public int? Preset => HasDays ? null : PresetOf(Days) ?? DashboardRange.DefaultDays;

    private bool HasDays => ImportsFilter.Day(From) is not null || ImportsFilter.Day(To) is not null;

    /// <summary>Parameters of the address; null where there is no such condition, so that it disappears.</summary>
    public IReadOnlyDictionary<string, string?> ToQuery() => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["days"] = Preset is { } days && days != DashboardRange.DefaultDays ? days.ToString(CultureInfo.InvariantCulture) : null,
        ["from"] = QueryText.Clean(From),
        ["to"] = QueryText.Clean(To),
        ["customer"] = QueryText.Clean(Customer),
        ["group"] = QueryText.Clean(Group),
    };

    /// <returns>One of <see cref="Presets"/>, or null.</returns>
    public static int? PresetOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && Presets.Contains(days) ? days : null;

    /// <returns>What is asked for, or one of <see cref="DashboardErrors"/>. Days that nobody can have meant are none.</returns>
    public Result<DashboardQuery> ToDomain(DateTimeOffset now)
    {
        var today = DashboardRange.DayOf(now);
        var query = Preset is { } days
            ? DashboardQuery.Of(today.AddDays(1 - days), today, now)
            : DashboardQuery.Of(ImportsFilter.Day(From), ImportsFilter.Day(To), now);
        return query.Error is { } error ? error : query.Value with { CustomerCode = QueryText.Clean(Customer), Group = QueryText.Clean(Group) };
    }
}
