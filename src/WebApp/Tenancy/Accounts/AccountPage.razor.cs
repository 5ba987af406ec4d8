using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>How a person is called and how they want to read the portal. Saving leads through <see cref="AccountEndpoints.ApplyPath"/>, since language and cookie are the document's.</summary>
public sealed partial class AccountPage : AccountPart
{
    private static readonly string[] AtFields = [AccountErrors.NameMissing, AccountErrors.NameTooLong, AccountErrors.TimeZoneUnknown];

    /// <summary>Those that a place is named in, and UTC.</summary>
    private static readonly IReadOnlyList<TimeZoneInfo> Zones =
    [
        .. TimeZoneInfo.GetSystemTimeZones()
            .Where(static zone => AccountRules.FindZone(zone.Id) is not null && (zone.Id == "UTC" || (zone.Id.Contains('/', StringComparison.Ordinal) && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))))
            .OrderBy(static zone => zone.Id, StringComparer.Ordinal),
    ];

    private string _name = "";
    private string _language = "";
    private string _zone = "";
    private string _theme = "";
    private string? _browserZone;

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [SupplyParameterFromQuery]
    public bool Saved { get; set; }

    [PersistentState]
    public Account? Stored { get; set; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    protected override async Task OnInitializedAsync()
    {
        Stored ??= await RunAsync<IAccount, Account>(static (account, ct) => account.GetAsync(ct));
        var preferences = Stored.Preferences;
        (_name, _language, _zone, _theme) = (Stored.DisplayName, preferences.Language ?? "", preferences.TimeZone ?? AccountRules.UsualTimeZone, preferences.Theme ?? "");
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/account.js");
        if (AccountRules.FindZone(await module.InvokeAsync<string?>("timeZone")) is { } zone)
        {
            _browserZone = zone.Id;
            StateHasChanged();
        }
    }

    private Task SaveAsync() => OnceAsync(async () =>
    {
        var zone = _zone.Trim();
        var wanted = new Preferences(Chosen(_language), zone is "" or AccountRules.UsualTimeZone ? null : zone, Chosen(_theme));
        var saved = await RunAsync<IAccount, Result>(async (account, ct) =>
            await account.RenameAsync(_name, ct) is { Error: not null } refused ? refused : await account.PreferAsync(wanted, ct));
        if (saved.Error is { } error)
        {
            Refuse(error, AtFields);
            return;
        }

        Navigation.NavigateTo($"{AccountEndpoints.ApplyPath}?returnUrl={Uri.EscapeDataString($"{AccountTabs.Profile}?saved=true")}", forceLoad: true);
    });

    private void Dismiss() => Navigation.NavigateTo(AccountTabs.Profile, replace: true);

    private static string? Chosen(string value) => value.Length == 0 ? null : value;
}
