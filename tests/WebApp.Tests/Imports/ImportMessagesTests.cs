using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Every problem that rows can have, as the reader hears of it. The problems come from real rows, so that their arguments are real.</summary>
public sealed partial class ImportMessagesTests
{
    private static readonly string[] GoodCells =
    [
        "EC-1001", "2026/1/5 13:45", "C001", "田中商店", "taro@example.co.jp", "03-1234-5678", "150-0001", "東京都", "渋谷区", "神宮前1-2-3", "",
        "A-100", "ボールペン①黒", "10", "¥1,200", "10%", "0", "550", "クレジットカード", "2026/1/10", "午前中", "", "",
    ];

    private static readonly string[] Blaming = ["不正", "無効", "エラーが発生", "申し訳", "あなた", "！", "nvalid", "lease", "!"];

    private static readonly Lazy<IReadOnlyList<ImportProblem>> Everything = new(() => [.. FromRows(), .. FromHeadings(), .. FromFiles()]);

    public static TheoryData<string> Languages() => ["ja", "en"];

    [Fact]
    public void Problems_TakenFromRows_HaveEveryCodeAndEveryReason()
    {
        Assert.Empty(Constants(typeof(ProblemCodes)).Except(Everything.Value.Select(problem => problem.Code), StringComparer.Ordinal));
        Assert.Empty(Constants(typeof(AdjustReasons)).Except(Everything.Value.Where(problem => problem.Code == ProblemCodes.Adjusted).Select(problem => problem.Arguments[1]), StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Sentence_OfEveryProblem_SaysWhatIsWrongWithNothingLeftOpen(string language)
    {
        var (messages, texts) = Speak(language);
        foreach (var problem in Everything.Value)
        {
            var title = messages.Title(problem.Code);
            var sentence = messages.Sentence(problem);

            Assert.NotEqual(problem.Code, title);
            Assert.True(sentence != title && sentence.Length > title.Length, $"{problem.Code} has no sentence: {sentence}");
            Assert.DoesNotMatch(Gap(), sentence);
            Assert.All(Blaming, word => Assert.DoesNotContain(word, sentence + title, StringComparison.Ordinal));
            Assert.DoesNotMatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", sentence);
            Assert.Equal(language == "ja", Kana().IsMatch(sentence.Replace(problem.Value ?? "-", "", StringComparison.Ordinal)));
        }

        Assert.All(Constants(typeof(ProblemCodes)), code => Assert.False(texts[KeyOf(code)].ResourceNotFound || texts[KeyOf(code) + "Title"].ResourceNotFound, code));
        Assert.All(Constants(typeof(AdjustReasons)), reason => Assert.False(texts["Adjusted" + KeyOf(reason)].ResourceNotFound, reason));
    }

    [Theory]
    [InlineData("ja", ProblemCodes.Required, "17行目、商品コード：入力されていません。商品コードを入力してください。")]
    [InlineData("en", ProblemCodes.Required, "Row 17, Product code: Empty. Enter the product code.")]
    [InlineData("ja", ProblemCodes.NotAnInteger, "17行目、数量：「1.5」は整数ではありません。1〜99,999の整数を入力してください。")]
    [InlineData("en", ProblemCodes.NotAnInteger, "Row 17, Quantity: \"1.5\" is not a whole number. Enter 1 to 99,999.")]
    [InlineData("ja", ProblemCodes.AmbiguousDate, "17行目、注文日時：「01/02/2026」は2026/01/02とも2026/02/01とも読めます。「2026/01/02」の形で入力してください。")]
    [InlineData("en", ProblemCodes.AmbiguousDate, "Row 17, Ordered at: \"01/02/2026\" could be Jan 02, 2026 or Feb 01, 2026. Write it like 2026/01/02.")]
    [InlineData("ja", ProblemCodes.BadPostalCode, "17行目、郵便番号：「15-0001」は7桁ではありません。「150-0001」のように7桁で入力してください。")]
    [InlineData("ja", ProblemCodes.PrefectureMismatch, "17行目、都道府県：「大阪府」は郵便番号150-0001（東京都）と一致しません。どちらが正しいか確認してください。")]
    [InlineData("en", ProblemCodes.PrefectureMismatch, "Row 17, Prefecture: \"大阪府\" does not match postal code 150-0001 (東京都). Check which one is right.")]
    [InlineData("ja", ProblemCodes.UnknownProduct, "17行目、商品コード：「Z-9」は登録されていません。登録済みの商品を選択するか、先に商品を追加してください。")]
    [InlineData("ja", ProblemCodes.InconsistentOrder, "18行目、顧客名：「鈴木商会」は、同じ注文EC-1001の17行目（「田中商店」）と異なります。同じ値にそろえてください。")]
    [InlineData("ja", ProblemCodes.DuplicateExisting, "17行目、注文番号：EC-1001はすでに登録済みです。番号を変更するか、取り込み済みの注文であれば行を削除してください。")]
    [InlineData("ja", ProblemCodes.Undecodable, "17行目、備考：CP932として読めない文字があります。文字コードを選び直すか、UTF-8で保存したファイルを取り込んでください。")]
    [InlineData("en", ProblemCodes.OrderRejected, "Row 17: This row is fine. Its order was not imported because of row 18. Correct that row.")]
    [InlineData("ja", ProblemCodes.OrderRejected, "17行目：この行に問題はありません。同じ注文の18行目にエラーがあるため、取り込んでいません。18行目を直してください。")]
    public void Whole_OfTheModelProblems_ReadsLikeTheWordingSheet(string language, string code, string expected)
    {
        var (messages, _) = Speak(language);

        Assert.Equal(expected, messages.Whole(Everything.Value.First(problem => problem.Code == code)));
    }

    [Theory]
    [InlineData("ja", ProblemSeverity.Error, "¥2,480,550は1回の決済の上限¥1,000,000を超えています。分割決済を有効にするか、注文を分けてください。")]
    [InlineData("en", ProblemSeverity.Warning, "¥2,480,550 exceeds ¥1,000,000 per charge. It will be settled in parts.")]
    public void Sentence_OfAnAmountAboveTheLimit_DependsOnWhetherItMayBeSplit(string language, ProblemSeverity severity, string expected)
    {
        var (messages, _) = Speak(language);
        var problem = Everything.Value.First(one => one.Code == ProblemCodes.AmountAboveLimit && one.Severity == severity);

        // Taxes belong to the domain; here only the sentence counts.
        Assert.Equal(expected, messages.Sentence(problem with { Arguments = ["2480550", problem.Arguments[1]] }));
    }

    [Theory]
    [InlineData("ja", AdjustReasons.ExcelSerial, "2026/01/05")]
    [InlineData("en", AdjustReasons.ExcelSerial, "Jan 05, 2026")]
    [InlineData("en", AdjustReasons.DayFirst, "Feb 13, 2026")]
    [InlineData("ja", AdjustReasons.TimeDropped, "2026/01/10")]
    public void Sentence_OfAnAdjustedDate_IsInTheReadersNotation(string language, string reason, string expected)
    {
        var (messages, _) = Speak(language);

        Assert.Contains(expected, messages.Sentence(Everything.Value.First(problem => problem.Arguments is [_, var why] && why == reason)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+81312345678")]
    [InlineData("007")]
    [InlineData("-0")]
    public void Sentence_WithACodeThatLooksLikeANumber_KeepsItAsItIs(string value)
    {
        var (messages, _) = Speak("en");

        Assert.Contains($"(\"{value}\")", messages.Sentence(new ImportProblem(2, ImportColumn.CustomerPhone, ProblemCodes.InconsistentOrder, ProblemSeverity.Error, "03", "EC-1", "1", value)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Sentence_OfACodeOrShapeOfAnotherVersion_IsStillOne(string language)
    {
        var (messages, _) = Speak(language);

        Assert.Equal("from_the_future", messages.Sentence(new ImportProblem(2, null, "from_the_future", ProblemSeverity.Error, null)));
        Assert.NotEmpty(messages.Sentence(new ImportProblem(2, null, ProblemCodes.InconsistentOrder, ProblemSeverity.Error, null)));
        Assert.NotEmpty(messages.Sentence(new ImportProblem(2, null, ProblemCodes.Adjusted, ProblemSeverity.Warning, "{0}", "{9}", "why")));
    }

    private static IEnumerable<ImportProblem> FromRows()
    {
        (ImportColumn Column, string Cell)[] cells =
        [
            (ImportColumn.ProductCode, ""), (ImportColumn.CustomerName, new string('長', 101)), (ImportColumn.Quantity, "十個"), (ImportColumn.Quantity, "1.5"),
            (ImportColumn.Quantity, "0"), (ImportColumn.OrderedAt, "26/1/5"), (ImportColumn.OrderedAt, "01/02/2026"), (ImportColumn.CustomerEmail, "taro.example.jp"),
            (ImportColumn.CustomerPhone, "03-1234"), (ImportColumn.PostalCode, "15-0001"), (ImportColumn.Prefecture, "東京国"), (ImportColumn.Prefecture, "大阪府"),
            (ImportColumn.PaymentMethod, "代金引換"), (ImportColumn.TaxRate, "5%"), (ImportColumn.CustomerName, "田中\u0007"), (ImportColumn.OrderNumber, "1.23457E+12"),
            (ImportColumn.PostalCode, "600001"), (ImportColumn.ProductCode, "Ａ-100"), (ImportColumn.OrderedAt, "46027"), (ImportColumn.OrderedAt, "13/02/2026"),
            (ImportColumn.OrderedAt, "02/13/2026"), (ImportColumn.DeliveryDate, "2026/1/10 10:00"), (ImportColumn.DeliveryDate, "最短"), (ImportColumn.Prefecture, "13"),
            (ImportColumn.CustomerName, "田中\n商店"), (ImportColumn.CustomerName, "#N/A"),
        ];
        foreach (var (column, cell) in cells)
        {
            foreach (var problem in Import(new TenantSettings { FreeProductCodes = true }, Row(17, (column, cell))))
            {
                yield return problem;
            }
        }

        var settings = new TenantSettings { FreeProductCodes = true };
        var undecodable = Row(17, (ImportColumn.Note, $"a{FileRow.UndecodableMark}b")) with { Flaws = RowFlaws.Undecodable };
        ImportProblem[][] others =
        [
            Import(settings, Row(17, (ImportColumn.Quantity, "1"), (ImportColumn.UnitPrice, "50"), (ImportColumn.ShippingFee, "0"))),
            Import(settings, Row(17, (ImportColumn.Quantity, "100"), (ImportColumn.UnitPrice, "24800"))),
            Import(settings with { SplitSettlement = true }, Row(17, (ImportColumn.Quantity, "100"), (ImportColumn.UnitPrice, "24800"))),
            Import(settings, Row(17), Row(18, (ImportColumn.CustomerName, "鈴木商会"), (ImportColumn.ProductCode, "B-1"))),
            Import(settings, Row(17), Row(18)),
            Import(settings, Row(17, (ImportColumn.Quantity, "x")), Row(18, (ImportColumn.ProductCode, "B-1"))),
            Import(settings with { FreeProductCodes = false }, Row(17, (ImportColumn.ProductCode, "Z-9"))),
            Import(settings, undecodable),
            Import(settings, Row(17) with { Flaws = RowFlaws.UnclosedQuote }),
            Import(settings, Row(17) with { Cells = GoodCells[..20] }),
            Import(settings, Row(17) with { Cells = [.. GoodCells, "x"] }),
            Import(settings, [.. Enumerable.Range(2, OrderLimits.MaxLines + 1).Select(number => Row(number))]),
        ];
        foreach (var problem in others.SelectMany(found => found))
        {
            yield return problem;
        }
    }

    private static IEnumerable<ImportProblem> FromHeadings() =>
        [.. HeadingMap.Match(["注文番号", "顧客名", "受注番号"]).Problems];

    /// <summary>What reader, job and endpoint say of a file, with the arguments that they give.</summary>
    private static IEnumerable<ImportProblem> FromFiles() =>
    [
        OfFile(ProblemCodes.EmptyFile), OfFile(ProblemCodes.NotASpreadsheet, "png"), OfFile(ProblemCodes.NotASpreadsheet, "zip"), OfFile(ProblemCodes.NotASpreadsheet, "ole"),
        OfFile(ProblemCodes.UnknownSheet, "Copy", "Orders, Returns"), OfFile(ProblemCodes.UnpacksTooLarge), OfFile(ProblemCodes.UnsupportedEncoding, "ISO-2022-JP"), OfFile(ProblemCodes.DamagedWorkbook),
        OfFile(ProblemCodes.NotASpreadsheet, "nul"), OfFile(ProblemCodes.PasswordProtected), OfFile(ProblemCodes.TooLarge, "100"),
        OfFile(ProblemCodes.TooManyRows, "1000001", "1000000"), OfFile(ProblemCodes.TotalMismatch), OfFile(ProblemCodes.UnknownProfile, "eccube9"), OfFile(ProblemCodes.BadMapping, "defaults"),
        new ImportProblem(17, ImportColumn.OrderNumber, ProblemCodes.DuplicateExisting, ProblemSeverity.Error, "EC-1001"),
        new ImportProblem(17, null, ProblemCodes.TotalMismatch, ProblemSeverity.Error, "1,650", "1650", "1550"),
        new ImportProblem(17, ImportColumn.OrderNumber, ProblemCodes.DuplicateInFile, ProblemSeverity.Error, "EC-1001", "16"),
        new ImportProblem(17, ImportColumn.ProductCode, ProblemCodes.Adjusted, ProblemSeverity.Warning, "A100", "A-100", AdjustReasons.Rule),
        new ImportProblem(17, ImportColumn.PostalCode, ProblemCodes.Adjusted, ProblemSeverity.Error, "600001", "0600001", AdjustReasons.LeadingZero),
    ];

    private static ImportProblem OfFile(string code, params string[] arguments) => new(0, null, code, ProblemSeverity.Error, null, arguments);

    private static FileRow Row(int number, params (ImportColumn Column, string Cell)[] changes)
    {
        var cells = (string[])GoodCells.Clone();
        foreach (var (column, cell) in changes)
        {
            cells[(int)column - 1] = cell;
        }

        return new FileRow(number, cells, RowFlaws.None);
    }

    private static ImportProblem[] Import(TenantSettings settings, params FileRow[] rows)
    {
        var options = new ReadingOptions { ReceivedAt = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(9)), EncodingName = "CP932" };
        var map = HeadingMap.Match([.. ImportColumns.All.Select(info => info.Japanese)]);
        var index = new OrderIndex(map, options, seed: 7);
        foreach (var row in rows)
        {
            index.Add(row);
        }

        var assembler = new OrderAssembler(index, new OrderRowReader(map, settings, options, new NoProducts()));
        var problems = new List<ImportProblem>();
        foreach (var row in rows)
        {
            assembler.Add(row);
            while (assembler.TryTake(out var order))
            {
                problems.AddRange(order.Problems);
            }
        }

        return [.. problems];
    }

    private static (ImportMessages Messages, IStringLocalizer<ImportProblemsText> Texts) Speak(string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<ImportProblemsText>>();
        return (new ImportMessages(texts, services.GetRequiredService<IStringLocalizer<StatusText>>(), new ReaderClock()), texts);
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!);

    private static string KeyOf(string code) => string.Concat(code.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>A placeholder that was not filled, or filled with nothing.</summary>
    [GeneratedRegex("[{}]|「」|（）|\"\"|\\(\\)|  | [.,)]|¥は|:$|：$|^は|^を|U\\+$", RegexOptions.None, 1000)]
    private static partial Regex Gap();

    [GeneratedRegex("[\u3040-\u30ff]", RegexOptions.None, 1000)]
    private static partial Regex Kana();

    private sealed class NoProducts : IProductCatalog
    {
        public CatalogProduct? Find(string code) => null;
    }
}
