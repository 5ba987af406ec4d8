using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Catalog;

/// <summary>Reads customers by code, never by offset; names are encrypted and cannot be searched, addresses and numbers only as a whole.</summary>
internal sealed class CustomerQueries(OrderPortalDbContext context, ModifiedRows modified, OperationContext operation, BlindIndex blindIndex) : ICustomerQueries
{
    public async Task<Page<Customer>> ListAsync(CustomerFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = Filtered(filter);
        if (Cursor.ReadText(cursor) is { Sort: var after })
        {
#pragma warning disable CA1309 // Translated: the column compares ordinally by its collation.
            query = filter.Descending ? query.Where(customer => string.Compare(customer.Code, after) < 0) : query.Where(customer => string.Compare(customer.Code, after) > 0);
#pragma warning restore CA1309
        }

        var sorted = filter.Descending ? query.OrderByDescending(customer => customer.Code) : query.OrderBy(customer => customer.Code);
        var found = await Select(sorted).Take(limit + 1).ToListAsync(cancellationToken);
        return new Page<Customer>([.. found.Take(limit)], found.Count > limit ? Cursor.Write(found[limit - 1].Code, found[limit - 1].Id.Value) : null);
    }

    public async Task<ModifiedPage<Customer>> ListModifiedAsync(CustomerFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        var found = await Select(Filtered(filter).Within(window, customer => customer.ModifiedAt)).ToListAsync(cancellationToken);
        return window.ToPage([.. found.Select(static customer => (customer, customer.Seq))]);
    }

    public async Task<Customer?> GetAsync(CustomerId id, CancellationToken cancellationToken) =>
        await Select(context.Customers.AsNoTracking().Where(customer => customer.Id == id)).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyDictionary<string, Customer>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken) =>
        await Select(context.Customers.AsNoTracking().Where(customer => codes.Contains(customer.Code)))
            .ToDictionaryAsync(customer => customer.Code, StringComparer.Ordinal, cancellationToken);

    public IAsyncEnumerable<Customer> AllAsync(CancellationToken cancellationToken) =>
        Select(context.Customers.AsNoTracking().OrderBy(customer => customer.Code)).AsAsyncEnumerable();

    private IQueryable<CustomerRecord> Filtered(CustomerFilter filter)
    {
        var query = context.Customers.AsNoTracking();
        if (filter.Text is not { } text)
        {
            return query;
        }

        var email = blindIndex.ForEmail(operation.Tenant, text);
        var phone = blindIndex.ForPhone(operation.Tenant, text);
        return text.Contains('@', StringComparison.Ordinal)
            ? query.Where(customer => EF.Property<byte[]?>(customer, CatalogMapping.CustomerEmailIndex) == email)
            : query.Where(customer => customer.Code.StartsWith(text) || EF.Property<byte[]?>(customer, CatalogMapping.CustomerPhoneIndex) == phone);
    }

    private static IQueryable<Customer> Select(IQueryable<CustomerRecord> customers) => customers.Select(customer => new Customer(
        customer.Id, customer.Code, new CustomerValues(customer.Name, customer.Email, customer.Phone), EF.Property<long>(customer, ModifiedMapping.Seq), customer.ModifiedAt));
}
