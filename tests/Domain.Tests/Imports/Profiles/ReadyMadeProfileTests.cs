using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Imports.Profiles;

public sealed class ReadyMadeProfileTests
{
    private static readonly TimeSpan Jst = TimeSpan.FromHours(9);

    [Fact]
    public void All_NameOnlyHeadingsThatTheirFormatHas()
    {
        foreach (var profile in ReadyMadeProfiles.All)
        {
            Assert.Empty(MappingRules.Check(profile.Mapping));
            Assert.Empty(HeadingMap.Of(profile.Mapping, profile.Headings).Problems);
            Assert.Equal(profile.Key, profile.Mapping.Profile);
            Assert.All(profile.Signature, heading => Assert.Contains(heading, profile.Headings));
            Assert.All(
                profile.Mapping.Columns.SelectMany(source => source.Sources),
                source => Assert.True(profile.Headings.Count(heading => heading == source.Heading) >= source.Occurrence, source.Heading));
            Assert.Same(profile, ReadyMadeProfiles.Find(profile.Key));
        }
    }

    [Fact]
    public void EcCube_ReadsLinesAmongRowsOfOtherKinds_ToTheYenOfTheShop()
    {
        var file = new ProfileFile(ReadyMadeProfiles.EcCube.Mapping, ProfileFile.KnownHeadings["eccube4_order"]);
        (string, string)[] first =
        [
            ("注文ID", "12"), ("注文番号", "12"), ("会員ID", "3"), ("お名前(姓)", "髙島"), ("お名前(名)", "一郎"), ("郵便番号", "1500001"), ("都道府県(ID)", "13"),
            ("都道府県(名称)", "東京都"), ("住所1", "渋谷区神宮前"), ("住所2", "1-2-3"), ("メールアドレス", "ichiro@example.co.jp"), ("TEL", "0312345678"),
            ("小計", "1544"), ("値引き", "100"), ("送料", "1000"), ("税金", "230"), ("合計", "2444"), ("支払合計", "2444"), ("対応状況(ID)", "1"), ("対応状況(名称)", "新規受付"),
            ("支払方法(ID)", "3"), ("支払方法(名称)", "銀行振込"), ("受注日", "2026-01-05 13:45:10"),
        ];
        (string, string)[] shipment =
        [
            ("出荷ID", "12"), ("配送先_お名前(姓)", "髙島"), ("配送先_お名前(名)", "花子"), ("配送先_郵便番号", "0600001"), ("配送先_都道府県(ID)", "1"),
            ("配送先_都道府県(名称)", "北海道"), ("配送先_住所1", "札幌市中央区北一条西"), ("配送先_住所2", "2丁目"), ("配送先_TEL", "0112345678"),
            ("お届け時間(名称)", "午前"), ("お届け希望日", "2026-01-10 00:00:00"),
        ];
        file.Row([.. first, .. shipment, ("商品名", "彩のジェラート"), ("商品コード", "sand-01"), ("規格分類名1", "抹茶"), ("規格分類名2", "64cm"),
            ("価格", "105.00"), ("個数", "3"), ("税率", "10"), ("明細区分(ID)", "1"), ("明細区分(名称)", "商品")]);
        file.Row([.. first, .. shipment, ("商品名", "チェリーアイス"), ("商品コード", "cube-02"), ("価格", "199.00"), ("個数", "4"), ("税率", "8"),
            ("明細区分(ID)", "1"), ("明細区分(名称)", "商品")]);

        // 116 × 3 + 215 × 4 + 336 = 1,544 with tax, each unit rounded by itself: what the shop shows.
        file.Row([.. first, .. shipment, ("商品名", "匙"), ("商品コード", "spoon-1"), ("価格", "305.00"), ("個数", "1"), ("税率", "10"), ("明細区分(ID)", "1"), ("明細区分(名称)", "商品")]);
        file.Row([.. first, .. shipment, ("商品名", "送料"), ("価格", "1000.00"), ("個数", "1"), ("税率", "10"), ("明細区分(ID)", "2"), ("明細区分(名称)", "送料")]);
        file.Row([.. first, ("商品名", "割引"), ("価格", "-100.00"), ("個数", "1"), ("税率", "10"), ("明細区分(ID)", "4"), ("明細区分(名称)", "割引")]);
        file.Row(
            ("注文ID", "13"), ("注文番号", "13"), ("お名前(姓)", "田中"), ("お名前(名)", "太郎"), ("小計", "1100"), ("値引き", "0"), ("送料", "0"), ("合計", "1430"), ("支払合計", "1430"),
            ("支払方法(名称)", "銀行振込"), ("受注日", "2026-01-05 14:00:00"), ("商品名", "皿"), ("商品コード", "dish"), ("価格", "1000.00"), ("個数", "1"), ("税率", "10"), ("明細区分(ID)", "1"));
        file.Row(("注文ID", "13"), ("注文番号", "13"), ("支払合計", "1430"), ("商品名", "手数料"), ("価格", "330.00"), ("個数", "1"), ("明細区分(ID)", "3"), ("明細区分(名称)", "手数料"));

        var orders = file.Import();

        var order = ProfileFile.Accepted(orders["12"]);
        Assert.Equal(("髙島 一郎", "3", "ichiro@example.co.jp", "0312345678"), (order.Customer.Name, order.Customer.Code, order.Customer.Email, order.Customer.Phone));
        Assert.Equal(new ShippingAddress("0600001", "北海道", "", "札幌市中央区北一条西", "2丁目"), order.ShippingAddress);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 13, 45, 10, Jst), order.OrderedAt);
        Assert.Equal((new DateOnly(2026, 1, 10), "午前", PaymentMethod.BankTransfer), (order.DeliveryDate, order.DeliveryTime, order.PaymentMethod));
        Assert.Equal(
            [("sand-01", "彩のジェラート 抹茶 64cm", 3, 116L, TaxRate.Standard), ("cube-02", "チェリーアイス", 4, 215L, TaxRate.Reduced), ("spoon-1", "匙", 1, 336L, TaxRate.Standard)],
            order.Lines.Select(line => (line.ProductCode, line.ProductName, line.Quantity, line.UnitPrice, line.TaxRate)));
        Assert.Equal((1000L, 100L, true), (order.ShippingFee, order.Discount, order.TaxIncluded));
        Assert.Equal((1544L, 2444L), (orders["12"].Totals.Subtotal, orders["12"].Totals.Total));
        Assert.Equal((8, 1544L), (orders["12"].Quantity, orders["12"].Amount));

        // The fee of 330 yen is in the shop's total and in no line.
        var problem = Assert.Single(orders["13"].Problems, problem => problem.Code == ProblemCodes.TotalMismatch);
        Assert.Equal((7, "1430", "1100"), (problem.Row, problem.Arguments[0], problem.Arguments[1]));
        Assert.Equal((7, 3), (file.File.Index!.Rows, file.File.Index.RowsSkipped));
        Assert.Equal(4, orders.Values.Sum(one => one.Rows.Count));
    }

    [Fact]
    public void Shopify_TakesBlankAsAboveAndTheZipWithoutItsApostrophe()
    {
        var file = new ProfileFile(ReadyMadeProfiles.Shopify.Mapping, ReadyMadeProfiles.Shopify.Headings);
        file.Row(
            ("Name", "#1001"), ("Email", "hanako@example.jp"), ("Financial Status", "paid"), ("Accepts Marketing", "no"), ("Currency", "JPY"), ("Subtotal", "5400"), ("Shipping", "800"),
            ("Taxes", "563"), ("Total", "6200"), ("Discount Code", "HELLO"), ("Discount Amount", "600"), ("Shipping Method", "Standard"), ("Created at", "2026-01-05 23:30:00 +0900"),
            ("Lineitem quantity", "2"), ("Lineitem name", "手ぬぐい - 藍"), ("Lineitem price", "1500"), ("Lineitem sku", "TN-AI"), ("Lineitem requires shipping", "true"),
            ("Billing Name", "花子 山田"), ("Billing Phone", "090-1234-5678"), ("Shipping Name", "花子 山田"), ("Shipping Address1", "神宮前1-2-3"), ("Shipping Address2", "青葉ビル101"),
            ("Shipping City", "渋谷区"), ("Shipping Zip", "'150-0001"), ("Shipping Province", "JP-13"), ("Shipping Country", "JP"), ("Notes", "置き配希望"), ("Payment Method", "Credit Card"), ("Id", "5551"));
        file.Row(
            ("Name", "#1001"), ("Email", "hanako@example.jp"), ("Created at", "2026-01-05 23:30:00 +0900"), ("Lineitem quantity", "3"), ("Lineitem name", "風呂敷"),
            ("Lineitem price", "1000"), ("Lineitem sku", "FR-01"), ("Vendor", "和"));
        file.Row(
            ("Name", "#1002"), ("Email", "taro@example.jp"), ("Subtotal", "2000"), ("Shipping", "0"), ("Taxes", "200"), ("Total", "2200"), ("Discount Amount", "0"),
            ("Created at", "2026-01-05 16:00:00 +0000"), ("Lineitem quantity", "2"), ("Lineitem name", "風呂敷"), ("Lineitem price", "1000"), ("Lineitem sku", "FR-01"), ("Billing Name", "太郎 鈴木"));

        var orders = file.Import();

        var order = ProfileFile.Accepted(orders["#1001"]);
        Assert.Equal(("花子 山田", "hanako@example.jp", "09012345678"), (order.Customer.Name, order.Customer.Email, order.Customer.Phone));
        Assert.Equal(new ShippingAddress("1500001", "東京都", "渋谷区", "神宮前1-2-3", "青葉ビル101"), order.ShippingAddress);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 23, 30, 0, Jst), order.OrderedAt);
        Assert.Equal([("TN-AI", 2, 1500L), ("FR-01", 3, 1000L)], order.Lines.Select(line => (line.ProductCode, line.Quantity, line.UnitPrice)));
        Assert.Equal((PaymentMethod.CreditCard, "置き配希望", 800L, 600L), (order.PaymentMethod, order.Note, order.ShippingFee, order.Discount));
        Assert.Equal(6200, orders["#1001"].Totals.Total);
        Assert.DoesNotContain(orders["#1001"].Problems, problem => problem.Severity == ProblemSeverity.Error);

        // This shop's prices are without tax: 2,000 yen would have been charged for 2,200.
        Assert.Equal(["2200", "2000"], Assert.Single(orders["#1002"].Problems).Arguments);
    }

    [Fact]
    public void Rakuten_JoinsPartsAndTakesTheShopsCouponOnly()
    {
        var file = new ProfileFile(ReadyMadeProfiles.Rakuten.Mapping, ProfileFile.KnownHeadings["rakuten_rms_order_158"]);
        (string, string)[] order =
        [
            ("ステータス", "300"), ("注文日時", "2026-01-05 08:23:09"), ("注文日", "2026-01-05"), ("注文時間", "08:23:09"), ("支払方法名", "クレジットカード"), ("複数送付先フラグ", "0"),
            ("注文者郵便番号1", "150"), ("注文者郵便番号2", "0001"), ("注文者姓", "楽天"), ("注文者名", "花子"), ("注文者電話番号1", "090"), ("注文者電話番号2", "1234"), ("注文者電話番号3", "5678"),
            ("注文者メールアドレス", "hanako@example.ne.jp"), ("送付先ID", "1"), ("送付先郵便番号1", "530"), ("送付先郵便番号2", "0001"), ("送付先住所都道府県", "大阪府"),
            ("送付先住所郡市区", "大阪市北区"), ("送付先住所それ以降の住所", "梅田1-1-1"), ("お届け時間帯", "午前"), ("お届け日指定", "2026-01-09"), ("コメント", "[メッセージ]\nよろしく"),
        ];
        (string, string)[] tea = [("商品名", "煎茶"), ("商品番号", "tea-01"), ("商品管理番号", "tea01"), ("単価", "1080"), ("個数", "2"), ("税込別", "1"), ("商品税率", "0.08")];
        (string, string)[] pot = [("商品名", "急須"), ("商品番号", "pot-01"), ("商品管理番号", "pot01"), ("単価", "3300"), ("個数", "1"), ("税込別", "1"), ("商品税率", "0.1")];
        (string, string)[] amounts = [("商品合計金額", "5460"), ("送料合計", "550"), ("請求金額", "5510"), ("合計金額", "6010"), ("ポイント利用額", "0"), ("店舗発行クーポン利用額", "500")];
        file.Row([("注文番号", "274555-20260105-0000000001"), .. order, .. amounts, .. tea]);
        file.Row([("注文番号", "274555-20260105-0000000001"), .. order, .. amounts, .. pot]);
        file.Row([("注文番号", "274555-20260105-0000000002"), .. order, .. tea, ("送料合計", "550"), ("請求金額", "2210"), ("ポイント利用額", "500"), ("店舗発行クーポン利用額", "0")]);
        file.Row([("注文番号", "274555-20260105-0000000003"), .. order, .. tea, ("送料合計", "-9999"), ("請求金額", "-9999"), ("店舗発行クーポン利用額", "0")]);

        var orders = file.Import();

        var draft = ProfileFile.Accepted(orders["274555-20260105-0000000001"]);
        Assert.Equal(("楽天 花子", "hanako@example.ne.jp", "09012345678"), (draft.Customer.Name, draft.Customer.Email, draft.Customer.Phone));
        Assert.Equal(new ShippingAddress("5300001", "大阪府", "大阪市北区", "梅田1-1-1", ""), draft.ShippingAddress);
        Assert.Equal([("tea-01", TaxRate.Reduced), ("pot-01", TaxRate.Standard)], draft.Lines.Select(line => (line.ProductCode, line.TaxRate)));
        Assert.Equal((new DateOnly(2026, 1, 9), "午前", "[メッセージ]\nよろしく"), (draft.DeliveryDate, draft.DeliveryTime, draft.Note));
        Assert.Equal((5460L, 5510L), (orders["274555-20260105-0000000001"].Totals.Subtotal, orders["274555-20260105-0000000001"].Totals.Total));

        // Points are no discount; the buyer pays 500 yen less than the goods cost, and somebody must look.
        Assert.Equal(["2210", "2710"], Assert.Single(orders["274555-20260105-0000000002"].Problems).Arguments);

        // Not settled yet: no amount at all.
        Assert.Equal((ImportColumn.ShippingFee, ProblemCodes.OutOfRange), (Assert.Single(orders["274555-20260105-0000000003"].Problems).Column!.Value, orders["274555-20260105-0000000003"].Problems[0].Code));
    }

    [Theory]
    [InlineData("nextengine_generic_38")]
    [InlineData("nextengine_generic_39_old")]
    [InlineData("nextengine_generic_61_invoice")]
    public void NextEngine_ReadsEveryVersionOfItsTemplate(string version)
    {
        var file = new ProfileFile(ReadyMadeProfiles.NextEngine.Mapping, ProfileFile.KnownHeadings[version]);
        (string, string)[] order =
        [
            ("店舗伝票番号", "NE-0001"), ("受注日", "2026/01/05 10:11:12"), ("受注郵便番号", "1500001"), ("受注住所１", "東京都渋谷区神宮前1-2-3"), ("受注名", "㈱山田商店"), ("受注電話番号", "0312345678"),
            ("受注メールアドレス", "yamada@example.jp"), ("発送郵便番号", "9800811"), ("発送先住所１", "宮城県仙台市青葉区一番町"), ("発送先住所２", "4-5-6"), ("発送先名", "佐藤"), ("支払方法", "請求書払い"),
            ("商品計", "4400"), ("税金", "0"), ("発送料", "660"), ("手数料", "0"), ("ポイント", "0"), ("その他費用", "0"), ("合計金額", "5060"), ("時間帯指定", "午前中"),
            ("日付指定", "2026/01/12"), ("備考", "納品書不要"), ("顧客コード", "K-77"),
        ];
        file.Row([.. order, ("商品名", "名札"), ("商品コード", "n-1"), ("商品価格", "1100"), ("受注数量", "2"), ("商品オプション", "黒")]);
        file.Row([.. order, ("商品名", "紐"), ("商品コード", "n-2"), ("商品価格", "220"), ("受注数量", "10")]);
        file.Row(("店舗伝票番号", "NE-0002"), ("受注日", "2026/01/05 10:12:00"), ("受注名", "鈴木"), ("商品計", "1000"), ("税金", "100"), ("発送料", "0"), ("合計金額", "1100"),
            ("商品名", "紐"), ("商品コード", "n-2"), ("商品価格", "200"), ("受注数量", "5"));

        var orders = file.Import();

        var draft = ProfileFile.Accepted(orders["NE-0001"]);
        Assert.Equal(("㈱山田商店", "K-77", PaymentMethod.Invoice), (draft.Customer.Name, draft.Customer.Code, draft.PaymentMethod));
        Assert.Equal(new ShippingAddress("9800811", "", "", "宮城県仙台市青葉区一番町", "4-5-6"), draft.ShippingAddress);
        Assert.Equal(["名札 黒", "紐"], draft.Lines.Select(line => line.ProductName));
        Assert.Equal((4400L, 660L, 5060L), (orders["NE-0001"].Totals.Subtotal, draft.ShippingFee, orders["NE-0001"].Totals.Total));

        // A store whose prices are without tax.
        Assert.Equal(["1100", "1000"], Assert.Single(orders["NE-0002"].Problems).Arguments);
    }
}
