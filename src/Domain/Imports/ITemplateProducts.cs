using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <param name="UnitPrice">Yen, without tax.</param>
public sealed record TemplateProduct(string Code, string Name, long UnitPrice, TaxRate TaxRate);

/// <summary>Products for the sample orders of a template: those of the tenant, so that a tenant whose product codes are strict can import it as it is.</summary>
public interface ITemplateProducts
{
    /// <summary>Active products in the order of their codes: of ordinary price, without formulas, and such that CP932 can hold them. May be fewer than asked for.</summary>
    Task<IReadOnlyList<TemplateProduct>> FirstAsync(int count, CancellationToken cancellationToken);
}
