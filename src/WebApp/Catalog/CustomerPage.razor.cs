using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Catalog;

/// <summary>One customer, or the one that is to be added.</summary>
public sealed partial class CustomerPage : ComponentBase
{
    private Dictionary<CatalogField, string> _values = [];
    private bool _mayWrite;
    private bool _loaded;
    private Guid? _shown;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [PersistentState]
    public Customer? Customer { get; set; }

    private IReadOnlyList<Crumb> Trail => [new(Texts[nameof(CatalogText.Customers)], "/customers")];

    private string Title => Id is null ? Texts[nameof(CatalogText.NewCustomer)] : Texts[nameof(CatalogText.Customer), Customer?.Code ?? ""];

    protected override async Task OnParametersSetAsync()
    {
        _mayWrite = SignedInUser.From((await Authentication).User).May(Permissions.CatalogWrite);
        if (_loaded && _shown == Id)
        {
            // Nothing of what is being typed is taken back.
            return;
        }

        if (!_loaded && Customer is not null && Customer.Id.Value == Id)
        {
            Show();
        }
        else
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var user = (await Authentication).User;
        Customer = Id is { } id ? await Operations.RunAsync<ICustomerQueries, Customer?>(user, (customers, ct) => customers.GetAsync(new CustomerId(id), ct)) : null;
        Show();
    }

    private void Show()
    {
        _values = Customer is { } customer ? Texted(customer) : [];
        _shown = Id;
        _loaded = true;
    }

    private async Task<SaveOutcome> SaveAsync(IReadOnlyDictionary<CatalogField, string> fields)
    {
        var outcome = await Operations.RunAsync<SaveCustomer, SaveOutcome>((await Authentication).User, (save, ct) =>
            Customer is { } customer ? save.ChangeAsync(customer.Id, customer.Seq, fields, ct) : save.AddAsync(fields, ct));
        if (outcome.Id is { } id && Id is null)
        {
            Navigation.NavigateTo($"/customers/{id}");
        }
        else if (outcome.Id is not null)
        {
            await LoadAsync();
            StateHasChanged();
        }

        return outcome;
    }

    private static Dictionary<CatalogField, string> Texted(Customer customer) => new()
    {
        [CatalogField.Code] = customer.Code,
        [CatalogField.Name] = customer.Values.Name,
        [CatalogField.Email] = customer.Values.Email ?? "",
        [CatalogField.Phone] = customer.Values.Phone ?? "",
    };

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Customers, field);
}
