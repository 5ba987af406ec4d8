using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>From one day to another, both included; <c>from=</c> and <c>to=</c> in the address, <c>yyyy-MM-dd</c>.</summary>
public sealed partial class FilterPeriod : ComponentBase
{
    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    /// <summary>What lies in the period: 「注文日」.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? From { get; set; }

    [Parameter]
    public EventCallback<string?> FromChanged { get; set; }

    [Parameter]
    public string? To { get; set; }

    [Parameter]
    public EventCallback<string?> ToChanged { get; set; }

    /// <summary>Of an address may come what is no day, which the field would complain of.</summary>
    private static string? Known(string? day) => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? day : null;
}
