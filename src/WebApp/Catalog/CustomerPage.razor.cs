using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Catalog;

/// <summary>One customer, or the one that is to be added.</summary>
public sealed partial class CustomerPage : EntryPage<Customer>
{
    private IReadOnlyList<Crumb> Trail => [new(Texts[nameof(CatalogText.Customers)], ListAddress)];

    private string Title => Id is null ? Texts[nameof(CatalogText.NewCustomer)] : Texts[nameof(CatalogText.Customer), Entry?.Code ?? ""];

    protected override string ListAddress => "/customers";

    protected override Guid IdOf(Customer entry) => entry.Id.Value;

    protected override Task<Customer?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<ICustomerQueries>().GetAsync(new CustomerId(id), cancellationToken);

    protected override Task<SaveOutcome> SaveAsync(IServiceProvider services, Customer? entry, IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken)
    {
        var save = services.GetRequiredService<SaveCustomer>();
        return entry is null ? save.AddAsync(fields, cancellationToken) : save.ChangeAsync(entry.Id, entry.Seq, fields, cancellationToken);
    }

    protected override IReadOnlyDictionary<CatalogField, string> Texted(Customer? entry) => entry is null ? new Dictionary<CatalogField, string>() : new Dictionary<CatalogField, string>
    {
        [CatalogField.Code] = entry.Code,
        [CatalogField.Name] = entry.Values.Name,
        [CatalogField.Email] = entry.Values.Email ?? "",
        [CatalogField.Phone] = entry.Values.Phone ?? "",
    };

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Customers, field);
}
