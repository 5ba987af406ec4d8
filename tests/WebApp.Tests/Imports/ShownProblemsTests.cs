using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Every code from the bytes of a file to the sentence that a person reads: what is wrong, where, and how to mend it.</summary>
public sealed class ShownProblemsTests
{
    /// <summary>Codes that no file alone can bring about, with the place that tests them.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        [ProblemCodes.DuplicateExisting] = "needs stored orders: ImportsEndpointsTests",
        [ProblemCodes.OrderNotUpdatable] = "needs stored orders: ImportModesTests",
        [ProblemCodes.ConfirmationOutdated] = "needs stored orders: ImportModesTests",
        [ProblemCodes.NothingWritten] = "the end of an import, not of a file: ImportModesTests",
        [ProblemCodes.UnknownProfile] = "said of what was asked for: MappingProfilesEndpointsTests",
        [ProblemCodes.BadMapping] = "said of what was asked for: MappingProfilesEndpointsTests",
        [ProblemCodes.TooLarge] = "said while the file arrives: ImportsRefusalsTests",
        [ProblemCodes.TooManyRows] = "counted by the job against its limit: RunImportTests",
        [ProblemCodes.TotalMismatch] = "stored orders differ from what was read: RunImportTests",
    };

    private static readonly string TooLong = new('長', 101);
    private static readonly string Cut = TooLong[..99] + "…";

    private static readonly string[] GoodCells =
    [
        "EC-1001", "2026/1/5 13:45", "C001", "田中商店", "taro@example.co.jp", "03-1234-5678", "150-0001", "東京都", "渋谷区", "神宮前1-2-3", "",
        "A-100", "ボールペン①黒", "10", "1200", "10%", "0", "550", "クレジットカード", "2026/1/10", "午前中", "", "",
    ];

    private static readonly string Heading = string.Join(',', ImportColumns.All.Select(info => info.Japanese));

    public static TheoryData<string, string, string, string> Cases() => new()
    {
        { ProblemCodes.Required, "product_code=", "3行目、商品コード：入力されていません。商品コードを入力してください。", "Row 3, Product code: Empty. Enter the product code." },
        { ProblemCodes.TooLong, "customer_name=" + TooLong, "3行目、顧客名：「" + Cut + "」は101文字あります。100文字以内に短くしてください。", "Row 3, Customer name: \"" + Cut + "\" is too long (101 characters). Shorten it to 100 characters." },
        { ProblemCodes.NotANumber, "quantity=十個", "3行目、数量：「十個」は数値として読めません。「1200」のように整数で入力してください。", "Row 3, Quantity: \"十個\" is not a number. Enter a whole number such as 1200." },
        { ProblemCodes.NotAnInteger, "quantity=1.5", "3行目、数量：「1.5」は整数ではありません。1〜99,999の整数を入力してください。", "Row 3, Quantity: \"1.5\" is not a whole number. Enter 1 to 99,999." },
        { ProblemCodes.OutOfRange, "quantity=0", "3行目、数量：「0」は入力できる範囲を超えています。1〜99,999で入力してください。", "Row 3, Quantity: \"0\" is out of range. Enter 1 to 99,999." },
        { ProblemCodes.BadDate, "ordered_at=26/1/5", "3行目、注文日時：「26/1/5」は日付として読めません。「2026/01/05」の形で入力してください。", "Row 3, Ordered at: \"26/1/5\" cannot be read as a date. Write it like 2026/01/05." },
        { ProblemCodes.AmbiguousDate, "ordered_at=01/02/2026", "3行目、注文日時：「01/02/2026」は2026/01/02とも2026/02/01とも読めます。「2026/01/02」の形で入力してください。", "Row 3, Ordered at: \"01/02/2026\" could be Jan 02, 2026 or Feb 01, 2026. Write it like 2026/01/02." },
        { ProblemCodes.BadEmail, "customer_email=taro.example.jp", "3行目、メールアドレス：「taro.example.jp」はメールアドレスの形になっていません。「name@example.jp」のように入力してください。", "Row 3, E-mail: \"taro.example.jp\" is not an e-mail address. Enter it like name@example.jp." },
        { ProblemCodes.BadPhone, "customer_phone=03-1234", "3行目、電話番号：「03-1234」は電話番号として読めません。「03-1234-5678」のように入力してください。", "Row 3, Phone: \"03-1234\" is not a phone number. Enter it like 03-1234-5678." },
        { ProblemCodes.BadPostalCode, "postal_code=15-0001", "3行目、郵便番号：「15-0001」は7桁ではありません。「150-0001」のように7桁で入力してください。", "Row 3, Postal code: \"15-0001\" is not 7 digits. Enter it like 150-0001." },
        { ProblemCodes.UnknownPrefecture, "prefecture=東京国", "3行目、都道府県：「東京国」という都道府県はありません。「東京都」のように入力してください。", "Row 3, Prefecture: \"東京国\" is not a prefecture. Enter it like 東京都." },
        { ProblemCodes.PrefectureMismatch, "prefecture=大阪府", "3行目、都道府県：「大阪府」は郵便番号150-0001（東京都）と一致しません。どちらが正しいか確認してください。", "Row 3, Prefecture: \"大阪府\" does not match postal code 150-0001 (東京都). Check which one is right." },
        { ProblemCodes.UnknownProduct, "product", "2行目、商品コード：「A-100」は登録されていません。登録済みの商品を選択するか、先に商品を追加してください。", "Row 2, Product code: \"A-100\" is not registered. Choose a product, or add it first." },
        { ProblemCodes.UnknownPaymentMethod, "payment_method=代金引換", "3行目、支払方法：「代金引換」という支払方法はありません。クレジットカード、コンビニ決済、銀行振込、請求書払いのどれかを入力してください。", "Row 3, Payment method: \"代金引換\" is not a payment method. Enter one of: credit card, convenience store, bank transfer, invoice." },
        { ProblemCodes.BadTaxRate, "tax_rate=5%", "3行目、税率：「5%」は扱えない税率です。10、8、0のどれかを入力してください。", "Row 3, Tax rate: \"5%\" is not a tax rate. Enter 10, 8 or 0." },
        { ProblemCodes.AmountBelowMinimum, "below", "3行目：合計¥55は下限の¥100に届きません。数量、単価、値引額を確認してください。", "Row 3: The total ¥55 is below the least amount ¥100. Check quantity, unit price and discount." },
        { ProblemCodes.AmountAboveLimit, "above", "3行目：¥2,728,605は1回の決済の上限¥1,000,000を超えています。分割決済を有効にするか、注文を分けてください。", "Row 3: ¥2,728,605 exceeds ¥1,000,000 per charge. Turn on split settlement, or divide the order." },
        { ProblemCodes.InconsistentOrder, "inconsistent", "3行目、顧客名：「鈴木商会」は、同じ注文EC-1001の2行目（「田中商店」）と異なります。同じ値にそろえてください。", "Row 3, Customer name: \"鈴木商会\" differs from row 2 of the same order EC-1001 (\"田中商店\"). Make them the same." },
        { ProblemCodes.DuplicateInFile, "twice", "3行目：2行目とすべて同じ内容です。誤って重複している場合は、どちらかを削除してください。", "Row 3: The same as row 2 in every cell. Delete one if it is there twice by mistake." },
        { ProblemCodes.Undecodable, "undecodable", "3行目、備考：CP932として読めない文字があります。文字コードを選び直すか、UTF-8で保存したファイルを取り込んでください。", "Row 3, Note: Contains bytes that are not CP932. Choose another encoding, or save the file as UTF-8." },
        { ProblemCodes.ControlCharacter, "customer_name=田中\u0007", "3行目、顧客名：制御文字（U+0007）が含まれています。削除してください。", "Row 3, Customer name: Contains the control character U+0007. Delete it." },
        { ProblemCodes.UnclosedQuote, "unclosed", "3行目：引用符（\"）が開いたまま閉じていません。閉じるか、削除してください。", "Row 3: A quotation mark (\") is opened and never closed. Close it, or delete it." },
        { ProblemCodes.UnclosedQuote, "headingQuote", "見出し（1行目）の引用符（\"）が開いたまま閉じていません。閉じるか、削除してください。", "A quotation mark (\") is opened in the heading row (row 1) and never closed. Close it, or delete it." },
        { ProblemCodes.TooFewFields, "few", "3行目：この行は3列ですが、見出しは23列です。足りない列を補ってください。", "Row 3: The row has 3 columns, the heading 23. Add the missing ones." },
        { ProblemCodes.TooManyFields, "many", "3行目：この行は24列ですが、見出しは23列です。カンマを含む値は引用符で囲んでください。", "Row 3: The row has 24 columns, the heading 23. Put values that hold a comma in quotation marks." },
        { ProblemCodes.DuplicateHeading, "twoHeadings", "1行目、注文番号：見出し「受注番号」は、ほかの列と同じ意味です（A列とC列）。どちらかを削除してください。", "Row 1, Order number: The heading \"受注番号\" means the same as another one (columns A and C). Delete one of them." },
        { ProblemCodes.MissingHeading, "noHeading", "1行目、顧客名：必須の列「顧客名」がありません。列を追加するか、見出しを直してください。", "Row 1, Customer name: The required column \"Customer name\" was not found. Add it, or correct its heading." },
        { ProblemCodes.EmptyFile, "empty", "ファイルに注文がありません。見出しと1件以上の注文があるファイルを選択してください。", "The file has no orders. Choose a file with a heading row and at least one order." },
        { ProblemCodes.NotASpreadsheet, "png", "CSVでもExcelブックでもありません（PNG）。CSVかExcelで保存してから選び直してください。", "Neither CSV nor an Excel workbook (PNG). Save the orders as CSV or Excel and choose the file again." },
        { ProblemCodes.PasswordProtected, "locked", "ファイルにパスワードが設定されています。パスワードを解除して選び直してください。", "The file is protected by a password. Remove the password and choose it again." },
        { ProblemCodes.UnpacksTooLarge, "bomb", "ブックを開くと、表としては大きくなりすぎます。CSVで保存して、そのファイルを選択してください。", "The workbook unpacks to far more than a spreadsheet would. Save it as CSV and choose that file." },
        { ProblemCodes.UnknownSheet, "sheet", "シート「控え」がありません。受注, 返品のどれかを選択してください。", "The workbook has no sheet \"控え\". Choose one of: 受注, 返品." },
        { ProblemCodes.DamagedWorkbook, "damaged", "ブックが壊れていて、最後まで読めません。Excelで開いて保存し直すか、CSVで保存してから選択してください。", "The workbook is damaged and cannot be read to its end. Open it in Excel and save it again, or save it as CSV." },
        { ProblemCodes.UnsupportedEncoding, "jis", "ISO-2022-JPの文字コードには対応していません。UTF-8で保存したファイルを選択してください。", "The text is in ISO-2022-JP, which is not read here. Save the file as UTF-8 and choose it again." },
        { ProblemCodes.FormulaError, "customer_name=#N/A", "3行目、顧客名：「#N/A」は数式の結果が出ていないセルです。Excelで開いてセルを直し、保存し直してください。", "Row 3, Customer name: \"#N/A\" is a formula without a result. Open the file in Excel, correct the cell and save it again." },
        { ProblemCodes.ScientificNotation, "order_number=1.23457E+12", "3行目、注文番号：「1.23457E+12」はExcelで丸められていて、元に戻せません。列の書式を文字列にして、コードを入力し直してください。", "Row 3, Order number: \"1.23457E+12\" was rounded by Excel and cannot be restored. Format the column as text and enter the code again." },
        { ProblemCodes.TooManyLines, "lines", "3行目：注文EC-1002は1,001行あります。1つの注文は1,000行までです。注文を分けてください。", "Row 3: Order EC-1002 has 1,001 rows; at most 1,000 are possible. Divide the order." },
        { ProblemCodes.OrderRejected, "rejected", "2行目：この行に問題はありません。同じ注文の3行目にエラーがあるため、取り込んでいません。3行目を直してください。", "Row 2: This row is fine. Its order was not imported because of row 3. Correct that row." },
        { ProblemCodes.Adjusted, "postal_code=600001", "3行目、郵便番号：先頭の0を補いました：0600001（元：600001）", "Row 3, Postal code: The leading zero was restored: 0600001 (was 600001)." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Whole_OfAProblemInAFile_SaysWhatWhereAndHow(string code, string kind, string japanese, string english)
    {
        var problems = await ReadAsync(kind);

        var problem = problems.First(one => one.Code == code);
        Assert.Equal([japanese, english], [Say(problem, "ja"), Say(problem, "en")]);
    }

    [Fact]
    public void Codes_AllOfThem_AreShownFromAFile()
    {
        var codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        var shown = Cases().Select(row => row.Data.Item1).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(codes.Order(StringComparer.Ordinal), shown.Concat(Elsewhere.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Empty(shown.Intersect(Elsewhere.Keys, StringComparer.Ordinal));
    }

    private static string Say(ImportProblem problem, string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        return new ImportMessages(
            services.GetRequiredService<IStringLocalizer<ImportProblemsText>>(), services.GetRequiredService<IStringLocalizer<StatusText>>(), new ReaderClock()).Whole(problem);
    }

    private static async Task<IReadOnlyList<ImportProblem>> ReadAsync(string kind)
    {
        var file = new HeldFile(Bytes(kind));
        var found = await file.InspectAsync(new ImportSettings { Sheet = kind == "sheet" ? "控え" : null });
        if (found.Problem is { } refused)
        {
            return [new ImportProblem(0, null, refused.Code, ProblemSeverity.Error, null, refused.Arguments)];
        }

        var rows = await file.ReadAsync(found.Format!);
        var map = HeadingMap.Match(rows[0].Cells, rows[0].Number);
        if (map.Problems.Count > 0)
        {
            return map.Problems;
        }

        var options = new ReadingOptions { ReceivedAt = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(9)), EncodingName = FileEncodings.NameOf(found.Format!.Encoding ?? FileEncoding.Utf8) };
        var index = new OrderIndex(map, options, seed: 7);
        rows.Skip(1).ToList().ForEach(row => index.Add(row));
        var assembler = new OrderAssembler(index, new OrderRowReader(map, new TenantSettings { FreeProductCodes = kind != "product" }, options, new NoProducts()));
        var problems = new List<ImportProblem>();
        foreach (var row in rows.Skip(1))
        {
            assembler.Add(row);
            while (assembler.TryTake(out var order))
            {
                problems.AddRange(order.Problems);
            }
        }

        return problems;
    }

    /// <summary>A file with one mistake. <c>column=cell</c> changes the second of two rows, which is an order of its own.</summary>
    private static byte[] Bytes(string kind) => kind switch
    {
        "product" => Csv(Row("EC-1002", (ImportColumn.ProductCode, "Z-9"))),
        "undecodable" => Broken(CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes($"{Heading}\r\n{string.Join(',', GoodCells)}\r\n{Row("EC-1002", (ImportColumn.Note, "至急@"))}\r\n")),
        "below" => Csv(Row("EC-1002", (ImportColumn.Quantity, "1"), (ImportColumn.UnitPrice, "50"), (ImportColumn.ShippingFee, "0"))),
        "above" => Csv(Row("EC-1002", (ImportColumn.Quantity, "100"), (ImportColumn.UnitPrice, "24800"))),
        "inconsistent" => Csv(Row("EC-1001", (ImportColumn.CustomerName, "鈴木商会"), (ImportColumn.ProductCode, "B-1"))),
        "twice" => Csv(Row("EC-1001")),
        "rejected" => Csv(Row("EC-1001", (ImportColumn.Quantity, "x"), (ImportColumn.ProductCode, "B-1"))),
        "unclosed" => Csv(Row("EC-1002", (ImportColumn.Note, "\"至急")), Row("EC-1003")),
        "headingQuote" => Encoding.UTF8.GetBytes($"\"{Heading}\r\n{string.Join(',', GoodCells)}\r\n"),
        "few" => Csv("EC-1002,2026/1/5,田中商店"),
        "many" => Csv(Row("EC-1002") + ",余り"),
        "lines" => Csv([.. Enumerable.Range(1, OrderLimits.MaxLines + 1).Select(line => Row("EC-1002", (ImportColumn.ProductCode, $"A-{line}")))]),
        "twoHeadings" => "注文番号,顧客名,受注番号,商品コード,数量,単価\r\nEC-1,田中,EC-1,A-100,1,100\r\n"u8.ToArray(),
        "noHeading" => "注文番号,商品コード,数量,単価\r\nEC-1,A-100,1,100\r\n"u8.ToArray(),
        "empty" => Encoding.UTF8.GetBytes(Heading),
        "png" => [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10],
        "locked" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1_000], .. Encoding.Unicode.GetBytes("EncryptedPackage")],
        "bomb" => new TestWorkbook { SharedStrings = $"<si><t>{new string(' ', 50_000_000)}</t></si>" }.Sheet("受注", "").Save().ToArray(),
        "sheet" => new TestWorkbook().Sheet("受注", "").Sheet("返品", "").Save().ToArray(),
        "damaged" => new TestWorkbook().Sheet("受注", "<row><c>").Save().ToArray(),
        "jis" => CodePagesEncodingProvider.Instance.GetEncoding(50220)!.GetBytes(Heading + "\r\nEC-1\r\n"),
        _ when kind.Split('=', 2) is [var column, var cell] => Csv(Row(column == "order_number" ? cell : "EC-1002", (ImportColumns.Parse(column)!.Value, cell))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static byte[] Csv(params string[] rows) => Encoding.UTF8.GetBytes($"{Heading}\r\n{string.Join(',', GoodCells)}\r\n{string.Join("\r\n", rows)}\r\n");

    /// <summary>The first byte of a character stands alone where @ marks it, as a program leaves it that cuts texts by bytes.</summary>
    private static byte[] Broken(byte[] bytes)
    {
        bytes[Array.LastIndexOf(bytes, (byte)'@')] = 0x8E;
        return bytes;
    }

    private static string Row(string number, params (ImportColumn Column, string Cell)[] changes)
    {
        var cells = (string[])GoodCells.Clone();
        cells[0] = number;
        foreach (var (column, cell) in changes)
        {
            cells[(int)column - 1] = cell;
        }

        return string.Join(',', cells);
    }

    private sealed class NoProducts : IProductCatalog
    {
        public CatalogProduct? Find(string code) => null;
    }
}
