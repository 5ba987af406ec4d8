using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// What may be asked of an import in its present state, for those who may. A press stays visible until the import has changed: a worker
/// stops at the end of its chunk, not at once.
/// </summary>
public sealed partial class ImportActions : ComponentBase
{
    private static readonly ImportRequest[] Requests = [ImportRequest.Pause, ImportRequest.Resume, ImportRequest.Cancel, ImportRequest.Undo];

    private ElementReference _group;
    private ImportRequest? _asked;
    private (ImportStatus, ImportTask) _askedAt;
    private bool _stopping;
    private bool _undoing;
    private bool _focus;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>The request was refused, because the import is not as the reader saw it any more.</summary>
    [Parameter]
    public EventCallback<Error> OnRefused { get; set; }

    /// <summary>The request was accepted; where no worker had to be waited for, the import has changed already.</summary>
    [Parameter]
    public EventCallback OnAccepted { get; set; }

    private IEnumerable<ImportRequest> Offered => Requests.Where(request => ImportTransitions.Of(request, State, Clock.GetUtcNow()).IsSuccess);

    private ImportState State => new(Import.Status, Import.Task, HasWorker: true, ImportLook.HasWritten(Import), Import.UndoUntil);

    protected override void OnParametersSet()
    {
        if (_asked is not null && _askedAt != (Import.Status, Import.Task))
        {
            _asked = null;
            _focus = true;
        }

        // Somebody else was faster: there is nothing left to confirm.
        _stopping &= Offered.Contains(ImportRequest.Cancel);
        _undoing &= Offered.Contains(ImportRequest.Undo);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            // The pressed button is gone; what comes next is beside the place where it was. A dialog has to close first.
            _focus = false;
            await Task.Yield();
            await _group.FocusAsync(preventScroll: true);
        }
    }

    private Task PressAsync(ImportRequest request)
    {
        if (_asked is not null)
        {
            return Task.CompletedTask;
        }

        _stopping = request == ImportRequest.Cancel;
        _undoing = request == ImportRequest.Undo;
        return _stopping || _undoing ? Task.CompletedTask : AskAsync(request);
    }

    private async Task AskAsync(ImportRequest request)
    {
        (_asked, _askedAt) = (request, (Import.Status, Import.Task));
        Error? refusal;
        try
        {
            refusal = await RequestAsync(request);
        }
        catch
        {
            _asked = null;
            throw;
        }

        if (refusal is null)
        {
            await OnAccepted.InvokeAsync();
        }
        else
        {
            _asked = null;
            await OnRefused.InvokeAsync(refusal);
        }
    }

    /// <summary>The server's own look at the permission: what is hidden may still have been on the screen when it was taken away.</summary>
    private async Task<Error?> RequestAsync(ImportRequest request)
    {
        var user = (await Authentication).User;
        if (!PortalClaims.Has(user, Permissions.ImportsWrite))
        {
            return new Error("forbidden");
        }

        var answer = await Operations.RunAsync<ControlImport, Result<ImportSnapshot>?>(user, (control, ct) => control.ExecuteAsync(Import.Id, request, ct));
        return answer is { } result ? result.Error : new Error("not_found");
    }

    private static string VerbKey(ImportRequest request) => request switch
    {
        ImportRequest.Pause => nameof(ImportsText.Pause),
        ImportRequest.Resume => nameof(ImportsText.Resume),
        ImportRequest.Cancel => nameof(ImportsText.Stop),
        _ => nameof(ImportsText.Undo),
    };

    private static string WaitingKey(ImportRequest request) => request switch
    {
        ImportRequest.Pause => nameof(ImportsText.Pausing),
        ImportRequest.Resume => nameof(ImportsText.Resuming),
        ImportRequest.Cancel => nameof(ImportsText.Stopping),
        _ => nameof(ImportsText.UndoStarting),
    };

    private static IconName IconOf(ImportRequest request) => request switch
    {
        ImportRequest.Pause => IconName.Pause,
        ImportRequest.Resume => IconName.Play,
        ImportRequest.Cancel => IconName.Block,
        _ => IconName.Undo,
    };
}
