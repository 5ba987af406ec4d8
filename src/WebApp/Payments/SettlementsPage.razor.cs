using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Payments;

/// <summary>The tenant's settlements, newest first. Filter and page stand in the address; the rows move with the work.</summary>
public sealed partial class SettlementsPage : PaymentsComponent
{
    private static readonly (string? State, string TextKey)[] States =
        [(null, nameof(PaymentsText.FilterAll)), (SettlementsFilter.Running, nameof(PaymentsText.FilterRunning)), (SettlementsFilter.Finished, nameof(PaymentsText.FilterFinished))];

    private string? _shown;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>Number of an import.</summary>
    [SupplyParameterFromQuery]
    public long? Import { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<SettlementListItem>? Settlements { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    [PersistentState]
    public IReadOnlyList<GatewayCircuit>? Circuits { get; set; }

    private SettlementsFilter Filter => new(State, Import, Sort);

    private int PageSize => ListPage.SizeOf(Size);

    private string ExportHref => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "settlements/export", Filter.ToQuery());

    private string HrefWithoutImport => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["import"] = null, ["after"] = null });

    private ListLoad Load { get; } = new();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Navigation.Uri && (Settlements is null || _shown is not null))
        {
            await LoadAsync();
        }

        _shown = Navigation.Uri;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ListenAsync((ChangeKind.Settlement, null), (ChangeKind.Circuits, null));
        }
    }

    protected override Task LoadAsync() => Load.RunAsync(
        () => ReadAsync<IServiceProvider, (Page<SettlementListItem> Page, IReadOnlyList<GatewayCircuit> Circuits)>(async (services, ct) => (
            await Filter.ToDomainAsync(services, ct) is { } filter
                ? await services.GetRequiredService<ISettlementQueries>().ListAsync(filter, PageSize, After, ct)
                : new Page<SettlementListItem>([], null),
            await services.GetRequiredService<IGatewayCircuits>().ListAsync(ct))),
        found => (Settlements, Next, Circuits) = (found.Page.Items, found.Page.Next, found.Circuits));

    private SettlementState StateOf(SettlementListItem item) => SettlementLook.StateOf(item.Counts, GatewayBanner.IsPaused(Circuits, item.Settlement.Gateway));

    private string HrefOf(string? state) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["state"] = state, ["after"] = null });
}
