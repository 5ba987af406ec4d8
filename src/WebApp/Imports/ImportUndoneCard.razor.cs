using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>What undoing an import did, and which orders it left because somebody had touched them.</summary>
public sealed partial class ImportUndoneCard : ComponentBase
{
    private const int PageSize = 50;
    private (ImportId, string?, long)? _shown;
    private Page<KeptOrder>? _kept;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>Where the page of the list starts.</summary>
    [Parameter]
    public string? After { get; set; }

    private UndoCounts Undo => Import.Undo ?? new UndoCounts(0, 0, 0);

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Import.Id, After, Undo.Kept);
        if (_shown == wanted || Undo.Kept == 0)
        {
            return;
        }

        _shown = wanted;
        _kept = await Operations.RunAsync<IImportQueries, Page<KeptOrder>>((await Authentication).User, (queries, ct) => queries.KeptAsync(Import.Id, lastFirst: false, PageSize, After, ct));
    }

    private static string ReasonKey(string reason) => reason switch
    {
        KeptReasons.StatusChanged => nameof(ImportsText.KeptStatusChanged),
        KeptReasons.Paid => nameof(ImportsText.KeptPaymentStarted),
        _ => nameof(ImportsText.KeptChangedSince),
    };
}
