using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tests.Imports;

namespace OrderPortal.Domain.Tests.Orders;

public sealed class OrderRulesTests
{
    private static readonly TenantSettings Settings = new() { FreeProductCodes = true };

    private static OrderDraft Good() => new()
    {
        OrderNumber = "EC-1",
        Customer = new OrderCustomer("C1", "田中商店", "taro@example.co.jp", "0312345678"),
        ShippingAddress = new ShippingAddress("1500001", "東京都", "渋谷区", "神宮前1-2-3", ""),
        OrderedAt = TestFile.ReceivedAt,
        Lines = [new OrderLineDraft("A-100", "ペン", 10, 1_200, TaxRate.Standard, null)],
    };

    [Fact]
    public void Check_WhenOrderIsGood_SaysNothing() => Assert.Empty(OrderRules.Check(Good(), Settings));

    [Fact]
    public void Check_TellsEveryMistakeWithItsFieldAndLine()
    {
        var draft = Good() with
        {
            OrderNumber = " ",
            Customer = new OrderCustomer(new string('x', 51), "a\u0001", "taro@", "12"),
            ShippingAddress = new ShippingAddress("15-0001", "東京国", "", "", ""),
            ShippingFee = -1,
            Lines = [new OrderLineDraft("", "", 0, -5, (TaxRate)5, null)],
        };

        var problems = OrderRules.Check(draft, Settings);

        Assert.Equal(
            [
                (ImportColumn.OrderNumber, ProblemCodes.Required), (ImportColumn.CustomerCode, ProblemCodes.TooLong), (ImportColumn.CustomerName, ProblemCodes.ControlCharacter),
                (ImportColumn.CustomerEmail, ProblemCodes.BadEmail), (ImportColumn.CustomerPhone, ProblemCodes.BadPhone), (ImportColumn.PostalCode, ProblemCodes.BadPostalCode),
                (ImportColumn.Prefecture, ProblemCodes.UnknownPrefecture), (ImportColumn.ShippingFee, ProblemCodes.OutOfRange), (ImportColumn.ProductCode, ProblemCodes.Required),
                (ImportColumn.Quantity, ProblemCodes.OutOfRange), (ImportColumn.UnitPrice, ProblemCodes.OutOfRange), (ImportColumn.TaxRate, ProblemCodes.BadTaxRate),
            ],
            problems.Select(problem => (problem.Field!.Value, problem.Code)));
        Assert.All(problems, problem => Assert.Equal(problem.Field >= ImportColumn.ProductCode && problem.Field <= ImportColumn.TaxRate ? 0 : null, problem.Line));
    }

    [Theory]
    [InlineData(ImportColumn.Quantity, "0")]
    [InlineData(ImportColumn.UnitPrice, "100000000")]
    [InlineData(ImportColumn.ShippingFee, "-1")]
    public void Check_SaysOfAMistakeWhatAFileSaysOfIt(ImportColumn column, string value)
    {
        var number = long.Parse(value);
        var line = Good().Lines[0];
        var draft = column switch
        {
            ImportColumn.Quantity => Good() with { Lines = [line with { Quantity = (int)number }] },
            ImportColumn.UnitPrice => Good() with { Lines = [line with { UnitPrice = number }] },
            _ => Good() with { ShippingFee = number },
        };

        var byForm = Assert.Single(OrderRules.Check(draft, Settings));
        var byFile = Assert.Single(Assert.Single(new TestFile().Import(TestFile.Row(2, (column, value)))).Problems);

        Assert.Equal((byFile.Column, byFile.Code, byFile.Severity, byFile.Value), (byForm.Field, byForm.Code, byForm.Severity, byForm.Value));
        Assert.Equal(byFile.Arguments, byForm.Arguments);
    }

    [Theory]
    [InlineData(90, ProblemCodes.AmountBelowMinimum)]
    [InlineData(91, null)]
    [InlineData(909_091, null)]
    [InlineData(909_092, ProblemCodes.AmountAboveLimit)]
    public void CheckWhole_KnowsTheBoundsOfACharge(long price, string? code)
    {
        var draft = Good() with { Lines = [new OrderLineDraft("A", "A", 1, price, TaxRate.Standard, null)] };

        Assert.Equal(code, OrderRules.CheckWhole(draft, Settings, out _).SingleOrDefault()?.Code);
    }

    [Fact]
    public void CheckWhole_WhenSplitSettlementIsOn_OnlyWarns()
    {
        var draft = Good() with { Lines = [new OrderLineDraft("A", "A", 1, 2_000_000, TaxRate.Standard, null)] };

        var problem = Assert.Single(OrderRules.CheckWhole(draft, Settings with { SplitSettlement = true }, out var totals));

        Assert.Equal((ProblemCodes.AmountAboveLimit, ProblemSeverity.Warning), (problem.Code, problem.Severity));
        Assert.Equal(["2200000", "1000000"], problem.Arguments);
        Assert.Equal(2_200_000, totals.Total);
    }

    [Fact]
    public void CheckWhole_WhenDiscountEatsMoreThanAll_NamesTheMost()
    {
        var problem = Assert.Single(OrderRules.CheckWhole(Good() with { Discount = 12_501, ShippingFee = 500 }, Settings, out _));

        Assert.Equal((ImportColumn.Discount, ProblemCodes.OutOfRange), (problem.Field, problem.Code));
        Assert.Equal(["0", "12500"], problem.Arguments);
    }

    [Fact]
    public void CheckWhole_WhenTheGreatestOrderThereIs_DoesNotOverflow()
    {
        var lines = Enumerable.Repeat(new OrderLineDraft("A", "A", OrderLimits.MaxQuantity, OrderLimits.MaxUnitPrice, TaxRate.Standard, null), OrderLimits.MaxLines);

        foreach (var rounding in Enum.GetValues<TaxRounding>())
        {
            var settings = Settings with { SplitSettlement = true, TaxRounding = rounding };
            Assert.Single(OrderRules.CheckWhole(Good() with { Lines = [.. lines], Discount = OrderLimits.MaxFee }, settings, out var totals));
            Assert.True(totals.Total > 10_000_000_000_000_000);
        }
    }

    [Fact]
    public void CheckWhole_WhenThereAreNoOrTooManyLines_SaysSo()
    {
        var line = Good().Lines[0];

        Assert.Equal(ProblemCodes.Required, Assert.Single(OrderRules.CheckWhole(Good() with { Lines = [] }, Settings, out _)).Code);
        Assert.Equal(
            ProblemCodes.TooManyLines,
            Assert.Single(OrderRules.CheckWhole(Good() with { Lines = [.. Enumerable.Repeat(line, OrderLimits.MaxLines + 1)] }, Settings, out _)).Code);
    }
}
