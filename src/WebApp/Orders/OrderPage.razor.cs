using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>One order, and the row of the file that it came from.</summary>
public sealed partial class OrderPage : ComponentBase
{
    private bool _loaded;
    private string? _shown;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Order numbers are the customer's own and may hold slashes.</summary>
    [Parameter]
    public string OrderNumber { get; set; } = "";

    private Order? Order { get; set; }

    private long? ImportNumber { get; set; }

    private string Sha => Convert.ToHexStringLower(Order!.Origin!.FileSha256.Span);

    private string MethodKey => Order!.PaymentMethod switch
    {
        PaymentMethod.CreditCard => nameof(OrdersText.MethodCreditCard),
        PaymentMethod.Konbini => nameof(OrdersText.MethodKonbini),
        PaymentMethod.BankTransfer => nameof(OrdersText.MethodBankTransfer),
        _ => nameof(OrdersText.MethodInvoice),
    };

    private string SourceKey => Order!.Source switch
    {
        OrderSource.Form => nameof(OrdersText.SourceForm),
        OrderSource.Api => nameof(OrdersText.SourceApi),
        _ => nameof(OrdersText.SourceImport),
    };

    /// <summary>
    /// The router gives back a path with everything decoded but %2F, so that "A/B" and "A%2FB" would be one. Per cent signs therefore travel
    /// encoded twice, and so does a number of dots alone, which browsers would take for a step up.
    /// </summary>
    public static string HrefOf(string orderNumber)
    {
        var once = orderNumber.Replace("%", "%25", StringComparison.Ordinal);
        return $"/orders/{Uri.EscapeDataString(once is "." or ".." ? once.Replace(".", "%2E", StringComparison.Ordinal) : once)}";
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == OrderNumber)
        {
            return;
        }

        _shown = OrderNumber;
        var number = Uri.UnescapeDataString(OrderNumber);
        (Order, ImportNumber) = await Operations.RunAsync<(Order?, long?)>((await Authentication).User, async (services, ct) =>
        {
            var queries = services.GetRequiredService<IOrderQueries>();
            var order = number.Any(char.IsControl) ? null : await queries.FindAsync(number, ct);
            return (order, order?.Origin is { } origin ? await queries.ImportNumberAsync(origin.BatchId, ct) : null);
        });
        _loaded = true;
    }

    private string Rate(TaxRate rate) => rate == TaxRate.Reduced ? Texts[nameof(OrdersText.Reduced), (int)rate] : $"{(int)rate}%";

    private static string Date(DateOnly date) =>
        date.ToString(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? "yyyy/MM/dd" : "MMM dd, yyyy", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
