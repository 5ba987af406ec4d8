using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>What came of an import, in four figures; of a dry run, what would.</summary>
public sealed partial class ImportResultTiles : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    private bool IsDryRun => Import.Task == ImportTask.DryRun;

    private ImportCheckpoint Counts => Import.Counts;
}
