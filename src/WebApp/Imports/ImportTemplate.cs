using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// Templates to begin with: every column with sample orders, and in XLSX a sheet that explains them. Imported as it is, a template is accepted without
/// a word, so that a first try succeeds.
/// </summary>
public sealed class ImportTemplate(IStringLocalizer<ImportTemplateText> texts, ITemplateProducts products)
{
    /// <summary>Products in the sample orders.</summary>
    private const int Products = 3;

    /// <returns>The download.</returns>
    public async Task<IResult> OpenAsync(DownloadFormat format, CancellationToken cancellationToken)
    {
        return new Download(this, format, await products.FirstAsync(Products, cancellationToken));
    }

    private OrderTemplate Make(bool japanese, IReadOnlyList<TemplateProduct> own)
    {
        var columns = ImportColumns.All
            .Select(info => new TemplateColumn(info.Column, Heading(info, japanese), info.Column switch
            {
                ImportColumn.PaymentMethod => [Say(nameof(ImportTemplateText.CreditCard)), Say(nameof(ImportTemplateText.Konbini)), Say(nameof(ImportTemplateText.BankTransfer)), Say(nameof(ImportTemplateText.Invoice))],
                ImportColumn.TaxRate => [.. Enum.GetValues<TaxRate>().OrderDescending().Select(static rate => Digits((int)rate))],
                _ => [],
            }))
            .ToList();
        var samples = Samples(own.Count > 0 ? own : MadeUp());
        IReadOnlyList<IReadOnlyList<string>> rows = [.. samples.Select(sample => ImportColumns.All.Select(info => sample.GetValueOrDefault(info.Column, "")).ToList())];
        return new OrderTemplate(japanese, Say(nameof(ImportTemplateText.OrdersSheet)), columns, rows, new ImportTemplateGuide(texts, japanese).Make(samples));
    }

    private string Heading(ImportColumnInfo info, bool japanese) =>
        info.IsRequired ? Say(nameof(ImportTemplateText.RequiredHeading), Name(info, japanese)) : Name(info, japanese);

    internal static string Name(ImportColumnInfo info, bool japanese) => japanese ? info.Japanese : info.English;

    /// <summary>Two orders; the first has two lines, the second of which says only what is its own.</summary>
    private List<Dictionary<ImportColumn, string>> Samples(IReadOnlyList<TemplateProduct> sold)
    {
        var first = Line("SAMPLE-001", sold[0], 2);
        first[ImportColumn.OrderedAt] = "2026/01/05 10:21";
        first[ImportColumn.CustomerCode] = "C00001";
        first[ImportColumn.CustomerName] = Say(nameof(ImportTemplateText.SamplePerson));
        first[ImportColumn.CustomerEmail] = "user00001@example.jp";
        first[ImportColumn.CustomerPhone] = "03-0000-0001";
        first[ImportColumn.PostalCode] = "100-0001";
        first[ImportColumn.Prefecture] = Say(nameof(ImportTemplateText.SampleTokyo));
        first[ImportColumn.City] = Say(nameof(ImportTemplateText.SampleTokyoCity));
        first[ImportColumn.AddressLine1] = Say(nameof(ImportTemplateText.SampleStreet));
        first[ImportColumn.AddressLine2] = Say(nameof(ImportTemplateText.SampleBuilding));
        first[ImportColumn.Discount] = "100";
        first[ImportColumn.ShippingFee] = "550";
        first[ImportColumn.PaymentMethod] = Say(nameof(ImportTemplateText.CreditCard));
        first[ImportColumn.DeliveryDate] = "2026/01/10";
        first[ImportColumn.DeliveryTime] = "14:00-16:00";
        first[ImportColumn.Note] = Say(nameof(ImportTemplateText.SampleNote));
        first[ImportColumn.Group] = Say(nameof(ImportTemplateText.SampleGroup));

        var last = Line("SAMPLE-002", sold[^1], 3);
        last[ImportColumn.OrderedAt] = "2026/01/05 15:04";
        last[ImportColumn.CustomerCode] = "C00002";
        last[ImportColumn.CustomerName] = Say(nameof(ImportTemplateText.SampleCompany));
        last[ImportColumn.CustomerPhone] = "011-000-0002";
        last[ImportColumn.PostalCode] = "060-0001";
        last[ImportColumn.Prefecture] = Say(nameof(ImportTemplateText.SampleHokkaido));
        last[ImportColumn.City] = Say(nameof(ImportTemplateText.SampleHokkaidoCity));
        last[ImportColumn.AddressLine1] = Say(nameof(ImportTemplateText.SampleStreet));
        last[ImportColumn.ShippingFee] = "770";
        last[ImportColumn.PaymentMethod] = Say(nameof(ImportTemplateText.Invoice));
        return [first, Line("SAMPLE-001", sold[sold.Count / 2], 1), last];
    }

    private TemplateProduct[] MadeUp() =>
    [
        new("00101", Say(nameof(ImportTemplateText.SamplePen)), 180, TaxRate.Standard), new("ST-301", Say(nameof(ImportTemplateText.SampleStapler)), 1_680, TaxRate.Standard),
        new("TEA-01", Say(nameof(ImportTemplateText.SampleTea)), 1_080, TaxRate.Reduced),
    ];

    private static Dictionary<ImportColumn, string> Line(string number, TemplateProduct product, int quantity) => new()
    {
        [ImportColumn.OrderNumber] = number,
        [ImportColumn.ProductCode] = product.Code,
        [ImportColumn.ProductName] = product.Name,
        [ImportColumn.Quantity] = Digits(quantity),
        [ImportColumn.UnitPrice] = Digits(product.UnitPrice),
        [ImportColumn.TaxRate] = Digits((int)product.TaxRate),
    };

    private string Say(string key, params object[] arguments) => texts[key, arguments];

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Download(ImportTemplate template, DownloadFormat format, IReadOnlyList<TemplateProduct> products) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            CultureInfo.CurrentUICulture = format.Culture;
            var made = template.Make(format.IsJapanese, products);
            format.Announce(httpContext.Response, template.Say(nameof(ImportTemplateText.FileName)));
            return format.IsWorkbook
                ? TemplateWriter.WriteWorkbookAsync(httpContext.Response.Body, made, httpContext.RequestAborted)
                : TemplateWriter.WriteDelimitedAsync(httpContext.Response.Body, format.Encoding, made, httpContext.RequestAborted);
        }
    }
}
