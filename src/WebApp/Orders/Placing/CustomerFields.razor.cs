using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>Who orders. A known code brings what is known of the customer, where nothing else was typed.</summary>
public sealed partial class CustomerFields : ComponentBase
{
    private const int Offered = 10;

    private IReadOnlyList<Customer> _offered = [];

    [Inject]
    public required IStringLocalizer<NewOrderText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public OrderEntry Entry { get; set; } = null!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private string Code => EntryReader.CodeOf(Entry.Text(ImportColumn.CustomerCode));

    private async Task OfferAsync()
    {
        _offered = Code.Length == 0 ? [] : (await Operations.RunAsync<ICustomerQueries, Domain.Shared.Page<Customer>>(
            (await Authentication).User, (customers, ct) => customers.ListAsync(new CustomerFilter(Code), Offered, null, ct))).Items;
        await OnChanged.InvokeAsync();
    }

    private async Task LookUpAsync()
    {
        if (Code.Length == 0)
        {
            return;
        }

        var found = await Operations.RunAsync<ICustomerQueries, IReadOnlyDictionary<string, Customer>>((await Authentication).User, (customers, ct) => customers.FindAsync([Code], ct));
        if (found.TryGetValue(Code, out var customer))
        {
            Entry.Fill(ImportColumn.CustomerName, null, customer.Values.Name);
            Entry.Fill(ImportColumn.CustomerEmail, null, customer.Values.Email);
            Entry.Fill(ImportColumn.CustomerPhone, null, customer.Values.Phone);
            await OnChanged.InvokeAsync();
        }
    }
}
