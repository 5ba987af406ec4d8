using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>How the file is read: format, columns, options, and what comes out of it, made anew at every choice.</summary>
public sealed partial class MappingStep : ComponentBase, IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private ImportSettings _choices = new();
    private ImportDraft? _shown;
    private FileInspection? _inspection;
    private ImportPreview? _preview;
    private IReadOnlyList<string> _errors = [];
    private bool _isLoading;
    private bool _isStarting;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

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

    /// <summary>Something else was chosen, and is kept already.</summary>
    [Parameter]
    public EventCallback<ImportDraft> OnChanged { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_shown, Draft))
        {
            return;
        }

        _choices = Draft.Choices;
        if (RendererInfo.IsInteractive)
        {
            // Not while the first page is made: it would go through the whole file twice.
            await LoadAsync(Draft);
        }
        else
        {
            _isLoading = true;
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task LoadAsync(ImportDraft draft)
    {
        var isSameFormat = _inspection is not null && _shown is { Choices: var before }
            && (before.Encoding, before.Delimiter, before.Sheet) == (draft.Choices.Encoding, draft.Choices.Delimiter, draft.Choices.Sheet);
        (_shown, _isLoading) = (draft, true);
        var (inspection, preview) = await Operations.RunAsync<PreviewImport, (FileInspection, ImportPreview?)>((await Authentication).User, async (previews, ct) =>
        {
            var found = isSameFormat ? _inspection! : await previews.InspectAsync(draft, ct);
            try
            {
                return (found, found.Format is { } format ? await previews.ExecuteAsync(draft, format, ct) : null);
            }
            catch (BrokenFileException broken)
            {
                return (found with { Problem = broken.Problem }, null);
            }
        });
        if (ReferenceEquals(_shown, draft))
        {
            (_inspection, _preview, _isLoading) = (inspection, preview, false);
        }
    }

    private Task ReloadAsync() => LoadAsync(Draft);

    /// <summary>Keeps the choices one after the other, and shows the last.</summary>
    private async Task ChangeAsync(ImportSettings choices)
    {
        (_choices, _errors) = (choices, []);
        ImportDraft changed;
        await _oneAtATime.WaitAsync();
        try
        {
            changed = await Operations.RunAsync<PrepareImport, ImportDraft>((await Authentication).User, (prepare, ct) => prepare.ChangeAsync(Draft, choices, ct));
        }
        finally
        {
            _oneAtATime.Release();
        }

        if (ReferenceEquals(_choices, choices))
        {
            await OnChanged.InvokeAsync(changed);
        }
    }

    private Task AssignAsync((int Index, ImportColumn? Column) choice) =>
        ChangeAsync(_choices with { Mapping = MappingChanges.Assign(_choices.Mapping ?? _preview!.Mapping, _preview!.Cells, choice.Index, choice.Column), HeadingRow = _preview.Format.HeadingRow });

    private void Next()
    {
        if (!HasErrors())
        {
            Navigation.NavigateTo(WizardAddress.Of(Draft.File.Id, 3));
        }
    }

    private async Task ImportNowAsync()
    {
        if (_isStarting || HasErrors())
        {
            return;
        }

        _isStarting = true;
        try
        {
            var started = await Operations.RunAsync<PrepareImport, StartedImport>((await Authentication).User, (prepare, ct) => prepare.ImportAsync(Draft, ct));
            if (started.Import is { } import)
            {
                Navigation.NavigateTo($"/imports/{import.Number}");
            }
            else if (started.Refusal is { Earlier: not null })
            {
                // The next step asks whether the same file is meant.
                Navigation.NavigateTo(WizardAddress.Of(Draft.File.Id, 3));
            }
            else
            {
                _errors = Refusals.Of(started.Refusal!);
            }
        }
        finally
        {
            _isStarting = false;
        }
    }

    private bool HasErrors()
    {
        _errors = _inspection?.Problem is { } problem
            ? [Messages.Sentence(new ImportProblem(0, null, problem.Code, ProblemSeverity.Error, null, problem.Arguments))]
            : _preview is null ? [Texts[nameof(ImportWizardText.NotReadYet)]]
            : [.. _preview.Problems.Select(Messages.Sentence)];
        return _errors.Count > 0;
    }
}
