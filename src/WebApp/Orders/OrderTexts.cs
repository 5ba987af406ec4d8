using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>Which text of <see cref="OrdersText"/> names a value of an order.</summary>
internal static class OrderTexts
{
    public static string KeyOf(PaymentMethod method) => method switch
    {
        PaymentMethod.CreditCard => nameof(OrdersText.MethodCreditCard),
        PaymentMethod.Konbini => nameof(OrdersText.MethodKonbini),
        PaymentMethod.BankTransfer => nameof(OrdersText.MethodBankTransfer),
        _ => nameof(OrdersText.MethodInvoice),
    };

    public static string KeyOf(OrderSource source) => source switch
    {
        OrderSource.Form => nameof(OrdersText.SourceForm),
        OrderSource.Api => nameof(OrdersText.SourceApi),
        _ => nameof(OrdersText.SourceImport),
    };
}
