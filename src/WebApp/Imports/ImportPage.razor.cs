using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>One import: its progress while it runs, its totals and problems when it is done.</summary>
public sealed partial class ImportPage : ComponentBase
{
    private bool _loaded;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public long Number { get; set; }

    /// <summary>Shows only the problems with this code.</summary>
    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    /// <summary>Where the page of the problems starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public ImportSnapshot? Import { get; set; }

    [PersistentState]
    public IReadOnlyList<ProblemSummary>? Summary { get; set; }

    private bool IsFinal => Import?.ToProgress().IsFinal == true;

    private string FailureText => Import!.FailureCode is null or RunImport.InternalError
        ? Texts[nameof(ImportsText.FailedInternal)]
        : Messages.Sentence(new ImportProblem(0, null, Import.FailureCode, ProblemSeverity.Error, null));

    protected override async Task OnParametersSetAsync()
    {
        if (Import?.Number != Number)
        {
            await LoadAsync();
        }

        _loaded = true;
    }

    private async Task LoadAsync()
    {
        (Import, Summary) = await Operations.RunAsync<(ImportSnapshot?, IReadOnlyList<ProblemSummary>?)>((await Authentication).User, async (services, ct) =>
        {
            var queries = services.GetRequiredService<IImportQueries>();
            var import = await queries.FindAsync(Number, ct);
            var summary = import?.ToProgress().IsFinal == true ? await queries.SummariseAsync(import.Id, ct) : null;
            return (import, summary);
        });
    }

    /// <summary>The heading follows the phase; at the end the result takes the place of the bar.</summary>
    private async Task OnPhaseAsync(ImportProgress progress)
    {
        if (progress.IsFinal)
        {
            await LoadAsync();
        }
        else
        {
            Import = Import! with { Status = progress.Status, Phase = progress.Phase };
        }
    }
}
