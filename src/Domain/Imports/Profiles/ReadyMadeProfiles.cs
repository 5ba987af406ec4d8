using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports.Profiles;

/// <summary>
/// The ready-made profiles. Common to all shop systems: the customer is the one who ordered (and pays), the address is the one that the goods go to;
/// the file's total is compared, so that fees, points and coupons that an order does not know are an error instead of a wrong charge.
/// Reasons in the README beside.
/// </summary>
public static class ReadyMadeProfiles
{
    public static ReadyMadeProfile CanonicalJapanese { get; } = Canonical("canonical-ja", "標準形式（日本語）", "Standard (Japanese)", info => info.Japanese);

    public static ReadyMadeProfile CanonicalEnglish { get; } = Canonical("canonical-en", "標準形式（英語）", "Standard (English)", info => info.English);

    public static ReadyMadeProfile EcCube { get; } = Make(
        "eccube4",
        "EC-CUBE 4 受注CSV",
        "EC-CUBE 4 orders",
        KnownHeadings.EcCube,
        ["注文番号", "お名前(姓)", "お名前(名)", "商品コード", "価格", "個数", "明細区分(ID)"],
        new ImportMapping
        {
            Columns =
            [
                From(ImportColumn.OrderNumber, "注文番号"),
                From(ImportColumn.OrderedAt, "受注日"),
                From(ImportColumn.CustomerCode, "会員ID"),
                Joined(ImportColumn.CustomerName, " ", "お名前(姓)", "お名前(名)"),
                From(ImportColumn.CustomerEmail, "メールアドレス"),
                From(ImportColumn.CustomerPhone, "TEL"),
                From(ImportColumn.PostalCode, "配送先_郵便番号"),
                From(ImportColumn.Prefecture, "配送先_都道府県(名称)"),
                From(ImportColumn.AddressLine1, "配送先_住所1"),
                From(ImportColumn.AddressLine2, "配送先_住所2"),
                From(ImportColumn.ProductCode, "商品コード"),
                Joined(ImportColumn.ProductName, " ", "商品名", "規格分類名1", "規格分類名2"),
                From(ImportColumn.Quantity, "個数"),
                From(ImportColumn.UnitPrice, "価格"),
                From(ImportColumn.TaxRate, "税率"),
                From(ImportColumn.Discount, "値引き"),

                // The first 送料 is the order's; the second belongs to the shipment and is blank in a stock shop.
                new ColumnSource(ImportColumn.ShippingFee, [new HeadingReference("送料", 1)]),
                From(ImportColumn.PaymentMethod, "支払方法(名称)"),
                From(ImportColumn.DeliveryDate, "お届け希望日"),
                From(ImportColumn.DeliveryTime, "お届け時間(名称)"),
                From(ImportColumn.Note, "配達用メモ"),
            ],

            // Its prices are kept without tax and sold with it, each unit rounded by itself; shipping and discount stand with tax.
            UnitTaxRounding = TaxRounding.HalfUp,

            // Shipping, fees, discount, tax and points are rows as well.
            Filter = new RowFilter(new HeadingReference("明細区分(ID)"), ["1"]),
            Total = new HeadingReference("支払合計"),
            Layout = MultiLineLayout.NumberOnEveryRow,
        });

