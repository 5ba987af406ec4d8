using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Imports.Profiles;

/// <summary>Each thing that a mapping decides, by itself.</summary>
public sealed class MappingTests
{
    private static readonly string[] Headings = ["番号", "客", "品", "数", "円", "種別", "総額", "日", "〒"];

    private static readonly ImportMapping Plain = new()
    {
        Columns =
        [
            Column(ImportColumn.OrderNumber, "番号"), Column(ImportColumn.CustomerName, "客"), Column(ImportColumn.ProductCode, "品"), Column(ImportColumn.Quantity, "数"),
            Column(ImportColumn.UnitPrice, "円"), Column(ImportColumn.OrderedAt, "日"), Column(ImportColumn.PostalCode, "〒"),
        ],
        TaxIncluded = true,
    };

    [Fact]
    public void Filter_SkipsRowsOfOtherKindsWhateverTheyBelongTo()
    {
        var mapping = Plain with { Filter = new RowFilter(new HeadingReference("種別"), ["商品", "Ｇoods"]) };
        var file = new ProfileFile(mapping, Headings)
            .Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "1"), ("円", "500"), ("種別", "商品"))
            .Row(("番号", "1"), ("円", "x"), ("種別", "送料"))
            .Row(("番号", "9"), ("種別", ""))
            .Row(("種別", "送料"))
            .Row(("品", "B"), ("数", "1"), ("円", "100"), ("種別", " goods"));

        var order = Assert.Single(file.Import()).Value;

        // The last row goes on with the order above: rows that are no lines do not stand between.
        Assert.Equal([2, 6], order.Rows);
        Assert.Equal(600, order.Totals.Total);
        Assert.Equal((4, 2, 1), (file.File.Index!.Rows, file.File.Index.RowsSkipped, file.File.Index.Orders));
    }

    [Fact]
    public void Filter_WhoseHeadingIsMissing_IsAnErrorOfTheFile()
    {
        var mapping = Plain with { Filter = new RowFilter(new HeadingReference("明細区分"), ["1"]), Total = new HeadingReference("総額", 2) };

        var problems = HeadingMap.Of(mapping, Headings, 3).Problems;

        Assert.Equal([(3, ProblemCodes.MissingHeading, "明細区分"), (3, ProblemCodes.MissingHeading, "総額")], problems.Select(problem => (problem.Row, problem.Code, problem.Value!)));
    }

    [Theory]
    [InlineData("600", "600", null)]
    [InlineData("¥600", "", null)]
    [InlineData("", "600", null)]
    [InlineData("", "", null)]
    [InlineData("600", "700", "700")]
    [InlineData("930", "930", "930")]
    [InlineData("未定", "", "未定")]
    [InlineData("-9999", "", "-9999")]
    public void Total_ThatIsNotOurs_RejectsTheOrderOnItsFirstRow(string first, string second, string? stated)
    {
        var order = new ProfileFile(Plain with { Total = new HeadingReference("総額") }, Headings)
            .Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "1"), ("円", "500"), ("総額", first))
            .Row(("番号", "1"), ("品", "B"), ("数", "1"), ("円", "100"), ("総額", second)).Import()["1"];

        Assert.Equal(stated is null, order.Draft is not null);
        if (stated is not null)
        {
            var problem = Assert.Single(order.Problems, problem => problem.Code == ProblemCodes.TotalMismatch);
            Assert.Equal((2, null, ProblemSeverity.Error), (problem.Row, problem.Column, problem.Severity));
            Assert.Equal([stated, "600"], problem.Arguments);
            Assert.Equal([ProblemCodes.OrderRejected], order.Problems.Where(other => other.Row == 3).Select(other => other.Code));
        }
    }

    [Fact]
    public void Rules_ReplaceAValueBeforeItIsReadAndSaySo()
    {
        var mapping = Plain with { Strict = true, Rules = [new ValueRule(ImportColumn.Quantity, "一", "1"), new ValueRule(ImportColumn.ProductCode, "A", "A-001"), new ValueRule(ImportColumn.ProductCode, "500", "x")] };
        var order = new ProfileFile(mapping, Headings).Row(("番号", "1"), ("客", "A"), ("品", " A "), ("数", "一"), ("円", "500")).Import()["1"];

        var line = Assert.Single(ProfileFile.Accepted(order).Lines);
        Assert.Equal(("A-001", 1, 500L, "A"), (line.ProductCode, line.Quantity, line.UnitPrice, order.Draft!.Customer.Name));
        Assert.Equal(
            [(ImportColumn.ProductCode, " A ", "A-001"), (ImportColumn.Quantity, "一", "1")],
            order.Problems.Select(problem => (problem.Column!.Value, problem.Value!, problem.Arguments[0])));
        Assert.All(order.Problems, problem => Assert.Equal((ProblemCodes.Adjusted, ProblemSeverity.Warning, AdjustReasons.Rule), (problem.Code, problem.Severity, problem.Arguments[1])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Strict_MakesAnAdjustedValueAnError(bool strict)
    {
        var order = new ProfileFile(Plain with { Strict = strict }, Headings)
            .Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "1"), ("円", "500"), ("〒", "600001")).Import()["1"];

        Assert.Equal((strict, strict ? ProblemSeverity.Error : ProblemSeverity.Warning), (order.IsRejected, Assert.Single(order.Problems).Severity));
    }

    [Theory]
    [InlineData(MultiLineLayout.Any, 0, null)]
    [InlineData(MultiLineLayout.NumberOnEveryRow, 1, ProblemCodes.Required)]
    [InlineData(MultiLineLayout.OneRowPerOrder, 1, ProblemCodes.Required)]
    public void Layout_DecidesWhatARowWithoutANumberIs(MultiLineLayout layout, int rejected, string? code)
    {
        var orders = new ProfileFile(Plain with { Layout = layout }, Headings)
            .Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "1"), ("円", "500")).Row(("品", "B"), ("数", "1"), ("円", "100")).Row(("品", " ")).Import();

        Assert.Equal((rejected, layout == MultiLineLayout.Any ? 600 : 500), (orders.Values.Count(order => order.IsRejected), orders["1"].Totals.Total));
        Assert.Equal(code, orders.Values.FirstOrDefault(order => order.IsRejected)?.Problems[0].Code);
    }

    [Fact]
    public void Layout_OfOneRowPerOrder_RejectsANumberThatComesAgain()
    {
        var order = new ProfileFile(Plain with { Layout = MultiLineLayout.OneRowPerOrder }, Headings)
            .Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "1"), ("円", "500")).Row(("番号", "1"), ("客", "田中"), ("品", "B"), ("数", "1"), ("円", "500")).Import()["1"];

        Assert.Equal([(2, ProblemCodes.OrderRejected), (3, ProblemCodes.DuplicateInFile)], order.Problems.Select(problem => (problem.Row, problem.Code)));
        Assert.Equal("2", order.Problems[1].Arguments[0]);
    }

    [Fact]
    public void Defaults_StandInForColumnsAndBlankCells()
    {
        var mapping = Plain with
        {
            Columns = [.. Plain.Columns.Where(source => source.Column is not (ImportColumn.CustomerName or ImportColumn.Quantity))],
            Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.CustomerName] = "店頭", [ImportColumn.Quantity] = "2", [ImportColumn.UnitPrice] = "300", [ImportColumn.TaxRate] = "8%" },
        };
        var order = new ProfileFile(mapping, Headings).Row(("番号", "1"), ("客", "無視"), ("品", "A")).Row(("番号", "1"), ("品", "B"), ("円", "100")).Import()["1"];

        var draft = ProfileFile.Accepted(order);
        Assert.Equal("店頭", draft.Customer.Name);
        Assert.Equal([("A", 2, 300L, TaxRate.Reduced), ("B", 2, 100L, TaxRate.Reduced)], draft.Lines.Select(line => (line.ProductCode, line.Quantity, line.UnitPrice, line.TaxRate)));
    }

    [Theory]
    [InlineData(99, TaxRounding.Down, 106)]
    [InlineData(99, TaxRounding.HalfUp, 107)]
    [InlineData(105, TaxRounding.HalfUp, 113)]
    [InlineData(105, TaxRounding.Up, 114)]
    public void UnitTaxRounding_GivesEachUnitItsTax(int price, TaxRounding rounding, long expected)
    {
        var mapping = Plain with { TaxIncluded = false, UnitTaxRounding = rounding, Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.TaxRate] = "8" } };
        var order = new ProfileFile(mapping, Headings).Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "3"), ("円", $"{price}")).Import()["1"];

        var draft = ProfileFile.Accepted(order);
        Assert.Equal((expected, true, expected * 3), (draft.Lines[0].UnitPrice, draft.TaxIncluded, order.Totals.Total));
        Assert.Equal(expected * 3, order.Amount);
    }

    [Fact]
    public void DateOrder_IsTheMappings() =>
        Assert.Equal(new DateTime(2026, 2, 1), ProfileFile.Accepted(new ProfileFile(Plain with { DateOrder = DateOrder.DayFirst }, Headings)
            .Row(("番号", "1"), ("客", "田中"), ("品", "A"), ("数", "3"), ("円", "99"), ("日", "01/02/2026")).Import()["1"]).OrderedAt.DateTime);

    public static TheoryData<ImportMapping, ImportColumn?, string> Bad => new()
    {
        { Plain with { Columns = [Plain.Columns[0], Plain.Columns[0]] }, ImportColumn.OrderNumber, ProblemCodes.BadMapping },
        { Plain with { Columns = [new ColumnSource(ImportColumn.City, [])] }, ImportColumn.City, ProblemCodes.BadMapping },
        { Plain with { Columns = [new ColumnSource(ImportColumn.City, [new HeadingReference(" ")])] }, ImportColumn.City, ProblemCodes.BadMapping },
        { Plain with { Columns = [new ColumnSource(ImportColumn.City, [new HeadingReference("市", 0)])] }, ImportColumn.City, ProblemCodes.BadMapping },
        { Plain with { Filter = new RowFilter(new HeadingReference("種別"), []) }, null, ProblemCodes.BadMapping },
        { Plain with { Total = new HeadingReference("a\0") }, null, ProblemCodes.BadMapping },
        { Plain with { Rules = [new ValueRule(ImportColumn.CustomerName, "田中", "中田")] }, ImportColumn.CustomerName, ProblemCodes.BadMapping },
        { Plain with { Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.OrderNumber] = "1" } }, ImportColumn.OrderNumber, ProblemCodes.BadMapping },
        { Plain with { Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.TaxRate] = "5%" } }, ImportColumn.TaxRate, ProblemCodes.BadTaxRate },
        { Plain with { Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.DeliveryDate] = "01/02/2026" } }, ImportColumn.DeliveryDate, ProblemCodes.AmbiguousDate },
        { Plain with { Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.CustomerName] = new string('長', 101) } }, ImportColumn.CustomerName, ProblemCodes.TooLong },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Check_OfAMappingThatContradictsItself_SaysWhere(ImportMapping mapping, ImportColumn? column, string code)
    {
        Assert.Empty(MappingRules.Check(Plain));

        var problem = Assert.Single(MappingRules.Check(mapping));

        Assert.Equal((0, column, code), (problem.Row, problem.Column, problem.Code));
    }

    private static ColumnSource Column(ImportColumn column, string heading) => new(column, [new HeadingReference(heading)]);
}
