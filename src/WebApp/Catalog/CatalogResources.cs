using System.Globalization;
using OrderPortal.Domain.Catalog;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Catalog;

/// <summary>A product as the API shows it.</summary>
/// <param name="Code">Unique; never changes, since orders name it.</param>
/// <param name="Name">In Japanese.</param>
/// <param name="NameEn">Null where it has none.</param>
/// <param name="Price">Yen, without tax.</param>
/// <param name="TaxRate">Per cent: 10, 8 or 0.</param>
/// <param name="Active">False: it is out of sale.</param>
public sealed record ProductResource(Guid Id, string Code, string Name, string? NameEn, long Price, int TaxRate, bool Active, DateTimeOffset ModifiedAt) : IHasExample<ProductResource>
{
    public static ProductResource Example { get; } = new(
        new Guid("019b8d2e-7c40-7a10-9d55-3f2b6c1e8a01"), "KD-801", "ボールペン 黒 0.5mm", "Ballpoint pen, black, 0.5 mm", 180, 10, true,
        new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero));

    internal static ProductResource Of(Product product) => new(
        product.Id.Value, product.Code, product.Values.Name, product.Values.NameEnglish, product.Values.Price, (int)product.Values.TaxRate, product.Values.Active, product.ModifiedAt);
}

/// <summary>A new product.</summary>
/// <param name="Code">At most 40 characters.</param>
/// <param name="TaxRate">10 where it is left out.</param>
/// <param name="Active">True where it is left out.</param>
/// <inheritdoc cref="ProductResource"/>
public sealed record ProductBody(string? Code, string? Name, string? NameEn, long? Price, int? TaxRate, bool? Active) : IHasExample<ProductBody>
{
    public static ProductBody Example { get; } = new("KD-801", "ボールペン 黒 0.5mm", "Ballpoint pen, black, 0.5 mm", 180, 10, true);

    internal IReadOnlyDictionary<CatalogField, string> ToFields() => CatalogBody.Fields(
        (CatalogField.Code, Code), (CatalogField.Name, Name), (CatalogField.NameEnglish, NameEn), (CatalogField.Price, CatalogBody.Text(Price)),
        (CatalogField.TaxRate, CatalogBody.Text(TaxRate)), (CatalogField.Active, CatalogBody.Text(Active)));
}

/// <summary>All values that a product is to have. Only <c>nameEn</c> may be left out: then it has none.</summary>
/// <inheritdoc cref="ProductResource"/>
public sealed record ProductChangeBody(string? Name, string? NameEn, long? Price, int? TaxRate, bool? Active) : IHasExample<ProductChangeBody>
{
    public static ProductChangeBody Example { get; } = new("ボールペン 黒 0.5mm", "Ballpoint pen, black, 0.5 mm", 200, 10, false);

    /// <summary>What would go back to a default unsaid: nobody puts a stopped product on sale by leaving that out.</summary>
    internal IReadOnlyList<CatalogProblem> Missing =>
    [
        .. TaxRate is null ? [CatalogBody.Missing(CatalogField.TaxRate)] : (CatalogProblem[])[],
        .. Active is null ? [CatalogBody.Missing(CatalogField.Active)] : (CatalogProblem[])[],
    ];

    internal IReadOnlyDictionary<CatalogField, string> ToFields() => new ProductBody(null, Name, NameEn, Price, TaxRate, Active).ToFields();
}

/// <summary>A customer as the API shows it.</summary>
/// <param name="Code">Unique; never changes, since orders name it.</param>
/// <param name="Email">Null where there is none.</param>
/// <param name="Phone">Digits, or + and digits; null where there is none.</param>
public sealed record CustomerResource(Guid Id, string Code, string Name, string? Email, string? Phone, DateTimeOffset ModifiedAt) : IHasExample<CustomerResource>
{
    public static CustomerResource Example { get; } = new(
        new Guid("019b8d2e-7c40-7b22-8e31-90ab4d5c6f02"), "C-1001", "山田商店", "yamada@example.jp", "0312345678", new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero));

    internal static CustomerResource Of(Customer customer) =>
        new(customer.Id.Value, customer.Code, customer.Values.Name, customer.Values.Email, customer.Values.Phone, customer.ModifiedAt);
}

/// <summary>A new customer.</summary>
/// <inheritdoc cref="CustomerResource"/>
public sealed record CustomerBody(string? Code, string? Name, string? Email, string? Phone) : IHasExample<CustomerBody>
{
    public static CustomerBody Example { get; } = new("C-1001", "山田商店", "yamada@example.jp", "03-1234-5678");

    internal IReadOnlyDictionary<CatalogField, string> ToFields() => CatalogBody.Fields(
        (CatalogField.Code, Code), (CatalogField.Name, Name), (CatalogField.Email, Email), (CatalogField.Phone, Phone));
}

/// <summary>All values that a customer is to have. An address or number that is left out is none.</summary>
/// <inheritdoc cref="CustomerResource"/>
public sealed record CustomerChangeBody(string? Name, string? Email, string? Phone) : IHasExample<CustomerChangeBody>
{
    public static CustomerChangeBody Example { get; } = new("山田商店 本店", "honten@example.jp", "03-1234-5678");

    internal IReadOnlyDictionary<CatalogField, string> ToFields() => new CustomerBody(null, Name, Email, Phone).ToFields();
}

/// <summary>Bodies as fields that a person would have filled in: one reader judges both.</summary>
internal static class CatalogBody
{
    public static IReadOnlyDictionary<CatalogField, string> Fields(params ReadOnlySpan<(CatalogField Field, string? Text)> fields)
    {
        var filled = new Dictionary<CatalogField, string>();
        foreach (var (field, text) in fields)
        {
            if (text is not null)
            {
                filled.Add(field, text);
            }
        }

        return filled;
    }

    public static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string? Text(bool? value) => value switch { null => null, true => "true", false => "false" };

    public static CatalogProblem Missing(CatalogField field) => new(0, field, Domain.Imports.ProblemCodes.Required, null);

    /// <summary>As bodies name it.</summary>
    public static string NameOf(CatalogField field) => field == CatalogField.NameEnglish ? "nameEn" : Imports.ImportNames.Of(field);
}
