using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using static OrderPortal.Domain.Tests.Imports.TestFile;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class OrderRowReaderTests
{
    [Fact]
    public void Read_WhenRowIsGood_HasEveryValueAndNoProblem()
    {
        var row = new TestFile().Reader.Read(Row(2, (ImportColumn.Note, "改行\r\nあり"), (ImportColumn.Group, "春"), (ImportColumn.AddressLine2, "101")));

        Assert.Empty(row.Problems);
        Assert.Equal(("EC-1001", "C001", "田中商店", "taro@example.co.jp", "0312345678"),
            (row.OrderNumber, row.CustomerCode, row.CustomerName, row.CustomerEmail, row.CustomerPhone));
        Assert.Equal(("1500001", "東京都", "渋谷区", "神宮前1-2-3", "101"), (row.PostalCode, row.Prefecture, row.City, row.AddressLine1, row.AddressLine2));
        Assert.Equal(("A-100", "ボールペン①黒", 10, 1200L, TaxRate.Standard), (row.ProductCode, row.ProductName, row.Quantity, row.UnitPrice, row.TaxRate));
        Assert.Equal((0L, 550L, PaymentMethod.CreditCard), (row.Discount, row.ShippingFee, row.PaymentMethod));
        Assert.Equal((new DateOnly(2026, 1, 10), "午前中", "改行\nあり", "春"), (row.DeliveryDate, row.DeliveryTime, row.Note, row.Group));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 13, 45, 0, TimeSpan.FromHours(9)), row.OrderedAt);
    }

    [Theory]
    [InlineData(ImportColumn.ProductCode, " ", ProblemCodes.Required)]
    [InlineData(ImportColumn.Quantity, "", ProblemCodes.Required)]
    [InlineData(ImportColumn.UnitPrice, "　", ProblemCodes.Required)]
    [InlineData(ImportColumn.OrderNumber, "1.23457E+12", ProblemCodes.ScientificNotation)]
    [InlineData(ImportColumn.Quantity, "十個", ProblemCodes.NotANumber)]
    [InlineData(ImportColumn.UnitPrice, "1.2万", ProblemCodes.NotANumber)]
    [InlineData(ImportColumn.Quantity, "1.5", ProblemCodes.NotAnInteger)]
    [InlineData(ImportColumn.Quantity, "0", ProblemCodes.OutOfRange)]
    [InlineData(ImportColumn.Quantity, "100,000", ProblemCodes.OutOfRange)]
    [InlineData(ImportColumn.UnitPrice, "△500", ProblemCodes.OutOfRange)]
    [InlineData(ImportColumn.Discount, "-500", ProblemCodes.OutOfRange)]
    [InlineData(ImportColumn.ShippingFee, "100000000", ProblemCodes.OutOfRange)]
    [InlineData(ImportColumn.OrderedAt, "26/1/5", ProblemCodes.BadDate)]
    [InlineData(ImportColumn.DeliveryDate, "1/10", ProblemCodes.BadDate)]
    [InlineData(ImportColumn.OrderedAt, "01/02/2026", ProblemCodes.AmbiguousDate)]
    [InlineData(ImportColumn.CustomerEmail, "taro.example.co.jp", ProblemCodes.BadEmail)]
    [InlineData(ImportColumn.CustomerPhone, "03-1234", ProblemCodes.BadPhone)]
    [InlineData(ImportColumn.PostalCode, "15-0001", ProblemCodes.BadPostalCode)]
    [InlineData(ImportColumn.Prefecture, "東京国", ProblemCodes.UnknownPrefecture)]
    [InlineData(ImportColumn.PaymentMethod, "代金引換", ProblemCodes.UnknownPaymentMethod)]
    [InlineData(ImportColumn.TaxRate, "5%", ProblemCodes.BadTaxRate)]
    [InlineData(ImportColumn.CustomerName, "田中\u0007", ProblemCodes.ControlCharacter)]
    public void Read_WhenOneCellIsWrong_SaysThisAndOnlyThis(ImportColumn column, string cell, string code)
    {
        var row = new TestFile().Reader.Read(Row(17, (column, cell)));

        var problem = Assert.Single(row.Problems);
        Assert.Equal((17, column, code, ProblemSeverity.Error), (problem.Row, problem.Column, problem.Code, problem.Severity));
        Assert.Equal(code == ProblemCodes.Required ? null : cell, problem.Value);
        Assert.Equal(CellPresence.Faulty, row.PresenceOf(column));
    }

    [Fact]
    public void Read_ReportsEveryProblemOfTheRowInTheOrderOfItsColumns()
    {
        var row = new TestFile().Reader.Read(Row(
            2, (ImportColumn.OrderedAt, "きのう"), (ImportColumn.PostalCode, "1"), (ImportColumn.Quantity, ""), (ImportColumn.TaxRate, "5"), (ImportColumn.PaymentMethod, "?")));

        Assert.Equal(
            [ProblemCodes.BadDate, ProblemCodes.BadPostalCode, ProblemCodes.Required, ProblemCodes.BadTaxRate, ProblemCodes.UnknownPaymentMethod],
            row.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Read_WhenTextIsTooLong_NamesGreatestAndActualLength()
    {
        foreach (var (column, most) in new[] { (ImportColumn.OrderNumber, 50), (ImportColumn.CustomerName, 100), (ImportColumn.Note, 2000), (ImportColumn.ProductCode, 100) })
        {
            var problem = Assert.Single(new TestFile().Reader.Read(Row(2, (column, new string('x', most + 1)))).Problems);

            Assert.Equal((column, ProblemCodes.TooLong), (problem.Column, problem.Code));
            Assert.Equal([$"{most}", $"{most + 1}"], problem.Arguments);
            Assert.True(problem.Value!.Length <= ImportProblem.MaxValueLength);
            Assert.Empty(new TestFile().Reader.Read(Row(2, (column, new string('x', most)))).Problems);
        }
    }

    [Fact]
    public void Read_WhenZerosWereLost_RestoresThemWithAWarningBesideTheOriginal()
    {
        var row = new TestFile().Reader.Read(Row(2, (ImportColumn.PostalCode, "600001"), (ImportColumn.CustomerPhone, "9012345678"), (ImportColumn.OrderedAt, "46027")));

        Assert.All(row.Problems, problem => Assert.Equal((ProblemCodes.Adjusted, ProblemSeverity.Warning), (problem.Code, problem.Severity)));
        Assert.Equal(["46027", "9012345678", "600001"], row.Problems.Select(problem => problem.Value));
        Assert.Equal(["2026-01-05", "09012345678", "0600001"], row.Problems.Select(problem => problem.Arguments[0]));
        Assert.False(row.HasError);
    }

    [Fact]
    public void Read_AbsentBlankAndGivenAreThreeThings()
    {
        var file = new TestFile { Map = HeadingMap.Match(["注文番号", "顧客名", "商品コード", "数量", "単価", "備考"]) };
        var row = file.Reader.Read(new FileRow(2, ["1", "田中", "A", "1", "500", " "], RowFlaws.None));

        Assert.Equal(CellPresence.Absent, row.PresenceOf(ImportColumn.City));
        Assert.Equal(CellPresence.Blank, row.PresenceOf(ImportColumn.Note));
        Assert.Equal(CellPresence.Given, row.PresenceOf(ImportColumn.CustomerName));
        Assert.Equal(TaxRate.Standard, row.TaxRate);
        Assert.Equal("A", row.ProductName);
    }

    [Theory]
    [InlineData(22, ProblemCodes.TooFewFields)]
    [InlineData(24, ProblemCodes.TooManyFields)]
    public void Read_WhenTheShapeIsWrong_SaysOnlyThat(int count, string code)
    {
        var cells = new string[count];
        Array.Fill(cells, "x");

        var problem = Assert.Single(new TestFile().Reader.Read(new FileRow(9, cells, RowFlaws.None)).Problems);

        Assert.Equal((null, code), (problem.Column, problem.Code));
        Assert.Equal(["23", $"{count}"], problem.Arguments);
    }

    [Fact]
    public void Read_WhenExtraCellsAreBlank_IsFine() =>
        Assert.Empty(new TestFile().Reader.Read(new FileRow(2, [.. Row(2).Cells, "", " "], RowFlaws.None)).Problems);

    [Fact]
    public void Read_WhenShortRowsAreAllowed_TakesMissingCellsAsBlank()
    {
        var file = new TestFile { Options = new ReadingOptions { ReceivedAt = ReceivedAt, ShortRowsAllowed = true } };

        Assert.Empty(file.Reader.Read(new FileRow(2, Row(2).Cells[..21], RowFlaws.None)).Problems);
    }

    [Fact]
    public void Read_WhenBytesDidNotDecode_NamesTheCellAndNothingElse()
    {
        var row = new TestFile().Reader.Read(Row(2, (ImportColumn.Quantity, "1\uFDD0"), (ImportColumn.Note, "の\uFDD0し")) with { Flaws = RowFlaws.Undecodable });

        Assert.Equal([ProblemCodes.Undecodable, ProblemCodes.Undecodable], row.Problems.Select(problem => problem.Code));
        Assert.Equal("の\uFFFDし", row.Problems[1].Value);
        Assert.Equal(["CP932"], row.Problems[1].Arguments);
    }

    [Fact]
    public void Read_WhenAQuoteWasNeverClosed_SaysOnlyThat() => Assert.Equal(
        ProblemCodes.UnclosedQuote,
        Assert.Single(new TestFile().Reader.Read(Row(2, (ImportColumn.Quantity, "x")) with { Flaws = RowFlaws.UnclosedQuote }).Problems).Code);

    [Fact]
    public void Read_WhenTenantIsStrict_KnowsTheCatalogue()
    {
        var file = new TestFile { Settings = new TenantSettings(), Catalog = Pens };

        var known = file.Reader.Read(Row(2, (ImportColumn.ProductName, ""), (ImportColumn.TaxRate, "")));
        var unknown = Assert.Single(file.Reader.Read(Row(3, (ImportColumn.ProductCode, "A-101"))).Problems);

        Assert.Equal(("ボールペン 黒", TaxRate.Reduced), (known.ProductName, known.TaxRate));
        Assert.Equal((ProblemCodes.UnknownProduct, "A-101"), (unknown.Code, unknown.Value));
        Assert.Throws<ArgumentException>(() => new TestFile { Settings = new TenantSettings() }.Reader);
    }

    [Fact]
    public void Defaults_FillBlankLinesAndOrders_AndMustBeReadable()
    {
        var options = new ReadingOptions
        {
            ReceivedAt = ReceivedAt,
            Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.Quantity] = "3", [ImportColumn.PaymentMethod] = "請求書", [ImportColumn.CustomerName] = "店頭" },
        };
        var order = Assert.Single(new TestFile { Options = options }.Import(
            Row(2, (ImportColumn.Quantity, ""), (ImportColumn.PaymentMethod, ""), (ImportColumn.CustomerName, ""))));

        Assert.Equal(3, order.Draft!.Lines[0].Quantity);
        Assert.Equal((PaymentMethod.Invoice, "店頭"), (order.Draft.PaymentMethod, order.Draft.Customer.Name));
        var wrong = options with { Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.ShippingFee] = "x" } };
        Assert.Throws<ArgumentException>(() => new TestFile { Options = wrong }.Reader);
    }
}
