namespace OrderPortal.Infrastructure.Demo;

/// <summary>Names put together at random: they belong to nobody.</summary>
public static class DemoNames
{
    public static IReadOnlyList<string> Family { get; } =
    [
        "佐藤", "鈴木", "髙橋", "田中", "伊藤", "渡邊", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木", "山﨑", "松本", "井上", "木村", "林", "斎藤", "清水",
        "柳沢", "栁田", "髙木", "川﨑", "濵田", "橋本", "阿部", "石川", "前田", "藤田", "岡田", "長谷川", "村上", "近藤", "石井", "齋藤", "坂本", "遠藤", "青木", "藤井",
    ];

    public static IReadOnlyList<string> Given { get; } =
    [
        "太郎", "花子", "一郎", "美咲", "健", "陽子", "翔太", "結衣", "大輔", "さくら", "誠", "由美", "拓也", "恵子", "直樹", "真由美", "亮", "千尋", "浩二", "彩",
        "蓮", "陽菜", "湊", "凛", "樹", "葵", "悠真", "芽依", "隆", "久美子",
    ];

    public static IReadOnlyList<string> Companies { get; } =
        ["株式会社みなと商会", "有限会社あおぞら工房", "合同会社テスト興業", "㈱サンプル物産", "架空文具株式会社", "例示産業株式会社", "ひかり雑貨店", "さくら食品㈲"];
}

public sealed record DemoProduct(string Code, string Name, string NameEnglish, long UnitPrice, int TaxRate);

/// <summary>A small catalogue of things that nobody makes under these names.</summary>
public static class DemoProducts
{
    public static IReadOnlyList<DemoProduct> All { get; } =
    [
        new("00101", "ボールペン 黒 0.5mm", "Ballpoint pen, black, 0.5 mm", 180, 10), new("00102", "ボールペン 赤 0.5mm", "Ballpoint pen, red, 0.5 mm", 180, 10),
        new("00103", "蛍光ペン 5色セット", "Highlighters, set of 5", 550, 10), new("00104", "シャープペンシル 製図用", "Mechanical pencil for drafting", 1_200, 10),
        new("00105", "消しゴム 大", "Eraser, large", 220, 10), new("00201", "コピー用紙 Ａ４ 500枚", "Copy paper A4, 500 sheets", 780, 10),
        new("00202", "コピー用紙 Ａ３ 500枚", "Copy paper A3, 500 sheets", 1_450, 10), new("00203", "大学ノート Ｂ５ 5冊", "Notebooks B5, pack of 5", 640, 10),
        new("00204", "付箋 75mm 10冊", "Sticky notes 75 mm, 10 pads", 880, 10), new("00205", "封筒 長３ 100枚", "Envelopes, long no. 3, pack of 100", 690, 10),
        new("ST-301", "ステープラー 能率型", "Stapler", 1_680, 10), new("ST-302", "ステープラー針 1000本", "Staples, box of 1,000", 260, 10),
        new("ST-303", "はさみ チタン", "Scissors, titanium", 1_350, 10), new("ST-304", "カッターナイフ 大", "Utility knife, large", 760, 10),
        new("ST-305", "テープ台 ブラック", "Tape dispenser, black", 980, 10), new("CH-401", "ﾊﾟｲﾌﾟ椅子 折りたたみ", "Folding chair", 3_980, 10),
        new("CH-402", "オフィスチェア メッシュ", "Office chair, mesh", 24_800, 10), new("DK-403", "平机 幅1200", "Desk, 1,200 mm wide", 19_800, 10),
        new("DK-404", "サイドワゴン 3段", "Desk pedestal, 3 drawers", 14_500, 10), new("LT-405", "デスクライト LED", "LED desk lamp", 5_480, 10),
        new("TEA-01", "煎茶 ティーバッグ 50袋", "Sencha, 50 tea bags", 1_080, 8), new("TEA-02", "ほうじ茶 500ml×24本", "Hojicha, 24 bottles of 500 ml", 2_160, 8),
        new("TEA-03", "紅茶 アールグレイ 25袋", "Earl Grey, 25 tea bags", 620, 8), new("CF-01", "ドリップコーヒー 30袋", "Drip coffee, 30 bags", 1_780, 8),
        new("CF-02", "インスタントコーヒー 200g", "Instant coffee, 200 g", 1_240, 8), new("WT-01", "天然水 2L×6本", "Natural water, 6 bottles of 2 l", 720, 8),
        new("SN-01", "せんべい 詰め合わせ", "Rice crackers, assorted", 1_500, 8), new("SN-02", "どら焼き 10個入", "Dorayaki, box of 10", 2_400, 8),
        new("SN-03", "ようかん 小倉 5本", "Yokan, red bean, 5 bars", 1_900, 8), new("RC-01", "新米 こしひかり 5kg", "Koshihikari rice, new crop, 5 kg", 3_480, 8),
        new("BX-501", "段ボール箱 80サイズ 20枚", "Cardboard boxes size 80, pack of 20", 2_380, 10),
        new("BX-502", "段ボール箱 120サイズ 10枚", "Cardboard boxes size 120, pack of 10", 2_980, 10), new("BX-503", "緩衝材 ロール 10m", "Bubble wrap, 10 m roll", 1_120, 10),
        new("BX-504", "ＯＰＰテープ 50巻", "Packing tape, 50 rolls", 6_400, 10), new("CL-601", "アルコール除菌 1L", "Alcohol sanitizer, 1 l", 1_380, 10),
        new("CL-602", "ペーパータオル 200枚×30", "Paper towels, 30 packs of 200", 3_260, 10), new("CL-603", "ゴミ袋 45L 100枚", "Rubbish bags 45 l, pack of 100", 980, 10),
        new("TN-701", "トナーカートリッジ 黒", "Toner cartridge, black", 12_800, 10), new("TN-702", "インク 4色パック", "Ink, pack of 4 colours", 4_680, 10),
        new("KD-801", "名入れタオル", "Name-printed towel", 330, 10),
    ];
}

