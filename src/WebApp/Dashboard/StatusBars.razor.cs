using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Dashboard;

/// <param name="Href">The orders of the row.</param>
public sealed record BarRow(StatusLook Status, string Href, OrderFigures Figures);

/// <summary>Amounts that are parts of one, as bars beside their numbers.</summary>
public sealed partial class StatusBars : ComponentBase
{
    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    /// <summary>Of the heading; one on the page.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<BarRow> Rows { get; set; }

    /// <summary>The longest is as long as there is room.</summary>
    private string Width(BarRow row) =>
        (Rows.Max(static one => one.Figures.Amount) is > 0 and var most ? 100m * row.Figures.Amount / most : 0).ToString("0.##", CultureInfo.InvariantCulture);
}