    public static ReadyMadeProfile Shopify { get; } = Make(
        "shopify",
        "Shopify 注文エクスポート",
        "Shopify orders export",
        KnownHeadings.Shopify,
        ["Name", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"],
        new ImportMapping
        {
            Columns =
            [
                From(ImportColumn.OrderNumber, "Name"),
                From(ImportColumn.OrderedAt, "Created at"),
                From(ImportColumn.CustomerName, "Billing Name"),
                From(ImportColumn.CustomerEmail, "Email"),
                From(ImportColumn.CustomerPhone, "Billing Phone"),
                From(ImportColumn.PostalCode, "Shipping Zip"),
                From(ImportColumn.Prefecture, "Shipping Province"),
                From(ImportColumn.City, "Shipping City"),
                From(ImportColumn.AddressLine1, "Shipping Address1"),
                From(ImportColumn.AddressLine2, "Shipping Address2"),
                From(ImportColumn.ProductCode, "Lineitem sku"),
                From(ImportColumn.ProductName, "Lineitem name"),
                From(ImportColumn.Quantity, "Lineitem quantity"),
                From(ImportColumn.UnitPrice, "Lineitem price"),
                From(ImportColumn.Discount, "Discount Amount"),
                From(ImportColumn.ShippingFee, "Shipping"),
                From(ImportColumn.PaymentMethod, "Payment Method"),
                From(ImportColumn.Note, "Notes"),
            ],
            TaxIncluded = true,
            Total = new HeadingReference("Total"),
            Layout = MultiLineLayout.NumberOnEveryRow,
        }) with { TaxIncludedVaries = true };

    public static ReadyMadeProfile Rakuten { get; } = Make(
        "rakuten-rms",
        "楽天RMS 受注CSV",
        "Rakuten RMS orders",
        KnownHeadings.Rakuten,
        ["注文番号", "注文者姓", "注文者名", "送付先ID", "商品番号", "単価", "個数", "請求金額"],
        new ImportMapping
        {
            Columns =
            [
                From(ImportColumn.OrderNumber, "注文番号"),
                From(ImportColumn.OrderedAt, "注文日時"),
                Joined(ImportColumn.CustomerName, " ", "注文者姓", "注文者名"),
                From(ImportColumn.CustomerEmail, "注文者メールアドレス"),
                Joined(ImportColumn.CustomerPhone, "-", "注文者電話番号1", "注文者電話番号2", "注文者電話番号3"),

                // With a hyphen: without it 600 and 100 (0100, its zero lost) would read as 060-0100.
                Joined(ImportColumn.PostalCode, "-", "送付先郵便番号1", "送付先郵便番号2"),
                From(ImportColumn.Prefecture, "送付先住所都道府県"),
                From(ImportColumn.City, "送付先住所郡市区"),
                From(ImportColumn.AddressLine1, "送付先住所それ以降の住所"),
                From(ImportColumn.ProductCode, "商品番号"),
                From(ImportColumn.ProductName, "商品名"),
                From(ImportColumn.Quantity, "個数"),
                From(ImportColumn.UnitPrice, "単価"),
                From(ImportColumn.TaxRate, "商品税率"),

                // Rakuten's own coupons are money that Rakuten pays to the shop, no lower price: they show as a difference of the totals.
                From(ImportColumn.Discount, "店舗発行クーポン利用額"),
                From(ImportColumn.ShippingFee, "送料合計"),
                From(ImportColumn.PaymentMethod, "支払方法名"),
                From(ImportColumn.DeliveryDate, "お届け日指定"),
                From(ImportColumn.DeliveryTime, "お届け時間帯"),
                From(ImportColumn.Note, "コメント"),
            ],
            TaxIncluded = true,
            Total = new HeadingReference("請求金額"),
            Layout = MultiLineLayout.NumberOnEveryRow,
        }) with { TaxIncludedVaries = true };

    public static ReadyMadeProfile NextEngine { get; } = Make(
        "next-engine",
        "ネクストエンジン 汎用受注CSV",
        "Next Engine generic orders",
        KnownHeadings.NextEngine,
        ["店舗伝票番号", "受注名", "商品コード", "商品価格", "受注数量"],
        new ImportMapping
        {
            Columns =
            [
                From(ImportColumn.OrderNumber, "店舗伝票番号"),
                From(ImportColumn.OrderedAt, "受注日"),
                From(ImportColumn.CustomerCode, "顧客コード"),
                From(ImportColumn.CustomerName, "受注名"),
                From(ImportColumn.CustomerEmail, "受注メールアドレス"),
                From(ImportColumn.CustomerPhone, "受注電話番号"),
                From(ImportColumn.PostalCode, "発送郵便番号"),
                From(ImportColumn.AddressLine1, "発送先住所１"),
                From(ImportColumn.AddressLine2, "発送先住所２"),
                From(ImportColumn.ProductCode, "商品コード"),
                Joined(ImportColumn.ProductName, " ", "商品名", "商品オプション"),
                From(ImportColumn.Quantity, "受注数量"),
                From(ImportColumn.UnitPrice, "商品価格"),
                From(ImportColumn.TaxRate, "消費税率（%）"),
                From(ImportColumn.ShippingFee, "発送料"),
                From(ImportColumn.PaymentMethod, "支払方法"),
                From(ImportColumn.DeliveryDate, "日付指定"),
                From(ImportColumn.DeliveryTime, "時間帯指定"),
                From(ImportColumn.Note, "備考"),
            ],
            TaxIncluded = true,
            Total = new HeadingReference("合計金額"),
            Layout = MultiLineLayout.NumberOnEveryRow,
        }) with { TaxIncludedVaries = true };

    /// <summary>In the order in which they are offered.</summary>
    public static IReadOnlyList<ReadyMadeProfile> All { get; } = [CanonicalJapanese, CanonicalEnglish, EcCube, Shopify, Rakuten, NextEngine];

    /// <summary>Null where no ready-made profile has the key.</summary>
    public static ReadyMadeProfile? Find(string key) => All.FirstOrDefault(profile => string.Equals(profile.Key, key, StringComparison.Ordinal));

    private static ReadyMadeProfile Canonical(string key, string japanese, string english, Func<ImportColumnInfo, string> heading) => Make(
        key,
        japanese,
        english,
        [.. ImportColumns.All.Select(heading)],
        [.. ImportColumns.All.Where(info => info.IsRequired).Select(heading)],
        new ImportMapping { Columns = [.. ImportColumns.All.Select(info => From(info.Column, heading(info)))] }) with { IsCanonical = true };

    private static ReadyMadeProfile Make(string key, string japanese, string english, string[] headings, string[] signature, ImportMapping mapping) =>
        new(key, japanese, english, mapping with { Profile = key }, headings, signature);

    private static ColumnSource From(ImportColumn column, string heading) => new(column, [new HeadingReference(heading)]);

    private static ColumnSource Joined(ImportColumn column, string joiner, params string[] headings) =>
        new(column, [.. headings.Select(heading => new HeadingReference(heading))], joiner);
}
