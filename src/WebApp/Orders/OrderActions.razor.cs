using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>What may be done with an order in its present state, for those who may. Acts on the state that was shown: who was slower is told.</summary>
public sealed partial class OrderActions : ComponentBase
{
    private ElementReference _group;
    private OrderStatus? _asked;
    private bool _cancelling;
    private bool _focus;

    /// <summary>Outlives a refusal, so that nobody types it twice.</summary>
    private string? _reason;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public OrderDetails Details { get; set; } = null!;

    /// <summary>The order stayed as it was, or as somebody else has made it.</summary>
    [Parameter]
    public EventCallback<Error> OnRefused { get; set; }

    [Parameter]
    public EventCallback OnDone { get; set; }

    private Order Order => Details.Order;

    private bool MayWrite { get; set; }

    private bool MaySettle { get; set; }

    /// <summary>Gateways charge cards and konbini; what comes by bank or invoice is confirmed by a person.</summary>
    private bool IsSettleable => Order.IsChangeable && Order.PaymentMethod is PaymentMethod.CreditCard or PaymentMethod.Konbini;

    private IEnumerable<OrderStatus> Offered => OrderTransitions.Next(Order.Status, Order.PaymentStatus);

    protected override async Task OnParametersSetAsync()
    {
        var user = SignedInUser.From((await Authentication).User);
        MayWrite = user.May(Permissions.OrdersWrite);
        MaySettle = user.May(Permissions.PaymentsWrite);

        // Somebody else was faster: there is nothing left to confirm.
        _cancelling &= Offered.Contains(OrderStatus.Cancelled);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus && (MayWrite || MaySettle))
        {
            // The pressed button is gone; what comes next is beside the place where it was. A dialog has to close first.
            _focus = false;
            await Task.Yield();
            await _group.FocusAsync(preventScroll: true);
        }
    }

    private Task PressAsync(OrderStatus to)
    {
        if (_asked is not null)
        {
            return Task.CompletedTask;
        }

        _cancelling = to == OrderStatus.Cancelled;
        return _cancelling ? Task.CompletedTask : AskAsync(to);
    }

    private async Task AskAsync(OrderStatus to)
    {
        _asked = to;
        Error? refusal;
        try
        {
            var reason = to == OrderStatus.Cancelled ? _reason : null;
            var answer = await OrderStatusRequests.AskAsync(Operations, (await Authentication).User, [new OrderToChange(Order.Id, Details.Seq)], to, reason);
            refusal = answer.Error ?? answer.Value.Orders[0].Refusal;
        }
        finally
        {
            _asked = null;
        }

        if (refusal is null)
        {
            (_reason, _focus) = (null, true);
            await OnDone.InvokeAsync();
        }
        else
        {
            await OnRefused.InvokeAsync(refusal);
        }
    }
}
