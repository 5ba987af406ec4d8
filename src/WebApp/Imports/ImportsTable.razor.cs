using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>A list of imports; on a phone each becomes one tappable entry. Results are blank while they are not there yet.</summary>
public sealed partial class ImportsTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ImportSnapshot> Imports { get; set; } = [];

    /// <summary>Undoing goes over orders, not rows.</summary>
    private string RowsOf(ImportSnapshot import) => import switch
    {
        { RowsTotal: null } => "",
        { RowsTotal: { } total, Task: not ImportTask.Undo } when ImportLook.IsAtWork(import) || import.Status == ImportStatus.Paused =>
            Texts[nameof(ImportsText.RowsOf), ImportLook.Count(import.Counts.RowsDone), ImportLook.Count(total)],
        { RowsTotal: { } total } => ImportLook.Count(total),
    };

    private string DurationOf(ImportSnapshot import) => import is { StartedAt: { } started, FinishedAt: { } finished }
        ? Texts[nameof(ImportsText.Seconds), (finished - started).TotalSeconds.ToString("N1", CultureInfo.InvariantCulture)]
        : "";
}
