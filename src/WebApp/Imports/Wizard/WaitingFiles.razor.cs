using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Files that the person has uploaded and not yet imported, each its own import: one by one, or all as they are.</summary>
public sealed partial class WaitingFiles : ComponentBase
{
    private List<(ImportDraft Draft, StartedImport? Started)>? _entries;
    private bool _asksRemoval;
    private ImportDraft? _removing;
    private bool _isStarting;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required RefusalMessages Refusals { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Takes in what has arrived since; what was started from here stays in view.</summary>
    public async Task ReloadAsync()
    {
        var drafts = await Operations.RunAsync<IImportDrafts, IReadOnlyList<ImportDraft>>((await Authentication).User, (store, ct) => store.ListOwnAsync(ct));
        var known = _entries ?? [];
        _entries =
        [
            .. known.Where(entry => entry.Started?.Import is not null),
            .. drafts.Select(draft => (draft, known.Find(entry => entry.Draft.File.Id == draft.File.Id).Started)),
        ];
        StateHasChanged();
    }

    protected override Task OnInitializedAsync() => ReloadAsync();

    private async Task StartAllAsync()
    {
        if (_isStarting)
        {
            return;
        }

        _isStarting = true;
        try
        {
            foreach (var (draft, _) in _entries!.Where(entry => entry.Started?.Import is null).ToList())
            {
                var started = await Operations.RunAsync<PrepareImport, StartedImport>((await Authentication).User, (prepare, ct) => prepare.ImportAsync(draft, ct));
                _entries = [.. _entries!.Select(entry => entry.Draft.File.Id == draft.File.Id ? (draft, started) : entry)];
                StateHasChanged();
            }
        }
        finally
        {
            _isStarting = false;
        }
    }

    private async Task RemoveAsync()
    {
        var draft = _removing!;
        await Operations.RunAsync((await Authentication).User, (services, ct) => services.GetRequiredService<PrepareImport>().DiscardAsync(draft, ct));
        _entries!.RemoveAll(entry => entry.Draft.File.Id == draft.File.Id);
    }
}
