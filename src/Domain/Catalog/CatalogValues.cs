using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Catalog;

/// <summary>What a product is, apart from its code.</summary>
/// <param name="Name">In Japanese.</param>
/// <param name="NameEnglish">Null where it has none.</param>
/// <param name="Price">Yen, without tax.</param>
/// <param name="Active">False: orders of strict tenants may not name it, and nobody is offered it.</param>
public sealed record ProductValues(string Name, string? NameEnglish, long Price, TaxRate TaxRate, bool Active);

/// <summary>A product as it is stored.</summary>
/// <param name="Code">Unique in the tenant; never changes, since orders name it.</param>
/// <param name="Seq">Another one after every change.</param>
public sealed record Product(ProductId Id, string Code, ProductValues Values, long Seq, DateTimeOffset ModifiedAt);

/// <summary>What a customer is, apart from the code. Every part is personal and stored encrypted.</summary>
/// <param name="Phone">Digits, or + and digits.</param>
public sealed record CustomerValues(string Name, string? Email, string? Phone);

/// <inheritdoc cref="Product"/>
public sealed record Customer(CustomerId Id, string Code, CustomerValues Values, long Seq, DateTimeOffset ModifiedAt);

/// <summary>Fields of products and customers, as forms and files have them.</summary>
public enum CatalogField
{
    Code,
    Name,
    NameEnglish,
    Price,
    TaxRate,
    Active,
    Email,
    Phone,
}

/// <summary>One thing that is wrong with a product or customer as a person wrote it.</summary>
/// <param name="Row">1-based as Excel shows it; 0 in a form.</param>
/// <param name="Field">Null where the row as a whole is meant.</param>
/// <param name="Code">One of <c>ProblemCodes</c> or <see cref="CatalogProblems"/>.</param>
/// <param name="Value">The offending value; may be personal.</param>
/// <param name="Arguments">What the localised sentence names.</param>
public sealed record CatalogProblem(int Row, CatalogField? Field, string Code, string? Value, params IReadOnlyList<string> Arguments);

/// <summary>Codes of problems that orders do not have.</summary>
public static class CatalogProblems
{
    /// <summary>Another one has this code.</summary>
    public const string DuplicateCode = "duplicate_code";

    /// <summary>A row above has this code. Argument: that row.</summary>
    public const string DuplicateCodeInFile = "duplicate_code_in_file";

    /// <summary>Neither a word for "on sale" nor one for "stopped".</summary>
    public const string UnknownSaleState = "unknown_sale_state";
}

/// <summary>Refusals of the catalogue's use cases.</summary>
public static class CatalogErrors
{
    /// <summary>Somebody changed it since it was looked at.</summary>
    public const string ChangedByOther = "catalog_changed_by_other";

    /// <summary>There is no such product or customer (any more).</summary>
    public const string NotFound = "not_found";
}
