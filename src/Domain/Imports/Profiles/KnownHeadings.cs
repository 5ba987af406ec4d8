namespace OrderPortal.Domain.Imports.Profiles;

/// <summary>
/// Headings of the formats that ready-made profiles are for, exactly as their systems write them, all versions of a format together. A heading that
/// stands twice in a row of headings stands twice here.
/// </summary>
internal static class KnownHeadings
{
    /// <summary>EC-CUBE 4.3, 受注CSV and 配送CSV (the same 70 in both).</summary>
    public static string[] EcCube { get; } = Split(
        """
        注文ID,注文番号,会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),会社名,郵便番号,都道府県(ID),都道府県(名称),住所1,住所2,
        メールアドレス,TEL,性別(ID),性別(名称),職業(ID),職業(名称),誕生日,ショップ用メモ欄,小計,値引き,送料,税金,合計,支払合計,
        対応状況(ID),対応状況(名称),支払方法(ID),支払方法(名称),受注日,入金日,注文詳細ID,商品ID,商品規格ID,商品名,商品コード,規格名1,
        規格名2,規格分類名1,規格分類名2,価格,個数,税率,税率ルール(ID),明細区分(ID),明細区分(名称),出荷ID,配送先_お名前(姓),
        配送先_お名前(名),配送先_お名前(セイ),配送先_お名前(メイ),配送先_会社名,配送先_郵便番号,配送先_都道府県(ID),配送先_都道府県(名称),
        配送先_住所1,配送先_住所2,配送先_TEL,配送業者(ID),配送業者(名称),お届け時間ID,お届け時間(名称),お届け希望日,送料,発送日,
        出荷伝票番号,配達用メモ,出荷メール送信日
        """);

    /// <summary>Orders export in its full form (79).</summary>
    public static string[] Shopify { get; } = Split(
        """
        Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,
        Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,
        Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,
        Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,
        Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,
        Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,
        Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,
        Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,
        Payment ID,Payment Terms Name,Next Payment Due At,Payment References
        """);

    /// <summary>RMS, 107 and behind them the 51 of the newer layout with tax and SKU.</summary>
    public static string[] Rakuten { get; } = Split(
        """
        注文番号,ステータス,サブステータスID,サブステータス,注文日時,注文日,注文時間,キャンセル期限日,注文確認日時,注文確定日時,
        発送指示日時,発送完了報告日時,支払方法名,クレジットカード支払い方法,クレジットカード支払い回数,配送方法,配送区分,注文種別,
        複数送付先フラグ,送付先一致フラグ,離島フラグ,楽天確認中フラグ,警告表示タイプ,楽天会員フラグ,購入履歴修正有無フラグ,商品合計金額,
        消費税合計,送料合計,代引料合計,請求金額,合計金額,ポイント利用額,クーポン利用総額,店舗発行クーポン利用額,楽天発行クーポン利用額,
        注文者郵便番号1,注文者郵便番号2,注文者住所都道府県,注文者住所郡市区,注文者住所それ以降の住所,注文者姓,注文者名,注文者姓カナ,
        注文者名カナ,注文者電話番号1,注文者電話番号2,注文者電話番号3,注文者メールアドレス,注文者性別,申込番号,申込お届け回数,送付先ID,
        送付先送料,送付先代引料,送付先消費税合計,送付先商品合計金額,送付先合計金額,のし,送付先郵便番号1,送付先郵便番号2,送付先住所都道府県,
        送付先住所郡市区,送付先住所それ以降の住所,送付先姓,送付先名,送付先姓カナ,送付先名カナ,送付先電話番号1,送付先電話番号2,
        送付先電話番号3,商品明細ID,商品ID,商品名,商品番号,商品管理番号,単価,個数,送料込別,税込別,代引手数料込別,項目・選択肢,ポイント倍率,
        納期情報,在庫タイプ,ラッピングタイトル1,ラッピング名1,ラッピング料金1,ラッピング税込別1,ラッピング種類1,ラッピングタイトル2,
        ラッピング名2,ラッピング料金2,ラッピング税込別2,ラッピング種類2,お届け時間帯,お届け日指定,担当者,ひとことメモ,
        メール差込文 (お客様へのメッセージ),ギフト配送希望,コメント,利用端末,メールキャリアコード,あす楽希望フラグ,医薬品受注フラグ,
        楽天スーパーDEAL商品受注フラグ,メンバーシッププログラム受注タイプ,決済手数料,注文者負担金合計,店舗負担金合計,外税合計,
        決済手数料税率,ラッピング税率1,ラッピング税額1,ラッピング税率2,ラッピング税額2,送付先外税合計,送付先送料税率,送付先代引料税率,
        商品税率,商品毎税込価格,10%税率,10%請求金額,10%請求額に対する税額,10%合計金額,10%決済手数料,10%クーポン割引額,10%利用ポイント数,
        8%税率,8%請求金額,8%請求額に対する税額,8%合計金額,8%決済手数料,8%クーポン割引額,8%利用ポイント数,0%税率,0%請求金額,
        0%請求額に対する税額,0%合計金額,0%決済手数料,0%クーポン割引額,0%利用ポイント数,単品配送フラグ,購入時配送会社,領収書発行回数,
        領収書初回発行日時,領収書最終発行日時,支払い期限日,支払い方法変更期限日,返金手続き期限日,店舗発行クーポンコード,店舗発行クーポン名,
        楽天発行クーポンコード,楽天発行クーポン名,警告表示タイプ詳細,SKU管理番号,システム連携用SKU番号,SKU情報
        """);

    /// <summary>汎用受注: 38, what the older template ended with, and what the one for qualified invoices adds.</summary>
    public static string[] NextEngine { get; } = Split(
        """
        店舗伝票番号,受注日,受注郵便番号,受注住所１,受注住所２,受注名,受注名カナ,受注電話番号,受注メールアドレス,発送郵便番号,発送先住所１,
        発送先住所２,発送先名,発送先カナ,発送電話番号,支払方法,発送方法,商品計,税金,発送料,手数料,ポイント,その他費用,合計金額,
        ギフトフラグ,時間帯指定,日付指定,作業者欄,備考,商品名,商品コード,商品価格,受注数量,商品オプション,出荷済フラグ,顧客区分,顧客コード,
        消費税率（%）,ピッキング指示内容,出荷予定日,手数料(0%対象),手数料(8%対象),手数料(10%対象),ポイント(0%対象),ポイント(8%対象),
        ポイント(10%対象),ポイント(按分),ポイント(支払い),その他費用(0%対象),その他費用(8%対象),その他費用(10%対象),クーポン割引額,
        クーポン割引額(0%対象),クーポン割引額(8%対象),クーポン割引額(10%対象),クーポン割引額(按分),請求金額(0%対象),請求金額(8%対象),
        請求額に対する税額(8%対象),請求金額(10%対象),請求額に対する税額(10%対象),のし,ラッピング
        """);

    private static string[] Split(string text) => text.ReplaceLineEndings("").Split(',');
}
