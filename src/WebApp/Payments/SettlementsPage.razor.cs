using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Payments;

/// <summary>The tenant's settlements, newest first. Filter and page stand in the address; the rows move with the work.</summary>
public sealed partial class SettlementsPage : PaymentsComponent
{
    private const int PageSize = 50;
    private const string Running = "running";
    private const string Finished = "finished";
    private static readonly (string? State, string TextKey)[] States =
        [(null, nameof(PaymentsText.FilterAll)), (Running, nameof(PaymentsText.FilterRunning)), (Finished, nameof(PaymentsText.FilterFinished))];

    private string? _shown;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>Number of an import.</summary>
    [SupplyParameterFromQuery]
    public long? Import { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<SettlementListItem>? Settlements { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    [PersistentState]
    public IReadOnlyList<GatewayCircuit>? Circuits { get; set; }

    /// <summary>Null where the address names no state that there is.</summary>
    private string? Narrowed => State is Running or Finished ? State : null;

    private bool IsFiltered => Narrowed is not null || Import is not null;

    private string? NextHref => Next is null ? null : Navigation.GetUriWithQueryParameter("after", Next);

    private string HrefWithoutImport => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["import"] = null, ["after"] = null });

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

    protected override async Task LoadAsync()
    {
        var asked = Navigation.Uri;
        var (page, circuits) = await ReadAsync<IServiceProvider, (Page<SettlementListItem>, IReadOnlyList<GatewayCircuit>)>(async (services, ct) =>
        {
            var filter = new SettlementFilter { IsRunning = Narrowed switch { Running => true, Finished => false, _ => null } };
            if (Import is { } number)
            {
                if (await services.GetRequiredService<IImportQueries>().FindAsync(number, ct) is not { } import)
                {
                    return (new Page<SettlementListItem>([], null), []);
                }

                filter = filter with { Import = import.Id };
            }

            return (
                await services.GetRequiredService<ISettlementQueries>().ListAsync(filter, PageSize, After, ct),
                await services.GetRequiredService<IGatewayCircuits>().ListAsync(ct));
        });
        if (asked == Navigation.Uri)
        {
            (Settlements, Next, Circuits) = (page.Items, page.Next, circuits);
        }
    }

    private SettlementState StateOf(SettlementListItem item) => SettlementLook.StateOf(item.Counts, GatewayBanner.IsPaused(Circuits, item.Settlement.Gateway));

    private string HrefOf(string? state) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["state"] = state, ["after"] = null });
}
