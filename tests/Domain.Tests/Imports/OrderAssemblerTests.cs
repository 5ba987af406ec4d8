using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using static OrderPortal.Domain.Tests.Imports.TestFile;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class OrderAssemblerTests
{
    private static (ImportColumn Column, string Cell)[] Line(string? number, string code, string quantity = "2", string price = "500")
    {
        (ImportColumn, string)[] line = [(ImportColumn.ProductCode, code), (ImportColumn.Quantity, quantity), (ImportColumn.UnitPrice, price)];
        return number is null ? line : [(ImportColumn.OrderNumber, number), .. line];
    }

    [Fact]
    public void Import_TakesAllThreeLayouts()
    {
        var repeated = new TestFile().Import(Row(2), Row(3, (ImportColumn.ProductCode, "B")));
        var firstOnly = new TestFile().Import(Row(2), Blank(3, Line("EC-1001", "B")));
        var blank = new TestFile().Import(Row(2), Blank(3, Line(null, "B")));

        Assert.All([repeated, firstOnly, blank], orders =>
        {
            var order = Assert.Single(orders);
            Assert.Equal(["A-100", "B"], order.Draft!.Lines.Select(line => line.ProductCode));
            Assert.Equal([2, 3], order.Rows);
            Assert.Equal("田中商店", order.Draft.Customer.Name);
            Assert.Empty(order.Problems);
        });
        Assert.Equal((12L, 13_000L), (blank[0].Quantity, blank[0].Amount));
        Assert.Equal(13_000 + 550 + 1_355, blank[0].Totals.Total);
    }

    [Fact]
    public void Import_WhenRowsAreScattered_HandsOutEachOrderAtItsLastRow()
    {
        var orders = new TestFile().Import(
            Row(2, (ImportColumn.OrderNumber, "A")), Row(3, (ImportColumn.OrderNumber, "B")), Row(4, (ImportColumn.OrderNumber, "Ａ"), (ImportColumn.ProductCode, "X")));

        Assert.Equal([("B", 1), ("A", 2)], orders.Select(order => (order.OrderNumber!, order.Sequence)));
        Assert.Equal([2, 4], orders[1].Rows);
    }

    [Fact]
    public void Import_WhenOrderLevelValuesDiffer_NamesTheOtherRowAndItsValue()
    {
        var order = Assert.Single(new TestFile().Import(Row(17), Row(18, (ImportColumn.CustomerName, "田中商会"), (ImportColumn.ProductCode, "B"))));

        var problem = order.Problems.Single(problem => problem.Row == 18);
        Assert.Equal((ProblemCodes.InconsistentOrder, ImportColumn.CustomerName, "田中商会"), (problem.Code, problem.Column, problem.Value));
        Assert.Equal(["EC-1001", "17", "田中商店"], problem.Arguments);
        Assert.True(order.IsRejected);
        Assert.Equal((ProblemCodes.OrderRejected, "18"), (order.Problems[0].Code, order.Problems[0].Arguments[0]));
    }

    [Fact]
    public void Import_WhenValuesDifferOnlyInSpelling_IsOneValue()
    {
        var order = Assert.Single(new TestFile().Import(
            Row(2), Row(3, (ImportColumn.PostalCode, "〒１５０－０００１"), (ImportColumn.OrderedAt, "令和8年1月5日 13:45"), (ImportColumn.ShippingFee, "¥550"), (ImportColumn.ProductCode, "B"))));

        Assert.Empty(order.Problems);
    }

    [Fact]
    public void Import_WhenOneLineIsBad_RejectsTheOrderAndEveryRowSaysSo()
    {
        var orders = new TestFile().Import(
            Row(2), Row(3, (ImportColumn.Quantity, "1.5")), Row(4, (ImportColumn.ProductCode, "C")), Row(5, (ImportColumn.OrderNumber, "EC-2")));

        Assert.Equal([true, false], orders.Select(order => order.IsRejected));
        Assert.Equal(
            [(2, ProblemCodes.OrderRejected), (3, ProblemCodes.NotAnInteger), (4, ProblemCodes.OrderRejected)],
            orders[0].Problems.Select(problem => (problem.Row, problem.Code)));
        Assert.Equal((20L, 24_000L), (orders[0].Quantity, orders[0].Amount));
    }

    [Fact]
    public void Import_WhenTheNumberIsBlankThoughAnOrderBegins_RejectsThatRowAlone()
    {
        var orders = new TestFile().Import(
            Row(2), Row(3, (ImportColumn.OrderNumber, "")), Blank(4, Line(null, "B")), Row(5, (ImportColumn.OrderNumber, "EC-2")));

        Assert.Equal([false, true, false], orders.Select(order => order.IsRejected));
        Assert.Null(orders[1].OrderNumber);
        Assert.Equal(
            [(3, ProblemCodes.Required, ImportColumn.OrderNumber), (4, ProblemCodes.OrderRejected, null)],
            orders[1].Problems.Select(problem => (problem.Row, problem.Code, problem.Column)));
    }

    [Fact]
    public void Import_WhenAContinuationHasTheWrongShape_RejectsTheOrderAboveToo()
    {
        var misshapen = new FileRow(3, [.. Blank(3, Line(null, "B")).Cells, "x"], RowFlaws.None);

        var order = Assert.Single(new TestFile().Import(Row(2), misshapen));

        Assert.Equal([(2, ProblemCodes.OrderRejected), (3, ProblemCodes.TooManyFields)], order.Problems.Select(problem => (problem.Row, problem.Code)));
    }

    [Fact]
    public void Import_WhenARowWithoutNumberIsShifted_RejectsTheOrderAboveThoughOrderCellsAreFilled()
    {
        var shifted = new FileRow(3, ["", .. Row(3).Cells], RowFlaws.None);

        var order = Assert.Single(new TestFile().Import(Row(2), shifted with { Cells = [.. shifted.Cells[..^1], "x"] }));

        Assert.True(order.IsRejected);
        Assert.Equal([2, 3], order.Rows);
    }

    [Fact]
    public void Import_WhenTheIndexGrows_ForgetsNoRow()
    {
        var rows = Enumerable.Range(0, 9_000).Select(i => Row(i + 2, (ImportColumn.OrderNumber, $"N{i / 3}"), (ImportColumn.ProductCode, $"P{i}"))).ToList();

        var orders = new TestFile().Import(rows);

        Assert.Equal(3_000, orders.Count);
        Assert.All(orders, order => Assert.Equal(3, order.Rows.Count));
    }

    [Fact]
    public void Import_WhenTheFirstRowHasNoNumber_SaysSo()
    {
        var order = Assert.Single(new TestFile().Import(Blank(2, Line(null, "B"))));

        Assert.Contains(order.Problems, problem => problem is { Code: ProblemCodes.Required, Column: ImportColumn.OrderNumber });
    }

    [Fact]
    public void Import_WhenNoRowNamesTheCustomer_AsksForItOnce()
    {
        var order = Assert.Single(new TestFile().Import(Blank(2, Line("1", "A")), Blank(3, Line("1", "B"))));

        Assert.Equal([(2, ProblemCodes.Required), (3, ProblemCodes.OrderRejected)], order.Problems.Select(problem => (problem.Row, problem.Code)));
        Assert.Equal(ImportColumn.CustomerName, order.Problems[0].Column);
    }

    [Fact]
    public void Import_BlankRowsAreNoRows()
    {
        var file = new TestFile();
        var orders = file.Import(Row(2), Blank(3), new FileRow(4, [""], RowFlaws.None), Blank(5, Line(null, "B")));

        Assert.Equal(2, file.Index!.Rows);
        Assert.Equal([2, 5], Assert.Single(orders).Rows);
    }

    [Fact]
    public void Import_WhenARowIsTwiceInAnOrder_Warns()
    {
        var order = Assert.Single(new TestFile().Import(Row(2), Row(3, (ImportColumn.ProductCode, "B")), Row(4)));

        var problem = Assert.Single(order.Problems);
        Assert.Equal((4, ProblemCodes.DuplicateInFile, ProblemSeverity.Warning), (problem.Row, problem.Code, problem.Severity));
        Assert.Equal(["2"], problem.Arguments);
        Assert.False(order.IsRejected);
    }

    [Fact]
    public void Import_WhenPostalCodeAndPrefectureDisagree_Warns()
    {
        var order = Assert.Single(new TestFile().Import(Row(17, (ImportColumn.Prefecture, "大阪府"))));

        var problem = Assert.Single(order.Problems);
        Assert.Equal((ProblemCodes.PrefectureMismatch, ProblemSeverity.Warning, "大阪府"), (problem.Code, problem.Severity, problem.Value));
        Assert.Equal(["150-0001", "東京都"], problem.Arguments);
    }

    [Theory]
    [InlineData("1", "10", "0", ProblemCodes.AmountBelowMinimum, false)]
    [InlineData("1000", "2000", "0", ProblemCodes.AmountAboveLimit, false)]
    [InlineData("1", "1000", "1551", ProblemCodes.OutOfRange, false)]
    [InlineData("1000", "2000", "0", ProblemCodes.AmountAboveLimit, true)]
    public void Import_ChecksTheWholeOrder(string quantity, string price, string discount, string code, bool split)
    {
        var file = new TestFile { Settings = new TenantSettings { FreeProductCodes = true, SplitSettlement = split } };
        var order = Assert.Single(file.Import(Row(
            2, (ImportColumn.Quantity, quantity), (ImportColumn.UnitPrice, price), (ImportColumn.Discount, discount), (ImportColumn.ShippingFee, price == "1000" ? "550" : ""))));

        Assert.Equal(code, Assert.Single(order.Problems).Code);
        Assert.Equal(!split, order.IsRejected);
    }

    [Fact]
    public void Import_WhenAnOrderHasTooManyRows_HandsThemOutOneByOneAndRejectsAll()
    {
        var rows = Enumerable.Range(2, OrderLimits.MaxLines + 1).Select(i => Row(i, (ImportColumn.ProductCode, $"P{i}"))).ToList();
        var file = new TestFile();
        var orders = file.Import(rows);

        Assert.Equal(rows.Count, orders.Count);
        Assert.Equal(0, file.MostHeld);
        Assert.Single(orders, order => !order.IsFurtherPiece);
        Assert.All(orders, order => Assert.Equal(ProblemCodes.TooManyLines, Assert.Single(order.Problems).Code));
        Assert.Equal(["EC-1001", "1000", "1001"], orders[0].Problems[0].Arguments);
        Assert.False(Assert.Single(new TestFile().Import(rows[..OrderLimits.MaxLines].Select(row => Row(row.Number, (ImportColumn.UnitPrice, "1"), (ImportColumn.ProductCode, row.Cells[11]))).ToList())).IsRejected);
    }

    [Fact]
    public void Import_WhenMoreRowsWouldWaitThanAllowed_SweepsAgainAndGivesTheSame()
    {
        var rows = Enumerable.Range(0, 90).Select(i => Row(i + 2, (ImportColumn.OrderNumber, $"N{i % 30}"), (ImportColumn.ProductCode, $"P{i}"))).ToList();
        var bounded = new TestFile { MaxHeldRows = 7 };
        var again = new TestFile { MaxHeldRows = 7 };

        var orders = bounded.Import(rows);

        Assert.True(bounded.Sweeps > 3);
        Assert.InRange(bounded.MostHeld, 1, 7);
        Assert.Equal(Enumerable.Range(1, 30), orders.Select(order => order.Sequence));
        Assert.Equal(orders.Select(order => order.OrderNumber), again.Import(rows).Select(order => order.OrderNumber));
        Assert.Equal(
            new TestFile().Import(rows).OrderBy(order => order.FirstRow).Select(order => (order.OrderNumber, string.Join(',', order.Rows))),
            orders.OrderBy(order => order.FirstRow).Select(order => (order.OrderNumber, string.Join(',', order.Rows))));
    }

    [Fact]
    public void Add_WhenTheFileIsAnotherOne_Throws()
    {
        var file = new TestFile();
        var index = new OrderIndex(file.Map, file.Options, 1);
        index.Add(Row(2));
        index.Add(Row(3));
        var assembler = new OrderAssembler(index, file.Reader);
        assembler.Add(Row(2));

        Assert.Throws<InvalidOperationException>(() => assembler.Add(Row(3, (ImportColumn.OrderNumber, "other"))));
        Assert.Throws<InvalidOperationException>(() => assembler.NextSweep());
    }
}
