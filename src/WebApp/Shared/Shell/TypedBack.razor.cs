using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>
/// After a reload that a lost server made necessary, what was typed is put back into the page's fields (typed.js); here it is said, along with what could not be. Passwords and
/// files are never kept. From this moment on the page answers: <c>html</c> has <c>data-live</c>.
/// </summary>
public sealed partial class TypedBack : ComponentBase, IDisposable
{
    private PutBack? _back;

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    public void Dispose() => Navigation.LocationChanged -= Forget;

    protected override void OnInitialized() => Navigation.LocationChanged += Forget;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/typed.js");
            _back = await module.InvokeAsync<PutBack?>("putBack");
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone again; its next page puts back what this one had.
            return;
        }

        if (_back is not null)
        {
            StateHasChanged();
        }
    }

    private void Forget(object? sender, LocationChangedEventArgs change)
    {
        _back = null;
        StateHasChanged();
    }

    /// <param name="Missing">Labels of fields that are not there any more.</param>
    private sealed record PutBack(IReadOnlyList<string> Missing);
}
