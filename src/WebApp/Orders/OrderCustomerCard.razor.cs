using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>Who ordered, and where it goes.</summary>
public sealed partial class OrderCustomerCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Parameter, EditorRequired]
    public Order Order { get; set; } = null!;

    private static string Date(DateOnly date) =>
        date.ToString(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? "yyyy/MM/dd" : "MMM dd, yyyy", CultureInfo.InvariantCulture);
}
