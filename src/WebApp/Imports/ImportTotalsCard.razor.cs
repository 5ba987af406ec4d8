using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Imports;

/// <summary>What was read beside what is stored: they are equal or the difference is red. A dry run has its rows only.</summary>
public sealed partial class ImportTotalsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    private IEnumerable<Line> Lines =>
    [
        new(nameof(ImportsText.TotalsOrders), Import.Counts.OrdersCreated + Import.Counts.OrdersUpdated, Import.Stored?.Orders, false),
        new(nameof(ImportsText.TotalsAccepted), Import.Counts.RowsAccepted, Import.Stored?.Lines, false),
        new(nameof(ImportsText.TotalsQuantity), Import.Counts.Quantity, Import.Stored?.Quantity, false),
        new(nameof(ImportsText.TotalsAmount), Import.Counts.Amount, Import.Stored?.Amount, true),
    ];

    private bool IsDryRun => Import.Task == ImportTask.DryRun;

    private bool RowsAddUp => Import.RowsTotal == Import.Counts.RowsDone;

    private static string Count(long value) => ImportLook.Count(value);

    private static string Show(long value, bool isAmount) => isAmount ? YenAmount.Format(value) : Count(value);

    private sealed record Line(string TextKey, long Read, long? Stored, bool IsAmount)
    {
        public bool Matches => Stored is null || Stored == Read;
    }
}
