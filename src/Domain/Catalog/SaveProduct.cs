using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Catalog;

/// <summary>How saving went: an id, or what stands in the way.</summary>
/// <param name="Problems">What is wrong with the fields; empty where it was saved or refused as a whole.</param>
/// <param name="Refusal">One of <see cref="CatalogErrors"/>, or null.</param>
public sealed record SaveOutcome(Guid? Id, IReadOnlyList<CatalogProblem> Problems, Error? Refusal)
{
    internal static SaveOutcome Saved(Guid id) => new(id, [], null);

    internal static SaveOutcome Wrong(IReadOnlyList<CatalogProblem> problems) => new(null, problems, null);

    internal static SaveOutcome Refused(string code) => new(null, [], new Error(code));
}

/// <summary>Adds a product, or gives one other values.</summary>
public sealed class SaveProduct(IProductQueries products, IProductStore store)
{
    /// <summary>Adds one; every field as it was written.</summary>
    public async Task<SaveOutcome> AddAsync(IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken)
    {
        var reader = new CatalogReader(CatalogSheet.Products, fields);
        var code = reader.Code();
        var values = reader.Product(stored: null);
        if (reader.Problems.Count > 0)
        {
            return SaveOutcome.Wrong(reader.Problems);
        }

        var id = ProductId.New();
        var entry = new AuditEntry(AuditActions.ProductSaved, "product", id.Value, After: Json(code, values));
        return await store.AddAsync(id, code, values, entry, cancellationToken)
            ? SaveOutcome.Saved(id.Value)
            : SaveOutcome.Wrong([new CatalogProblem(0, CatalogField.Code, CatalogProblems.DuplicateCode, code)]);
    }

    /// <summary>Changes one; the code stays, whatever the fields say.</summary>
    /// <param name="seenSeq">Its <see cref="Product.Seq"/> when it was shown.</param>
    public async Task<SaveOutcome> ChangeAsync(ProductId id, long seenSeq, IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken)
    {
        var reader = new CatalogReader(CatalogSheet.Products, fields);
        var values = reader.Product(stored: null);
        return reader.Problems.Count > 0 ? SaveOutcome.Wrong(reader.Problems) : await ChangeAsync(id, seenSeq, _ => values, cancellationToken);
    }

    /// <summary>Takes a product out of sale, or puts it back.</summary>
    public Task<SaveOutcome> SwitchAsync(ProductId id, long seenSeq, bool active, CancellationToken cancellationToken) =>
        ChangeAsync(id, seenSeq, values => values with { Active = active }, cancellationToken);

    private async Task<SaveOutcome> ChangeAsync(ProductId id, long seenSeq, Func<ProductValues, ProductValues> change, CancellationToken cancellationToken)
    {
        if (await products.GetAsync(id, cancellationToken) is not { } stored)
        {
            return SaveOutcome.Refused(CatalogErrors.NotFound);
        }

        if (stored.Seq != seenSeq)
        {
            return SaveOutcome.Refused(CatalogErrors.ChangedByOther);
        }

        var values = change(stored.Values);
        if (values == stored.Values)
        {
            return SaveOutcome.Saved(id.Value);
        }

        var entry = new AuditEntry(AuditActions.ProductSaved, "product", id.Value, Json(stored.Code, stored.Values), Json(stored.Code, values));
        return await store.ChangeAsync(id, seenSeq, values, entry, cancellationToken) ? SaveOutcome.Saved(id.Value) : SaveOutcome.Refused(CatalogErrors.ChangedByOther);
    }

    private static string Json(string code, ProductValues values) => JsonSerializer.Serialize(
        new { code, name = values.Name, nameEn = values.NameEnglish, price = values.Price, taxRate = (int)values.TaxRate, active = values.Active }, AuditJson.Options);
}
