using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>
/// Asks before what cannot be undone. The browser's own modal dialog: it keeps the focus inside and gives it back to the
/// button that opened it. Radzen's confirm has no danger style, hence this one.
/// </summary>
public sealed partial class ConfirmDialog : ComponentBase, IAsyncDisposable
{
    private ElementReference _dialog;
    private IJSObjectReference? _module;
    private bool _shown;
    private bool _running;

    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; set; }

    [Inject]
    public required IJSRuntime Script { get; set; }

    [Parameter]
    public bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    /// <summary>「注文の取り消し」: noun with の, no question.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The verb of the deed: 「取り消す」, never OK.</summary>
    [Parameter, EditorRequired]
    public string ConfirmText { get; set; } = "";

    [Parameter]
    public bool Danger { get; set; }

    /// <summary>The question, the named object, the side effects.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Asked when the verb is pressed; false: something in the dialog is wrong and says so, and it stays open.</summary>
    [Parameter]
    public Func<bool>? MayConfirm { get; set; }

    [Parameter]
    public EventCallback OnConfirm { get; set; }

    private string TitleId { get; } = "dialog-" + Guid.NewGuid().ToString("N")[..8];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Open == _shown)
        {
            return;
        }

        _shown = Open;
        _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "/js/dialog.js");
        await _module.InvokeVoidAsync(Open ? "open" : "close", _dialog);
    }

    private Task CancelAsync() => _running ? Task.CompletedTask : OpenChanged.InvokeAsync(false);

    private async Task ConfirmAsync()
    {
        if (_running || MayConfirm?.Invoke() == false)
        {
            return;
        }

        _running = true;
        try
        {
            await OnConfirm.InvokeAsync();
        }
        finally
        {
            _running = false;
        }

        await OpenChanged.InvokeAsync(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null)
        {
            return;
        }

        try
        {
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }
}
