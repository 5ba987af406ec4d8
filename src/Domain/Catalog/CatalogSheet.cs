using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Catalog;

/// <summary>A field as people name it in forms and files.</summary>
/// <param name="Column">The column of order files that means the same: its headings, lengths and bounds hold here too.</param>
/// <param name="Words">Further headings.</param>
public sealed record CatalogColumn(CatalogField Field, string Japanese, string English, bool IsRequired, ImportColumn? Column, params IReadOnlyList<string> Words);

/// <summary>The columns of a table of products, or of customers. One vocabulary in both languages, whoever reads.</summary>
public sealed class CatalogSheet
{
    public static CatalogSheet Products { get; } = new(
        new CatalogColumn(CatalogField.Code, "商品コード", "Product code", true, ImportColumn.ProductCode, "コード", "code"),
        new CatalogColumn(CatalogField.Name, "商品名", "Product name", true, ImportColumn.ProductName, "名称", "name"),
        new CatalogColumn(CatalogField.NameEnglish, "商品名（英語）", "Product name (English)", false, null, "英語名", "英語商品名", "name_en", "english_name"),
        new CatalogColumn(CatalogField.Price, "価格（税抜）", "Price (without tax)", true, ImportColumn.UnitPrice),
        new CatalogColumn(CatalogField.TaxRate, "税率", "Tax rate", false, ImportColumn.TaxRate),
        new CatalogColumn(CatalogField.Active, "販売状態", "On sale", false, null, "販売", "状態", "active", "status"));

    public static CatalogSheet Customers { get; } = new(
        new CatalogColumn(CatalogField.Code, "顧客コード", "Customer code", true, ImportColumn.CustomerCode, "コード", "code"),
        new CatalogColumn(CatalogField.Name, "顧客名", "Customer name", true, ImportColumn.CustomerName, "名称", "name"),
        new CatalogColumn(CatalogField.Email, "メールアドレス", "E-mail", false, ImportColumn.CustomerEmail),
        new CatalogColumn(CatalogField.Phone, "電話番号", "Phone", false, ImportColumn.CustomerPhone));

    private CatalogSheet(params IReadOnlyList<CatalogColumn> columns) => Columns = columns;

    public IReadOnlyList<CatalogColumn> Columns { get; }

    public CatalogColumn Of(CatalogField field) => Columns.First(column => column.Field == field);

    public IReadOnlyList<string> Heading(bool japanese) => [.. Columns.Select(column => japanese ? column.Japanese : column.English)];

    /// <summary>Which cell feeds which field. A heading that says nothing here is passed over, the first of two that say the same counts.</summary>
    public IReadOnlyDictionary<CatalogField, int> Match(IReadOnlyList<string> headings)
    {
        var places = new Dictionary<CatalogField, int>();
        for (var i = 0; i < headings.Count; i++)
        {
            if (Find(headings[i]) is { } field)
            {
                places.TryAdd(field, i);
            }
        }

        return places;
    }

    /// <summary>A product as a row of its table.</summary>
    public static IReadOnlyList<string> Row(Product product, bool japanese) =>
    [
        product.Code, product.Values.Name, product.Values.NameEnglish ?? "", CellText.Number(product.Values.Price),
        ((int)product.Values.TaxRate).ToString(CultureInfo.InvariantCulture), SaleState.Word(product.Values.Active, japanese),
    ];

    /// <summary>A customer as a row of its table.</summary>
    public static IReadOnlyList<string> Row(Customer customer) => [customer.Code, customer.Values.Name, customer.Values.Email ?? "", customer.Values.Phone ?? ""];

    private CatalogField? Find(string heading)
    {
        var key = CellText.MatchKey(heading);
        foreach (var column in Columns)
        {
            if (key.Length > 0 && (Is(column.Japanese) || Is(column.English) || column.Words.Any(Is)))
            {
                return column.Field;
            }
        }

        return ImportColumns.Find(heading) is { } known ? Columns.FirstOrDefault(column => column.Column == known)?.Field : null;

        bool Is(string word) => string.Equals(CellText.MatchKey(word), key, StringComparison.Ordinal);
    }
}

/// <summary>Words for "on sale" and "stopped".</summary>
internal static class SaleState
{
    private static readonly string[] On = ["販売中", "販売", "有効", "はい", "on sale", "on", "active", "yes", "true", "1", "○"];
    private static readonly string[] Off = ["販売停止", "停止", "停止中", "無効", "いいえ", "stopped", "off", "inactive", "no", "false", "0", "×"];

    public static string Word(bool active, bool japanese) => japanese ? (active ? On : Off)[0] : active ? "on sale" : "stopped";

    /// <returns>Null for any other word.</returns>
    public static bool? Read(string cell)
    {
        var word = CellText.Trim(cell).Normalize(System.Text.NormalizationForm.FormKC);
        return On.Contains(word, StringComparer.OrdinalIgnoreCase) ? true : Off.Contains(word, StringComparer.OrdinalIgnoreCase) ? false : null;
    }
}
