using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>Recovery codes for the one time that they can be seen.</summary>
public sealed partial class RecoveryCodes : ComponentBase
{
    private ElementReference _heading;
    private string? _said;

    [Inject]
    public required IStringLocalizer<AccountText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<ControlsText> Controls { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Codes { get; set; } = [];

    /// <summary>The person says that they are stored.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    private string Lines => string.Join('\n', Codes);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _heading.FocusAsync();
        }
    }

    private async Task CopyAsync()
    {
        try
        {
            await Script.InvokeVoidAsync("navigator.clipboard.writeText", Lines);
            _said = Controls[nameof(ControlsText.Copied)];
        }
        catch (JSException)
        {
            _said = Controls[nameof(ControlsText.CopyFailed)];
        }
    }

    private async Task SaveAsync()
    {
        await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/account.js");
        await module.InvokeVoidAsync("save", Texts[nameof(AccountText.CodesFile)].Value, $"{Texts[nameof(AccountText.CodesTitle)].Value}\n\n{Lines}\n");
    }

    private async Task PrintAsync() => await Script.InvokeVoidAsync("print");
}
