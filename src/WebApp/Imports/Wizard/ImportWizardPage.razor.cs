using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>
/// From a file to its import in four steps. Which file and which step stand in the address, what was chosen in the database: a reload, a second
/// window or another instance goes on where this one is.
/// </summary>
public sealed partial class ImportWizardPage : ComponentBase, IAsyncDisposable
{
    private IJSObjectReference? _focus;
    private int _shownStep;
    private bool _isMissing;
    private bool _isCancelling;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Id of the stored file.</summary>
    [SupplyParameterFromQuery]
    public string? File { get; set; }

    /// <summary>Number of a dry run that waits to be written.</summary>
    [SupplyParameterFromQuery]
    public string? Import { get; set; }

    [SupplyParameterFromQuery]
    public string? Step { get; set; }

    private ImportDraft? Draft { get; set; }

    private int Current => File is null && Import is null ? 1 : Step == "3" || (Import is not null && Step is null) ? 3 : 2;

    protected override async Task OnParametersSetAsync()
    {
        var draft = Current == 1 ? null : await LoadAsync();

        // A choice that is kept already must not be read as a new one.
        Draft = draft is not null && Draft?.File.Id == draft.File.Id && Draft.DryRun == draft.DryRun ? Draft : draft;
        _isMissing = Current > 1 && draft is null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var before = _shownStep;
        _shownStep = Current;
        if (before == 0 || before == Current)
        {
            return;
        }

        // The page stays the same one, so nobody else tells a screen reader that it has changed.
        _focus ??= await Script.InvokeAsync<IJSObjectReference>("import", "/js/focus.js");
        await _focus.InvokeVoidAsync("heading");
    }

    private async Task<ImportDraft?> LoadAsync()
    {
        var user = (await Authentication).User;
        if (Import is not null)
        {
            return long.TryParse(Import, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await Operations.RunAsync<PrepareImport, ImportDraft?>(user, (prepare, ct) => prepare.OpenAsync(number, ct))
                : null;
        }

        return Guid.TryParse(File, out var id)
            ? await Operations.RunAsync<IImportDrafts, ImportDraft?>(user, (drafts, ct) => drafts.GetAsync(new StoredFileId(id), ct))
            : null;
    }

    private void Keep(ImportDraft draft) => Draft = draft;

    private async Task DiscardAsync()
    {
        var draft = Draft!;
        await Operations.RunAsync((await Authentication).User, (services, ct) => services.GetRequiredService<PrepareImport>().DiscardAsync(draft, ct));
        Navigation.NavigateTo("/imports");
    }

    public async ValueTask DisposeAsync()
    {
        if (_focus is null)
        {
            return;
        }

        try
        {
            await _focus.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }
}
