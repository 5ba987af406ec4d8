using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>How the order is paid and how that stands, with the charges that settle it and, where one failed, the reason.</summary>
public sealed partial class OrderPaymentCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required OrderMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public OrderDetails Details { get; set; } = null!;

    [Parameter]
    public IReadOnlyList<OrderHappening.Charged> Charges { get; set; } = [];

    private Order Order => Details.Order;
}
