using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>Stands on pages that make secrets or give money back: what they do goes through <see cref="ProveAsync"/>, which asks for the password where it was not given lately.</summary>
public sealed partial class PasswordPrompt : AccountPart
{
    private ElementReference _dialog;
    private IJSObjectReference? _module;
    private TaskCompletionSource<bool>? _asked;
    private bool _shown;
    private string _password = "";

    [Inject]
    public required IJSRuntime Script { get; init; }

    /// <summary>Whether the person may go on; a person who changed their mind may not, and nothing is said about it.</summary>
    public async Task<bool> ProveAsync()
    {
        if (await RunAsync<IPasswordAgain, bool>(static (again, ct) => again.IsFreshAsync(ct)))
        {
            return true;
        }

        Answer(false);
        (_asked, _password, Refusal) = (new TaskCompletionSource<bool>(), "", null);
        StateHasChanged();
        return await _asked.Task;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_asked is not null == _shown)
        {
            return;
        }

        _shown = _asked is not null;
        _module ??= await Script.InvokeAsync<IJSObjectReference>("import", "/js/dialog.js");
        await _module.InvokeVoidAsync(_shown ? "open" : "close", _dialog);
    }

    private Task GiveAsync() => OnceAsync(async () =>
    {
        var given = await RunAsync<IPasswordAgain, Result>((again, ct) => again.GiveAsync(_password, ct));
        _password = "";
        if (given.Error is { } error)
        {
            Refusal = error;
            return;
        }

        Answer(true);
    });

    private void Answer(bool isProved)
    {
        var asked = _asked;
        _asked = null;
        asked?.TrySetResult(isProved);
    }

    public async ValueTask DisposeAsync()
    {
        Answer(false);
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
