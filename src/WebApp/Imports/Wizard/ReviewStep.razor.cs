using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>
/// The dry run: everything but the writing, watched as it goes, then what would come of it, and the button that lets it be written. Whatever is
/// chosen otherwise makes another dry run; the writing never does anything that was not shown.
/// </summary>
public sealed partial class ReviewStep : ComponentBase
{
    private CheckedDraft? _checked;
    private ImportDraft? _shown;
    private IReadOnlyList<string> _errors = [];
    private bool _isOutdated;
    private bool _isSameFileMeant;
    private bool _isConfirming;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Imports { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required RefusalMessages Refusals { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportDraft Draft { get; set; } = null!;

    /// <summary>Something else was chosen or a dry run was begun; both are kept already.</summary>
    [Parameter]
    public EventCallback<ImportDraft> OnChanged { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    private DryRunReview? Review { get; set; }

    private string? NextText => _checked switch
    {
        { Refusal.Earlier: not null } => Texts[nameof(ImportWizardText.NextReview)].Value,
        { Import: { Status: ImportStatus.AwaitingConfirmation } import } =>
            Texts[nameof(ImportWizardText.Confirm), import.Counts.RowsAccepted.ToString("N0", CultureInfo.InvariantCulture)].Value,
        _ => null,
    };

    protected override async Task OnParametersSetAsync()
    {
        if (!ReferenceEquals(_shown, Draft) && RendererInfo.IsInteractive)
        {
            await CheckAsync(Draft);
        }
    }

    private async Task CheckAsync(ImportDraft draft)
    {
        (_shown, _checked, Review, _errors) = (draft, null, null, []);
        var found = await Operations.RunAsync<PrepareImport, CheckedDraft>((await Authentication).User, (prepare, ct) => prepare.CheckAsync(draft, ct));
        if (!ReferenceEquals(_shown, draft))
        {
            return;
        }

        if (found.Import is { Task: not ImportTask.DryRun } written)
        {
            // Somebody else has let it be written.
            Navigation.NavigateTo($"/imports/{written.Number}");
            return;
        }

        _shown = found.Draft;
        await ShowAsync(found);
        await OnChanged.InvokeAsync(found.Draft);
    }

    private async Task ShowAsync(CheckedDraft found)
    {
        if (found.Import is { Status: ImportStatus.AwaitingConfirmation } import)
        {
            Review = await Operations.RunAsync<IImportQueries, DryRunReview>((await Authentication).User, (queries, ct) => DryRunReview.ReadAsync(queries, import.Id, ct));
        }

        _checked = found;
    }

    private async Task OnEndedAsync(ImportSnapshot import)
    {
        if (_checked?.Import?.Id == import.Id)
        {
            await ShowAsync(_checked with { Import = import });
        }
    }

    private async Task ChangeAsync(ImportSettings choices)
    {
        // What was shown is outdated from this moment on, and nobody may confirm it while the other choice is on its way.
        (_checked, Review, _errors) = (null, null, []);
        var changed = await Operations.RunAsync<PrepareImport, ImportDraft>((await Authentication).User, (prepare, ct) => prepare.ChangeAsync(Draft, choices, ct));
        await OnChanged.InvokeAsync(changed);
    }

    private async Task NextAsync()
    {
        if (_checked?.Refusal is not null)
        {
            _errors = _isSameFileMeant ? [] : [Texts[nameof(ImportWizardText.SameFileTick)]];
            if (_isSameFileMeant)
            {
                await ChangeAsync(Draft.Choices with { AllowDuplicateFile = true });
            }

            return;
        }

        if (_checked?.Import is not { Status: ImportStatus.AwaitingConfirmation } import)
        {
            // Pressed on a button that the browser still showed.
            return;
        }

        _errors = import.Counts.RowsAccepted == 0 ? [Texts[nameof(ImportWizardText.NothingToImport)]]
            : import is { Mode: ImportMode.AllOrNothing, Counts.RowsRejected: > 0 } ? [Texts[nameof(ImportWizardText.WholeHasErrors), import.Counts.RowsRejected]]
            : [];
        if (_errors.Count == 0 && ConfirmImport.TokenOf(import) is { } token)
        {
            await ConfirmAsync(import, token);
        }
    }

    private async Task ConfirmAsync(ImportSnapshot import, string token)
    {
        _isConfirming = true;
        try
        {
            var confirmed = await Operations.RunAsync<PrepareImport, Result<ImportSnapshot>>((await Authentication).User, (prepare, ct) => prepare.ConfirmAsync(Draft, token, ct));
            if (confirmed.Error?.Code != ProblemCodes.ConfirmationOutdated)
            {
                // Where it is no longer waiting, somebody else was faster: its page says what became of it.
                Navigation.NavigateTo($"/imports/{import.Number}");
                return;
            }

            _isOutdated = true;
            await OnChanged.InvokeAsync(Draft with { DryRun = null });
        }
        finally
        {
            _isConfirming = false;
        }
    }

    private string FailureOf(ImportSnapshot import) => import.FailureCode is null or RunImport.InternalError
        ? Texts[nameof(ImportWizardText.FailedInternal)]
        : Messages.Sentence(new ImportProblem(0, null, import.FailureCode, ProblemSeverity.Error, null));
}
