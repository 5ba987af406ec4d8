using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Catalog;

/// <summary>What narrows a list of products; conditions that are null do not.</summary>
/// <param name="Text">Beginning of the code, or a part of a name in any case.</param>
/// <param name="Descending">From the last code to the first; of no account for what changed.</param>
public sealed record ProductFilter(string? Text = null, bool? Active = null, bool Descending = false);

/// <summary>What narrows a list of customers; conditions that are null do not.</summary>
/// <param name="Text">Beginning of the code, or an exact e-mail address or phone number as a person writes it; those are looked up by blind index.</param>
/// <inheritdoc cref="ProductFilter" path="/param[@name='Descending']"/>
public sealed record CustomerFilter(string? Text = null, bool Descending = false);

/// <summary>Reads the tenant's products.</summary>
public interface IProductQueries
{
    /// <summary>By code.</summary>
    Task<Page<Product>> ListAsync(ProductFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>What changed, in the sequence of the changes.</summary>
    Task<ModifiedPage<Product>> ListModifiedAsync(ProductFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    Task<Product?> GetAsync(ProductId id, CancellationToken cancellationToken);

    /// <summary>Those of the codes that exist, stopped ones included, by code.</summary>
    Task<IReadOnlyDictionary<string, Product>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken);

    /// <summary>All of them by code, streamed.</summary>
    IAsyncEnumerable<Product> AllAsync(CancellationToken cancellationToken);
}

/// <summary>Reads the tenant's customers.</summary>
public interface ICustomerQueries
{
    /// <inheritdoc cref="IProductQueries.ListAsync"/>
    Task<Page<Customer>> ListAsync(CustomerFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <inheritdoc cref="IProductQueries.ListModifiedAsync"/>
    Task<ModifiedPage<Customer>> ListModifiedAsync(CustomerFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    Task<Customer?> GetAsync(CustomerId id, CancellationToken cancellationToken);

    /// <inheritdoc cref="IProductQueries.FindAsync"/>
    Task<IReadOnlyDictionary<string, Customer>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken);

    /// <inheritdoc cref="IProductQueries.AllAsync"/>
    IAsyncEnumerable<Customer> AllAsync(CancellationToken cancellationToken);
}

/// <summary>Writes the tenant's products, each call with its line of the audit log in one transaction.</summary>
public interface IProductStore
{
    /// <summary>Adds a product.</summary>
    /// <returns>False, and nothing written, where the code is taken.</returns>
    Task<bool> AddAsync(ProductId id, string code, ProductValues values, AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Gives a product other values.</summary>
    /// <param name="seenSeq">Its <see cref="Product.Seq"/> when it was looked at.</param>
    /// <returns>False, and nothing written, where it is another one by now.</returns>
    Task<bool> ChangeAsync(ProductId id, long seenSeq, ProductValues values, AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Adds those whose codes are new and gives the others these values.</summary>
    Task PutAsync(IReadOnlyList<(string Code, ProductValues Values)> products, AuditEntry entry, CancellationToken cancellationToken);
}

/// <summary>Writes the tenant's customers; as <see cref="IProductStore"/>.</summary>
public interface ICustomerStore
{
    /// <inheritdoc cref="IProductStore.AddAsync"/>
    Task<bool> AddAsync(CustomerId id, string code, CustomerValues values, AuditEntry entry, CancellationToken cancellationToken);

    /// <inheritdoc cref="IProductStore.ChangeAsync"/>
    Task<bool> ChangeAsync(CustomerId id, long seenSeq, CustomerValues values, AuditEntry entry, CancellationToken cancellationToken);

    /// <inheritdoc cref="IProductStore.PutAsync"/>
    Task PutAsync(IReadOnlyList<(string Code, CustomerValues Values)> customers, AuditEntry entry, CancellationToken cancellationToken);
}

/// <summary>A table that somebody handed over, read as a whole.</summary>
/// <param name="EncodingName">As <c>undecodable</c> names it; null for workbooks, whose rows may also be shorter than the heading.</param>
public sealed record CatalogTable(FileRow Heading, IReadOnlyList<FileRow> Rows, string? EncodingName);

/// <summary>Reads and writes the tables in which catalogues are exchanged: CSV in the encodings and with the delimiters of imports, and workbooks.</summary>
public interface ICatalogTables
{
    /// <param name="content">Held in memory; bounded by the limits.</param>
    /// <returns>The table, or a file-level error of imports such as <c>not_a_spreadsheet</c>, <c>too_large</c> (argument: megabytes) or <c>too_many_rows</c> (argument: rows).</returns>
    Task<Result<CatalogTable>> ReadAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Writes CSV whose cells no spreadsheet takes for formulas, and which can be read in again.</summary>
    Task WriteAsync(Stream output, FileEncoding encoding, IReadOnlyList<string> heading, IAsyncEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellationToken);
}
