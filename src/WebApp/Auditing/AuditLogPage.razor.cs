using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Auditing;

/// <summary>The audit log, newest first. Conditions and page stand in the address.</summary>
public sealed partial class AuditLogPage : ComponentBase
{
    private (Tone Tone, string Text)? _banner;
    private bool _isChecking;
    private string? _loadedUri;

    [Inject]
    public required IStringLocalizer<AuditText> Texts { get; init; }

    [Inject]
    public required AuditWords Words { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Action { get; set; }

    [SupplyParameterFromQuery]
    public string? Actor { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Id { get; set; }

    [SupplyParameterFromQuery]
    public string? Result { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    [PersistentState]
    public IReadOnlyList<AuditLine>? Lines { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    [PersistentState]
    public IReadOnlyList<AuditActor>? Actors { get; set; }

    private ListLoad Load { get; } = new();

    private AuditConditions Conditions => new() { From = From, To = To, Action = Action, Actor = Actor, Kind = Kind, Id = Id, Result = Result };

    private string ExportHref => Navigation.GetUriWithQueryParameters(Navigation.ToAbsoluteUri(AuditExport.Path.TrimStart('/')).ToString(), Conditions.ToQuery());

    protected override async Task OnParametersSetAsync()
    {
        if (Lines is null || (_loadedUri is not null && _loadedUri != Navigation.Uri))
        {
            await LoadAsync();
        }

        _loadedUri = Navigation.Uri;
    }

    private async Task LoadAsync()
    {
        var user = (await Authentication).User;
        await Load.RunAsync(
            () => Operations.RunAsync(user, async (services, ct) =>
            {
                var search = services.GetRequiredService<IAuditSearch>();
                return (Page: await search.ListAsync(Conditions.ToFilter(Zone.Zone), ListPage.SizeOf(Size), After, ct), Actors: Actors ?? await search.ActorsAsync(ct));
            }),
            found => (Lines, Next, Actors) = (found.Page.Items, found.Page.Next, found.Actors));
    }

    private async Task CheckAsync()
    {
        var user = (await Authentication).User;
        if (_isChecking || !PortalClaims.Has(user, Permissions.AuditRead))
        {
            return;
        }

        (_isChecking, _banner) = (true, null);
        StateHasChanged();
        try
        {
            var chain = await Operations.RunAsync<IAuditSearch, AuditChain>(user, static (search, ct) => search.CheckAsync(ct));
            _banner = chain.FirstBad is { } bad
                ? (Tone.Danger, Texts[nameof(AuditText.ChainBroken), bad])
                : (Tone.Success, Texts[nameof(AuditText.ChainHolds), chain.Entries]);
        }
        finally
        {
            _isChecking = false;
        }

        await LoadAsync();
    }
}
