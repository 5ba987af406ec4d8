using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Catalog;

/// <summary>Adds a customer, or gives one other values. Orders keep what they were placed with.</summary>
public sealed class SaveCustomer(ICustomerQueries customers, ICustomerStore store)
{
    /// <inheritdoc cref="SaveProduct.AddAsync"/>
    public async Task<SaveOutcome> AddAsync(IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken)
    {
        var reader = new CatalogReader(CatalogSheet.Customers, fields);
        var code = reader.Code();
        var values = reader.Customer(stored: null);
        if (reader.Problems.Count > 0)
        {
            return SaveOutcome.Wrong(reader.Problems);
        }

        var id = CustomerId.New();
        var entry = new AuditEntry(AuditActions.CustomerSaved, "customer", id.Value, After: Json(code, values));
        return await store.AddAsync(id, code, values, entry, cancellationToken)
            ? SaveOutcome.Saved(id.Value)
            : SaveOutcome.Wrong([new CatalogProblem(0, CatalogField.Code, CatalogProblems.DuplicateCode, code)]);
    }

    /// <inheritdoc cref="SaveProduct.ChangeAsync(ProductId, long, IReadOnlyDictionary{CatalogField, string}, CancellationToken)"/>
    public async Task<SaveOutcome> ChangeAsync(CustomerId id, long seenSeq, IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken)
    {
        var reader = new CatalogReader(CatalogSheet.Customers, fields);
        var values = reader.Customer(stored: null);
        if (reader.Problems.Count > 0)
        {
            return SaveOutcome.Wrong(reader.Problems);
        }

        if (await customers.GetAsync(id, cancellationToken) is not { } stored)
        {
            return SaveOutcome.Refused(CatalogErrors.NotFound);
        }

        if (stored.Seq != seenSeq)
        {
            return SaveOutcome.Refused(CatalogErrors.ChangedByOther);
        }

        if (values == stored.Values)
        {
            return SaveOutcome.Saved(id.Value);
        }

        var entry = new AuditEntry(AuditActions.CustomerSaved, "customer", id.Value, Json(stored.Code, stored.Values), Json(stored.Code, values));
        return await store.ChangeAsync(id, seenSeq, values, entry, cancellationToken) ? SaveOutcome.Saved(id.Value) : SaveOutcome.Refused(CatalogErrors.ChangedByOther);
    }

    private static string Json(string code, CustomerValues values) => JsonSerializer.Serialize(
        new { code, name = AuditMask.Personal(values.Name), email = AuditMask.Personal(values.Email), phone = AuditMask.Personal(values.Phone) }, AuditJson.Options);
}