/// <param name="PostalPrefix">First three digits, right for the city.</param>
public sealed record DemoPlace(string Prefecture, string PostalPrefix, string City);

/// <summary>At least one city of each prefecture, in the order of the prefectures' codes.</summary>
public static class DemoAddresses
{
    public static IReadOnlyList<DemoPlace> Places { get; } =
    [
        new("北海道", "060", "札幌市中央区"), new("北海道", "040", "函館市"), new("青森県", "030", "青森市"), new("岩手県", "020", "盛岡市"), new("宮城県", "980", "仙台市青葉区"),
        new("秋田県", "010", "秋田市"), new("山形県", "990", "山形市"), new("福島県", "963", "郡山市"), new("茨城県", "310", "水戸市"), new("栃木県", "320", "宇都宮市"),
        new("群馬県", "371", "前橋市"), new("埼玉県", "330", "さいたま市大宮区"), new("千葉県", "272", "市川市"), new("東京都", "100", "千代田区"), new("東京都", "160", "新宿区"),
        new("東京都", "194", "町田市"), new("神奈川県", "231", "横浜市中区"), new("神奈川県", "210", "川崎市川崎区"), new("新潟県", "950", "新潟市中央区"), new("富山県", "930", "富山市"),
        new("石川県", "920", "金沢市"), new("福井県", "910", "福井市"), new("山梨県", "400", "甲府市"), new("長野県", "390", "松本市"), new("岐阜県", "500", "岐阜市"),
        new("静岡県", "420", "静岡市葵区"), new("愛知県", "460", "名古屋市中区"), new("三重県", "510", "四日市市"), new("滋賀県", "520", "大津市"), new("京都府", "600", "京都市下京区"),
        new("大阪府", "530", "大阪市北区"), new("大阪府", "590", "堺市堺区"), new("兵庫県", "650", "神戸市中央区"), new("奈良県", "630", "奈良市"), new("和歌山県", "640", "和歌山市"),
        new("鳥取県", "680", "鳥取市"), new("島根県", "690", "松江市"), new("岡山県", "700", "岡山市北区"), new("広島県", "730", "広島市中区"), new("山口県", "753", "山口市"),
        new("徳島県", "770", "徳島市"), new("香川県", "760", "高松市"), new("愛媛県", "790", "松山市"), new("高知県", "780", "高知市"), new("福岡県", "812", "福岡市博多区"),
        new("佐賀県", "840", "佐賀市"), new("長崎県", "850", "長崎市"), new("熊本県", "860", "熊本市中央区"), new("大分県", "870", "大分市"), new("宮崎県", "885", "都城市"),
        new("鹿児島県", "890", "鹿児島市"), new("沖縄県", "900", "那覇市"),
    ];

    public static IReadOnlyList<string> Towns { get; } = ["見本町", "例示町", "架空台", "試験坂", "本町", "中央", "栄町", "緑が丘"];

    public static IReadOnlyList<string> Buildings { get; } = ["", "", "", "サンプルビル３Ｆ", "見本ハイツ 201", "コーポ例示 102号室", "テストタワー12階"];
}
