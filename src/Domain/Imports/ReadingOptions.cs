using System.Collections.Frozen;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>How a file is to be read, beyond which heading feeds which column: what a mapping profile decides.</summary>
public sealed record ReadingOptions
{
    /// <summary>Order date of orders whose file names none. Fixed when the file arrives, so that a resumed import reads the same.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>True where prices, shipping and discount include tax.</summary>
    public bool TaxIncluded { get; init; }

    /// <summary>
    /// For shops that show prices with tax and keep them without (EC-CUBE): unit prices stand without tax in the file, and everything else with
    /// it. Each unit price gets its tax, rounded this way, as it is read; the order's prices include tax then. Null: as <see cref="TaxIncluded"/> says.
    /// </summary>
    public TaxRounding? UnitTaxRounding { get; init; }

    public DateOrder DateOrder { get; init; }

    /// <summary>
    /// Values for columns that the file lacks or leaves blank. An order-level default counts where no row of the order has a value. Written as a
    /// cell would be; each must be readable.
    /// </summary>
    public IReadOnlyDictionary<ImportColumn, string> Defaults { get; init; } = FrozenDictionary<ImportColumn, string>.Empty;

    /// <summary>
    /// True: cells missing at the end of a row are blank. Excel leaves blank columns off the end of some rows; but a row that lost a separator in
    /// its middle is short too, and would be read with its values one column off. Hence false unless somebody says so.
    /// </summary>
    public bool ShortRowsAllowed { get; init; }

    /// <summary>True: a value that had to be adjusted is an error.</summary>
    public bool Strict { get; init; }

    public MultiLineLayout Layout { get; init; }

    /// <inheritdoc cref="ImportMapping.Rules"/>
    public IReadOnlyList<ValueRule> Rules { get; init; } = [];

    /// <summary>Encoding that the file was decoded with, as <c>undecodable</c> names it.</summary>
    public string EncodingName { get; init; } = "UTF-8";
}

/// <summary>What the catalogue knows of a product.</summary>
/// <param name="Price">Yen, or null where it has none.</param>
public sealed record CatalogProduct(string Name, long? Price, TaxRate TaxRate);

/// <summary>The tenant's active products, at hand in memory: asked once for every row.</summary>
public interface IProductCatalog
{
    /// <param name="code">Normalised as <see cref="CodeValue"/> does; compared ordinally.</param>
    CatalogProduct? Find(string code);
}
