using System.Collections.Frozen;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports;

/// <summary>One canonical column as people and programs name it.</summary>
/// <param name="Name">Canonical name, snake_case: API, reports, stored profiles.</param>
/// <param name="IsRequired">An order cannot be made without it.</param>
/// <param name="IsOrderLevel">One value per order (blank on further rows means "as above"); otherwise one per row.</param>
/// <param name="Synonyms">Other headings that mean this column and no other.</param>
public sealed record ImportColumnInfo(
    ImportColumn Column, string Name, bool IsRequired, bool IsOrderLevel, string Japanese, string English, IReadOnlyList<string> Synonyms);

/// <summary>
/// The vocabulary of order files. Headings match without regard to case, width, spaces and punctuation. Left out on purpose: headings whose
/// meaning depends on the file (Name, 伝票番号, 注文ID, 会社名, 携帯電話) and 税込単価, which would need tax-inclusive reading: a mapping names them.
/// </summary>
public static class ImportColumns
{
    private const string DestinationPrefixes = "お届け先 届け先 届先 送り先 配送先 発送先 送付先 納品先 shipping delivery";

    private static readonly ImportColumnInfo[] Infos =
    [
        Order(ImportColumn.OrderNumber, "order_number", true, "注文番号", "Order number",
            "注文No 注文No. 注文№ 注文# 受注番号 受注No 受注コード 注文コード オーダー番号 オーダーNo 店舗伝票番号 ご注文番号 order_no order# ordernum"),
        Order(ImportColumn.OrderedAt, "ordered_at", false, "注文日時", "Ordered at",
            "注文日 受注日 受注日時 ご注文日 ご注文日時 購入日 購入日時 オーダー日 order_date orderdatetime date_ordered"),
        Order(ImportColumn.CustomerCode, "customer_code", false, "顧客コード", "Customer code",
            "顧客番号 顧客ID 得意先コード 得意先番号 取引先コード お客様コード お客様番号 お客様ID 会員番号 会員ID 会員コード customer_no customer_id customer_number"),
        Order(ImportColumn.CustomerName, "customer_name", true, "顧客名", "Customer name",
            "お客様名 お客様氏名 顧客氏名 氏名 名前 お名前 得意先名 取引先名 注文者 注文者名 注文者氏名 ご注文者名 購入者 購入者名 受注名 会員名 customer buyer_name"),
        Order(ImportColumn.CustomerEmail, "customer_email", false, "メールアドレス", "E-mail",
            "メール Eメール 電子メール Eメールアドレス 顧客メールアドレス 注文者メールアドレス 受注メールアドレス email_address mail mail_address"),
        Order(ImportColumn.CustomerPhone, "customer_phone", false, "電話番号", "Phone",
            "電話 TEL ℡ TEL番号 連絡先電話番号 顧客電話番号 注文者電話番号 受注電話番号 phone_number telephone telephone_number"),
        Order(ImportColumn.PostalCode, "postal_code", false, "郵便番号", "Postal code",
            "〒 〒番号 郵便 postcode zip zip_code zipcode 顧客郵便番号", "郵便番号 〒 postal_code zip postcode"),
        Order(ImportColumn.Prefecture, "prefecture", false, "都道府県", "Prefecture",
            "都道府県名 県名 都道府県名称 province state", "都道府県 都道府県名 prefecture 住所都道府県"),
        Order(ImportColumn.City, "city", false, "市区町村", "City",
            "市区町村名 市町村 市町村名 市区郡町村 郡市区", "市区町村 city 住所郡市区 市町村"),
        Order(ImportColumn.AddressLine1, "address_line1", false, "住所1", "Address line 1",
            "住所 住所一 番地 町名番地 町域番地 町名・番地 address address1 street", "住所 住所1 address address1 住所それ以降の住所"),
        Order(ImportColumn.AddressLine2, "address_line2", false, "住所2", "Address line 2",
            "住所二 建物名 建物 建物名・部屋番号 建物名等 マンション名 アパートマンション名 ビル名 address2 building", "住所2 建物名 address2 アパートマンション名"),
        Line(ImportColumn.ProductCode, "product_code", true, "商品コード", "Product code",
            "品番 商品番号 商品CD 商品No SKU SKUコード SKU番号 型番 製品コード 製品番号 品目コード アイテムコード item_code product_no product_number item_number lineitem_sku"),
        Line(ImportColumn.ProductName, "product_name", false, "商品名", "Product name",
            "品名 製品名 商品名称 品目 品目名 商品 アイテム名 item_name product lineitem_name"),
        Line(ImportColumn.Quantity, "quantity", true, "数量", "Quantity",
            "個数 注文数 注文数量 受注数量 受注数 購入数 購入数量 数 点数 qty lineitem_quantity"),
        Line(ImportColumn.UnitPrice, "unit_price", true, "単価", "Unit price",
            "価格 販売価格 販売単価 商品単価 商品価格 税抜単価 単価(税抜) 単価(円) 税抜価格 税抜き単価 price lineitem_price"),
        Line(ImportColumn.TaxRate, "tax_rate", false, "税率", "Tax rate",
            "消費税率 消費税率(%) 商品税率 適用税率 税区分 税率区分 vat_rate"),
        Order(ImportColumn.Discount, "discount", false, "値引額", "Discount",
            "値引 値引き 値引き額 値引金額 割引 割引額 割引金額 値引額(円) discount_amount"),
        Order(ImportColumn.ShippingFee, "shipping_fee", false, "送料", "Shipping fee",
            "配送料 発送料 配送料金 送料合計 運賃 送料(円) 送料(税抜) shipping shipping_cost shipping_charge postage"),
        Order(ImportColumn.PaymentMethod, "payment_method", false, "支払方法", "Payment method",
            "支払い方法 お支払方法 お支払い方法 支払方法名 支払方法(名称) 決済方法 決済手段 支払手段 支払 支払い payment payment_type"),
        Order(ImportColumn.DeliveryDate, "delivery_date", false, "お届け希望日", "Delivery date",
            "お届け日 お届け日指定 希望お届け日 配達希望日 配達日 配達指定日 配送希望日 希望納期 納期 納品希望日 納品日 希望日 日付指定 requested_delivery_date"),
        Order(ImportColumn.DeliveryTime, "delivery_time", false, "お届け時間帯", "Delivery time",
            "お届け時間 お届け希望時間 お届け希望時間帯 お届け時間(名称) 配達時間帯 配達時間 配達希望時間帯 配達指定時間帯 配送時間帯 配送希望時間帯 希望時間帯 時間帯 時間帯指定 時間指定"),
        Order(ImportColumn.Note, "note", false, "備考", "Note",
            "備考欄 メモ コメント 摘要 特記事項 連絡事項 notes remarks memo comment comments"),
        Order(ImportColumn.Group, "group", false, "グループ", "Group",
            "グループ名 団体 団体名 一括グループ 取込グループ bulk_import_group group_name"),
    ];

