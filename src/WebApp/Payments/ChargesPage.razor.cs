using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>The tenant's charges, newest first. Conditions and page stand in the address; the rows move with the work.</summary>
public sealed partial class ChargesPage : ChargesComponent
{
    private string? _shown;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    [SupplyParameterFromQuery]
    public string? Gateway { get; set; }

    [SupplyParameterFromQuery]
    public string? Settlement { get; set; }

    [SupplyParameterFromQuery]
    public string? Import { get; set; }

    [SupplyParameterFromQuery]
    public string? Customer { get; set; }

    [SupplyParameterFromQuery]
    public string? Order { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<ChargeListItem>? Charges { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    [PersistentState]
    public IReadOnlyList<GatewayCircuit>? Circuits { get; set; }

    private ChargesFilter Filter => new()
    {
        Status = QueryText.Blank(Status),
        Gateway = QueryText.Blank(Gateway),
        Settlement = QueryText.Blank(Settlement),
        Import = QueryText.Blank(Import),
        Customer = QueryText.Blank(Customer),
        Order = QueryText.Blank(Order),
        Group = QueryText.Blank(Group),
        From = QueryText.Blank(From),
        To = QueryText.Blank(To),
        Sort = QueryText.Blank(Sort),
    };

    private int PageSize => ListPage.SizeOf(Size);

    private string ExportHref => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "charges/export", Filter.ToQuery());

    private ListLoad Load { get; } = new();

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Navigation.Uri && (Charges is null || _shown is not null))
        {
            CloseOutcome();
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
        () => ReadAsync<IServiceProvider, (Page<ChargeListItem> Page, IReadOnlyList<GatewayCircuit> Circuits)>(async (services, ct) => (
            await Filter.ToDomainAsync(ReaderClock.ZoneOf((await Authentication).User), services, ct) is { } filter
                ? await services.GetRequiredService<IChargeQueries>().ListAsync(filter, PageSize, After, ct)
                : new Page<ChargeListItem>([], null),
            await services.GetRequiredService<IGatewayCircuits>().ListAsync(ct))),
        found => (Charges, Next, Circuits) = (found.Page.Items, found.Page.Next, found.Circuits));
}
