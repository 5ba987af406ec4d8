using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Catalog;

/// <summary>
/// Takes in a table of products: codes that are new are added, the others get what the table says. Good rows go in together, the others are told with
/// their reasons and change nothing.
/// </summary>
public sealed class ImportProducts(ICatalogTables tables, IProductQueries products, IProductStore store)
{
    /// <returns>What became of the rows, or a file-level error.</returns>
    public Task<Result<CatalogImportOutcome>> ExecuteAsync(Stream content, CancellationToken cancellationToken) => CatalogImport.RunAsync(
        tables, CatalogSheet.Products, content, products.FindAsync, static product => product.Values, static (reader, stored) => reader.Product(stored),
        (changes, after, token) => store.PutAsync(changes, new AuditEntry(AuditActions.CatalogImported, "product", After: after), token),
        cancellationToken);
}

/// <summary>The same for customers.</summary>
public sealed class ImportCustomers(ICatalogTables tables, ICustomerQueries customers, ICustomerStore store)
{
    /// <inheritdoc cref="ImportProducts.ExecuteAsync"/>
    public Task<Result<CatalogImportOutcome>> ExecuteAsync(Stream content, CancellationToken cancellationToken) => CatalogImport.RunAsync(
        tables, CatalogSheet.Customers, content, customers.FindAsync, static customer => customer.Values, static (reader, stored) => reader.Customer(stored),
        (changes, after, token) => store.PutAsync(changes, new AuditEntry(AuditActions.CatalogImported, "customer", After: after), token),
        cancellationToken);
}

/// <summary>The way of a table, whatever stands in it.</summary>
internal static class CatalogImport
{
    public static async Task<Result<CatalogImportOutcome>> RunAsync<TStored, TValues>(
        ICatalogTables tables, CatalogSheet sheet, Stream content,
        Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyDictionary<string, TStored>>> find,
        Func<TStored, TValues> valuesOf,
        Func<CatalogReader, TValues?, TValues> read,
        Func<IReadOnlyList<(string Code, TValues Values)>, string, CancellationToken, Task> put,
        CancellationToken cancellationToken)
        where TStored : class
        where TValues : class
    {
        var table = await tables.ReadAsync(content, cancellationToken);
        var rows = table.Error is { } unreadable ? unreadable : CatalogRows.Of(sheet, table.Value);
        if (rows.Error is { } refusal)
        {
            return refusal;
        }

        var stored = await find([.. rows.Value.Rows.Select(row => row.Code)], cancellationToken);
        var problems = rows.Value.Problems.ToList();
        var changes = new List<(string, TValues)>();
        var (added, unchanged) = (0, 0);
        foreach (var row in rows.Value.Rows)
        {
            var before = stored.TryGetValue(row.Code, out var known) ? valuesOf(known) : null;
            var reader = new CatalogReader(sheet, row.Cells, row.Number);
            var values = read(reader, before);
            if (reader.Problems.Count > 0)
            {
                problems.AddRange(reader.Problems);
            }
            else if (values.Equals(before))
            {
                unchanged++;
            }
            else
            {
                added += before is null ? 1 : 0;
                changes.Add((row.Code, values));
            }
        }

        var outcome = new CatalogImportOutcome(
            added, changes.Count - added, unchanged, problems.Select(problem => problem.Row).Distinct().Count(), [.. problems.OrderBy(problem => problem.Row)]);
        await put(
            changes,
            JsonSerializer.Serialize(new { added = outcome.Added, changed = outcome.Changed, unchanged = outcome.Unchanged, rejected = outcome.Rejected }, AuditJson.Options),
            cancellationToken);
        return outcome;
    }
}