    private static readonly FrozenDictionary<string, ImportColumn> ByHeading = Headings();

    private static readonly FrozenDictionary<string, ImportColumn> ByName =
        Infos.ToFrozenDictionary(static info => info.Name, static info => info.Column, StringComparer.Ordinal);

    /// <summary>One more than the greatest number of a column: the length of tables that are indexed by column.</summary>
    internal const int TableLength = 24;

    /// <summary>In canonical order.</summary>
    public static IReadOnlyList<ImportColumnInfo> All => Infos;

    public static ImportColumnInfo Of(ImportColumn column) => Infos[(int)column - 1];

    /// <summary>The column of a canonical name, exactly as written; null for any other text.</summary>
    public static ImportColumn? Parse(string name) => ByName.TryGetValue(name, out var column) ? column : null;

    /// <summary>The column that a heading of a file means by its canonical name, Japanese or English heading or a synonym; else null.</summary>
    public static ImportColumn? Find(string heading)
    {
        var key = CellText.MatchKey(heading);
        if (ByHeading.TryGetValue(key, out var column))
        {
            return column;
        }

        // Templates mark what must be filled in: 注文番号(必須), Quantity (required).
        foreach (var mark in (ReadOnlySpan<string>)["必須", "required"])
        {
            if (key.EndsWith(mark, StringComparison.Ordinal) && ByHeading.TryGetValue(key[..^mark.Length], out column))
            {
                return column;
            }

            if (key.StartsWith(mark, StringComparison.Ordinal) && ByHeading.TryGetValue(key[mark.Length..], out column))
            {
                return column;
            }
        }

        return null;
    }

    private static ImportColumnInfo Order(
        ImportColumn column, string name, bool isRequired, string japanese, string english, string synonyms, string? destination = null)
    {
        var all = new List<string>(synonyms.Split(' '));
        foreach (var noun in destination?.Split(' ') ?? [])
        {
            foreach (var prefix in DestinationPrefixes.Split(' '))
            {
                // Shipping_address, but お届け先住所 and not お届け先address.
                if (char.IsAscii(prefix[0]) == char.IsAscii(noun[0]))
                {
                    all.Add(char.IsAscii(prefix[0]) ? $"{prefix}_{noun}" : prefix + noun);
                }
            }
        }

        return new ImportColumnInfo(column, name, isRequired, true, japanese, english, all);
    }

    private static ImportColumnInfo Line(ImportColumn column, string name, bool isRequired, string japanese, string english, string synonyms) =>
        new(column, name, isRequired, false, japanese, english, synonyms.Split(' '));

    private static FrozenDictionary<string, ImportColumn> Headings()
    {
        var headings = new Dictionary<string, ImportColumn>(StringComparer.Ordinal);
        foreach (var info in Infos)
        {
            foreach (var heading in (string[])[info.Name, info.Japanese, info.English, .. info.Synonyms])
            {
                var key = CellText.MatchKey(heading);
                if (headings.TryGetValue(key, out var other) && other != info.Column)
                {
                    throw new InvalidOperationException($"The heading {heading} means both {other} and {info.Column}.");
                }

                headings[key] = info.Column;
            }
        }

        return headings.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
