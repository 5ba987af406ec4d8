using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>What went back of a charge or is on its way, the newest first.</summary>
public sealed partial class ChargeRefundsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ChargeRefund> Refunds { get; set; } = [];

    /// <summary>They know what the orders are called.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChargeAllocation> Allocations { get; set; } = [];

    private string NumberOf(OrderId order) => Allocations.FirstOrDefault(part => part.Order == order)?.OrderNumber ?? Texts[nameof(PaymentsText.OrderGone)];
}
