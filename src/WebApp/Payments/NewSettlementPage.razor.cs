using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Payments;

/// <summary>
/// What a settlement would charge, before it does: orders, grouping and page stand in the address. Running it names the plan that was shown; where the
/// orders have changed since, nothing is charged and the plan is shown anew.
/// </summary>
public sealed partial class NewSettlementPage : PaymentsComponent
{
    private string? _shown;
    private string? _refusal;
    private bool _busy;
    private bool _asking;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Number of an import, all of whose orders are settled.</summary>
    [SupplyParameterFromQuery]
    public long? Import { get; set; }

    /// <summary>Ids of orders, with commas between them.</summary>
    [SupplyParameterFromQuery]
    public string? Orders { get; set; }

    [SupplyParameterFromQuery]
    public string? Grouping { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [PersistentState]
    public PlanView? View { get; set; }

    /// <summary>True: the address names no orders that there are.</summary>
    [PersistentState]
    public bool IsMissing { get; set; }

    private SettlementGrouping Chosen => Grouping is null ? SettlementGrouping.PerOrder : ImportNames.Parse<SettlementGrouping>(Grouping) ?? SettlementGrouping.PerOrder;

    private string BackHref => Import is { } number ? $"/imports/{number}" : "/orders";

    private string? Source => IsMissing ? null
        : Import is { } number ? Texts[nameof(PaymentsText.SourceImport), number].Value
        : Texts[nameof(PaymentsText.SourceSelection), SettlementLook.Count(Selected.Count)].Value;

    private IReadOnlyList<OrderId> Selected =>
        [.. (Orders ?? "").Split(',').Select(id => Guid.TryParse(id, out var order) ? new OrderId(order) : (OrderId?)null).OfType<OrderId>().Distinct()];

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Navigation.Uri && ((View is null && !IsMissing) || _shown is not null))
        {
            _refusal = null;
            await LoadAsync();
        }

        _shown = Navigation.Uri;
    }

    protected override async Task LoadAsync()
    {
        var asked = Navigation.Uri;
        _busy = true;
        try
        {
            var answer = await ReadAsync<IServiceProvider, Result<PlanView>?>(PlanAsync);
            if (asked == Navigation.Uri)
            {
                IsMissing = answer is null;
                View = answer is { IsSuccess: true } plan ? plan.Value : null;
                _refusal = answer?.Error is { } error ? Messages.Refusal(error) : _refusal;
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<Result<PlanView>?> PlanAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (await RequestAsync(services, cancellationToken) is not { } request)
        {
            return null;
        }

        var plan = await services.GetRequiredService<PlanSettlement>().ExecuteAsync(request, cancellationToken);
        if (plan.Error is { } error)
        {
            return (Result<PlanView>)error;
        }

        // The orders' own totals, so that the difference is more than the plan's opinion of itself.
        var orders = await services.GetRequiredService<ISettlementStore>().ReadAsync(new SettlementScope(request.Import, request.Orders), cancellationToken);
        return (Result<PlanView>)PlanView.Of(plan.Value, orders, Page ?? 1);
    }

    private async Task<SettlementRequest?> RequestAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (Import is { } number)
        {
            var import = await services.GetRequiredService<IImportQueries>().FindAsync(number, cancellationToken);
            return import is null ? null : SettlementRequest.Of(import.Id, Chosen);
        }

        return Selected is { Count: > 0 } orders ? SettlementRequest.Of(orders, Chosen) : null;
    }

    private void Choose(SettlementGrouping grouping)
    {
        _busy = true;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["grouping"] = ImportNames.Of(grouping), ["page"] = null }), replace: true);
    }

    private void Ask() => _asking = !_busy;

    private async Task RunAsync()
    {
        var token = View!.Token;
        var started = await WriteAsync<IServiceProvider, StartedSettlement>(async (services, ct) =>
            await RequestAsync(services, ct) is { } request
                ? await services.GetRequiredService<RunSettlement>().ExecuteAsync(request, token, ct)
                : new Error(PaymentErrors.NothingToSettle));
        if (started.Error is { } error)
        {
            await LoadAsync();
            _refusal = Messages.Refusal(error);
            return;
        }

        Navigation.NavigateTo($"/settlements/{started.Value.Number}");
    }

    private string HrefOf(int page) => Navigation.GetUriWithQueryParameter("page", page == 1 ? null : (int?)page);

    private static string HintKey(SettlementGrouping grouping) => grouping switch
    {
        SettlementGrouping.PerOrder => nameof(PaymentsText.GroupingPerOrderHint),
        SettlementGrouping.ByCustomer => nameof(PaymentsText.GroupingByCustomerHint),
        _ => nameof(PaymentsText.GroupingByCustomerAndGroupHint),
    };
}
