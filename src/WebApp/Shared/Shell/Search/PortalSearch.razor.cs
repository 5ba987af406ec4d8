using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Shared.Shell.Search;

/// <summary>
/// Search from anywhere: by the button of the header, Ctrl+K, or <c>/</c>, which whoever types by voice can switch off. The dialog, its keys and that switch are
/// search.js; here is what is found.
/// </summary>
public sealed partial class PortalSearch : ComponentBase, IDisposable
{
    private const int MaxLength = 254;

    /// <summary>Of each kind.</summary>
    private const int Shown = 5;

    /// <summary>A pause in typing, after which it is searched.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private ElementReference _dialog;
    private CancellationTokenSource? _pending;
    private string _text = "";
    private string _searched = "";
    private bool _searching;
    private bool _failed;

    /// <summary>Null: nothing has been searched for.</summary>
    private List<SearchGroup>? _groups;

    [Inject]
    public required IStringLocalizer<SearchText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ILogger<PortalSearch> Log { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private string Announcement => _searching || _failed || _groups is null ? ""
        : _groups.Sum(static group => group.Hits.Count) switch
        {
            0 => Texts[nameof(SearchText.NothingFound), _searched],
            1 => Texts[nameof(SearchText.FoundOne)],
            var count => Texts[nameof(SearchText.FoundMany), count.ToString(CultureInfo.InvariantCulture)],
        };

    public void Dispose()
    {
        _pending?.Cancel();
        _pending?.Dispose();
    }

    private Task TypeAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        return SearchAsync(Pause);
    }

    /// <summary>Enter in the field: the best hit, of what stands there now.</summary>
    private async Task OpenFirstAsync()
    {
        if (_searching || Meant(_text) != _searched)
        {
            await SearchAsync(TimeSpan.Zero);
        }

        if (_groups is [{ Hits: [var first, ..] }, ..])
        {
            await using (var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/dialog.js"))
            {
                await module.InvokeVoidAsync("close", _dialog);
            }

            Navigation.NavigateTo(first.Href);
        }
    }

    private async Task SearchAsync(TimeSpan pause)
    {
        _pending?.Cancel();
        _pending?.Dispose();
        _pending = new CancellationTokenSource();
        var stop = _pending.Token;
        var text = Meant(_text);
        (_searching, _failed) = (text.Length > 0, false);
        if (text.Length == 0)
        {
            (_groups, _searched) = (null, text);
            return;
        }

        try
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, Clock, stop);
            }

            var found = await FindAsync(text, stop);
            (_groups, _searched, _searching) = (found, text, false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Overtaken by the next letter, which has its own answer.
        }
        catch (Exception exception)
        {
            // The page behind the dialog is well: it must not be taken away because a search failed.
            Log.LogError(exception, "The search of the header failed");
            (_failed, _searching) = (true, false);
        }
    }

    private async Task<List<SearchGroup>> FindAsync(string text, CancellationToken stop)
    {
        var principal = (await Authentication).User;
        var user = SignedInUser.From(principal);
        return await Operations.RunAsync(
            principal,
            async (services, cancellationToken) =>
            {
                var groups = new List<SearchGroup>();
                foreach (var source in services.GetServices<ISearchSource>().Where(source => user.May(source.Permission)))
                {
                    groups.Add(await source.FindAsync(text, Shown, cancellationToken));
                }

                return groups.Where(static group => group.Hits.Count > 0).ToList();
            },
            stop);
    }

    /// <summary>Japanese keyboards write numbers full-width; nothing that is stored holds control characters.</summary>
    private static string Meant(string text) =>
        string.Concat(text.EnumerateRunes().Where(static rune => !Rune.IsControl(rune))).Normalize(NormalizationForm.FormKC).Trim();
}
