using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Catalog;

/// <summary>
/// The lists of products and customers to be taken home, as their pages narrow and sort them. The headings are those of the tables that are taken in again. What
/// customers are searched by is nobody's to see in an address, so their list is always whole.
/// </summary>
public static class CatalogExports
{
    public const string ProductsPath = "/products/export";
    public const string CustomersPath = "/customers/export";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ProductsPath, OpenProductsAsync).RequireAuthorization(Permissions.CatalogRead).WithName("exportProductList");
        routes.MapGet(CustomersPath, OpenCustomersAsync).RequireAuthorization(Permissions.CatalogRead).WithName("exportCustomerList");
    }

    private static Task<IResult> OpenProductsAsync(HttpContext http, ListExport export, IProductQueries products, IStringLocalizer<CatalogText> texts, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var (text, active, sort) = (ProductsPage.TextOf(query["q"]), ProductsPage.ActiveOf(query["state"]), SortOf(query["sort"]));
        return export.OpenAsync(
            query, new Dictionary<string, object?>(StringComparer.Ordinal) { ["q"] = text, ["state"] = active, ["sort"] = sort },
            ProductList(texts),
            (limit, cursor, ct) => products.ListAsync(new ProductFilter(text, active, sort == "-code"), limit, cursor, ct), cancellationToken);
    }

    private static Task<IResult> OpenCustomersAsync(HttpContext http, ListExport export, ICustomerQueries customers, IStringLocalizer<CatalogText> texts, CancellationToken cancellationToken)
    {
        var sort = SortOf(http.Request.Query["sort"]);
        return export.OpenAsync(
            http.Request.Query, new Dictionary<string, object?>(StringComparer.Ordinal) { ["sort"] = sort }, CustomerList(texts),
            (limit, cursor, ct) => customers.ListAsync(new CustomerFilter(null, sort == "-code"), limit, cursor, ct), cancellationToken);
    }

    private static ExportedList<Product> ProductList(IStringLocalizer<CatalogText> texts) => new("product", () => texts[nameof(CatalogText.Products)],
    [
        (Heading(CatalogSheet.Products, CatalogField.Code), static product => TableCell.Of(product.Code)),
        (Heading(CatalogSheet.Products, CatalogField.Name), static product => TableCell.Of(product.Values.Name)),
        (Heading(CatalogSheet.Products, CatalogField.NameEnglish), static product => TableCell.Of(product.Values.NameEnglish)),
        (Heading(CatalogSheet.Products, CatalogField.Price), static product => TableCell.Count(product.Values.Price)),
        (Heading(CatalogSheet.Products, CatalogField.TaxRate), static product => TableCell.Count((long)product.Values.TaxRate)),
        (Heading(CatalogSheet.Products, CatalogField.Active), product => TableCell.Of(texts[product.Values.Active ? nameof(CatalogText.OnSale) : nameof(CatalogText.Stopped)])),
    ]);

    private static ExportedList<Customer> CustomerList(IStringLocalizer<CatalogText> texts) => new("customer", () => texts[nameof(CatalogText.Customers)],
    [
        (Heading(CatalogSheet.Customers, CatalogField.Code), static customer => TableCell.Of(customer.Code)),
        (Heading(CatalogSheet.Customers, CatalogField.Name), static customer => TableCell.Of(customer.Values.Name)),
        (Heading(CatalogSheet.Customers, CatalogField.Email), static customer => TableCell.Of(customer.Values.Email)),
        (Heading(CatalogSheet.Customers, CatalogField.Phone), static customer => TableCell.Of(customer.Values.Phone)),
    ]);

    private static Func<string> Heading(CatalogSheet sheet, CatalogField field) => () => CatalogMessages.NameOf(sheet, field);

    private static string? SortOf(string? sort) => sort is "code" or "-code" ? sort : null;
}
