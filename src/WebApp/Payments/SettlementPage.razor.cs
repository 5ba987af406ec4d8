using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>One settlement: how far it is, what failed and why, its charges, and what may be done with them. It moves with the work.</summary>
public sealed partial class SettlementPage : ChargesComponent
{
    private const string ChargesTab = "charges";
    private const string UnsettledTab = "unsettled";
    private const string HistoryTab = "history";

    private string? _shown;
    private SettlementId? _heard;
    private (SettlementState State, int Quarter)? _announced;
    private string _announcement = "";
    private bool _loaded;
    private bool _retrying;
    private bool _cancelling;
    private int _loads;

    [Inject]
    public required IStringLocalizer<StatusText> StatusTexts { get; init; }

    [Parameter]
    public long Number { get; set; }

    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    /// <summary>Statuses of the charges that are listed, with commas between them.</summary>
    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public SettlementPageData? Details { get; set; }

    private SettlementView Settlement => Details!.Details.Settlement;

    private IReadOnlyDictionary<ChargeStatus, int> Counts => SettlementLook.CountsOf(Details!.Details.Charges);

    private bool IsAtWork => SettlementLook.Sum(Counts, SettlementLook.AtWork) > 0;

    private int TroubledCount => SettlementLook.Sum(Counts, SettlementLook.Troubled);

    private int CancellableCount => SettlementLook.Sum(Counts, SettlementLook.Cancellable);

    private SettlementState State => SettlementLook.StateOf(Counts, GatewayBanner.IsPaused(Details!.Circuits, Settlement.Gateway));

    private IReadOnlyList<ChargeStatus> Statuses =>
        [.. (Status ?? "").Split(',').Select(name => ImportNames.Parse<ChargeStatus>(name)).OfType<ChargeStatus>()];

    private string StatusWords => string.Join("・", Statuses.Select(status => StatusTexts[StatusCatalog.Of(status).TextKey].Value));

    private IReadOnlyList<Crumb> Trail => [new(Texts[nameof(PaymentsText.SettlementsTitle)], "/settlements")];

    private IEnumerable<(string Tab, string TextKey, long? Count)> Tabs
    {
        get
        {
            yield return (ChargesTab, nameof(PaymentsText.TabCharges), Settlement.Charges);
            if (Settlement.OrdersUnsettled > 0)
            {
                yield return (UnsettledTab, nameof(PaymentsText.TabUnsettled), Settlement.OrdersUnsettled);
            }

            yield return (HistoryTab, nameof(PaymentsText.TabHistory), null);
        }
    }

    private string Shown => Details is not null && Tabs.Any(one => one.Tab == Tab) ? Tab! : ChargesTab;

    protected override async Task OnParametersSetAsync()
    {
        var address = $"{Number}?{Tab}&{Status}&{After}";
        if (_shown != address && (Details?.Details.Settlement.Number != Number || _shown is not null))
        {
            Details = Details?.Details.Settlement.Number == Number ? Details : null;
            await LoadAsync();
        }

        (_shown, _loaded) = (address, true);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Details is not null && _heard != Settlement.Id)
        {
            _heard = Settlement.Id;
            await ListenAsync((ChangeKind.Settlement, Settlement.Id.Value), (ChangeKind.Circuits, null));
        }
    }

    protected override async Task LoadAsync()
    {
        var load = ++_loads;
        var details = await ReadAsync<IServiceProvider, SettlementPageData?>((services, ct) =>
            SettlementPageData.LoadAsync(services, Number, Statuses, After, Tab is null or ChargesTab, ct));
        if (load == _loads)
        {
            Details = details;
            Announce();
        }
    }

    private long AmountOf(IReadOnlyList<ChargeStatus> statuses) => Details!.Details.Charges.Where(tally => statuses.Contains(tally.Status)).Sum(tally => tally.Amount);

    private async Task RetryFailureAsync(ChargeFailure failure)
    {
        var charges = await ReadAsync<IChargeFailures, IReadOnlyList<ChargeId>>((failures, ct) => failures.ChargesAsync(Settlement.Id, failure.Status, failure.Code, ct));
        await RetryAsync(ChargeSelection.Of(charges));
    }

    /// <summary>A screen reader hears another state and every quarter, not every charge; and nothing of how the page began.</summary>
    private void Announce()
    {
        if (Details is null || Settlement.Charges == 0)
        {
            return;
        }

        var percent = (Settlement.Charges - SettlementLook.Sum(Counts, SettlementLook.AtWork)) * 100 / Settlement.Charges;
        var now = (State, percent / 25);
        if (_announced is { } before && before != now)
        {
            var state = StatusTexts[StatusCatalog.Of(State).TextKey].Value;
            _announcement = Texts[nameof(PaymentsText.Announce), state, percent + "%"];
        }

        _announced = now;
    }

    private string HrefOf(string tab, string? status = null, string? after = null)
    {
        string[] query = [.. tab == ChargesTab ? Array.Empty<string>() : [$"tab={tab}"], .. Pair("status", status), .. Pair("after", after)];
        return $"/settlements/{Number}{(query.Length == 0 ? "" : "?")}{string.Join('&', query)}";

        static IEnumerable<string> Pair(string name, string? value) => string.IsNullOrEmpty(value) ? [] : [$"{name}={Uri.EscapeDataString(value)}"];
    }
}
