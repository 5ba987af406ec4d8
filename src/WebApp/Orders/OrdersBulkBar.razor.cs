using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>What can be done with the orders that are selected, and what came of it, order by order.</summary>
public sealed partial class OrdersBulkBar : ComponentBase
{
    /// <summary>Orders that are told of one by one; further ones are counted.</summary>
    private const int MostShown = 20;

    /// <summary>Orders whose ids an address can carry.</summary>
    private const int MostInAddress = 100;

    private bool _open;
    private OrderStatus? _to;
    private string? _reason;
    private OrderStatusOutcomes? _result;
    private string? _refusal;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required OrderMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyCollection<OrderListItem> Selected { get; set; } = [];

    /// <summary>There are more than the page shows.</summary>
    [Parameter]
    public bool MaySelectAll { get; set; }

    [Parameter]
    public EventCallback OnSelectAll { get; set; }

    [Parameter]
    public EventCallback OnClear { get; set; }

    /// <summary>Some of the orders are not any more as the list shows them.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private bool MayWrite { get; set; }

    private bool MaySettle { get; set; }

    /// <summary>Every step that at least one of them can take.</summary>
    private IEnumerable<OrderStatus> Offered => Selected.SelectMany(static order => OrderTransitions.Next(order.Status, order.PaymentStatus)).Distinct().Order();

    private List<OrderListItem> Fitting => [.. Selected.Where(order => _to is { } to && OrderTransitions.Check(order.Status, order.PaymentStatus, to) is null)];

    private List<OrderListItem> Settleable => [.. Selected.Where(static order => Order.CanChange(order.Status, order.PaymentStatus))];

    private string SettleHref => $"/settlements/new?orders={string.Join(',', Settleable.Select(static order => order.Id.Value))}";

    private List<OrderStatusOutcome> Refused => [.. _result?.Orders.Where(static outcome => outcome.Refusal is not null) ?? []];

    private string Summary
    {
        get
        {
            var status = Statuses[StatusCatalog.Of(_result!.To).TextKey].Value;
            var done = Count(_result.Orders.Count - Refused.Count);
            return Refused.Count == 0
                ? Texts[nameof(OrdersText.BulkDone), done, status]
                : Texts[nameof(OrdersText.BulkPartly), done, status, Count(Refused.Count)];
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var user = SignedInUser.From((await Authentication).User);
        MayWrite = user.May(Permissions.OrdersWrite);
        MaySettle = user.May(Permissions.PaymentsWrite);
        _open &= Selected.Count > 0;
    }

    private void Ask(OrderStatus to)
    {
        (_to, _reason, _open) = (to, null, true);
        Forget();
    }

    private async Task ChangeAsync()
    {
        if (_to is not { } to)
        {
            return;
        }

        var answer = await OrderStatusRequests.AskAsync(
            Operations, (await Authentication).User, [.. Fitting.Select(static order => new OrderToChange(order.Id, order.Seq))], to, to == OrderStatus.Cancelled ? _reason : null);
        if (answer.Error is { } error)
        {
            _refusal = Messages.Sentence(error);
        }
        else
        {
            _result = answer.Value;
            await OnChanged.InvokeAsync();
        }
    }

    private void Forget() => (_result, _refusal) = (null, null);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
