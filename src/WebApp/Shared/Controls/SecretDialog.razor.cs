using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>Shows a secret for the one time that it can be seen; closes only by the button that says it was stored.</summary>
public sealed partial class SecretDialog : ComponentBase, IAsyncDisposable
{
    private ElementReference _dialog;
    private IJSObjectReference? _module;
    private bool _shown;
    private string? _said;

    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    /// <summary>Null: closed.</summary>
    [Parameter, EditorRequired]
    public string? Secret { get; set; }

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>That it is shown once, and where it belongs.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What the secret is called.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string FieldId { get; set; } = "";

    /// <summary>What is wanted along with the secret, above it.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Secret is not null == _shown)
        {
            return;
        }

        (_shown, _said) = (Secret is not null, null);
        _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "/js/dialog.js");
        await _module.InvokeVoidAsync(_shown ? "open" : "close", _dialog);
    }

    private async Task CopyAsync()
    {
        try
        {
            await Script.InvokeVoidAsync("navigator.clipboard.writeText", Secret);
            _said = Texts[nameof(ControlsText.Copied)];
        }
        catch (JSException)
        {
            _said = Texts[nameof(ControlsText.CopyFailed)];
        }
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
