using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Orders;

public sealed class OrderTotalsTests
{
    private static Gen<((TaxRate, long)[] Lines, long Shipping, long Discount, bool Included, TaxRounding Rounding)> Orders { get; } =
        from lines in (from rate in Gen.Elements(TaxRate.Standard, TaxRate.Reduced, TaxRate.Exempt)
                       from amount in Gen.OneOf(Gen.Choose(0, 500), Gen.Choose(0, 99_999_999))
                       select (rate, (long)amount)).NonEmptyListOf()
        from shipping in Gen.Elements(0L, 1, 550, 99_999_999)
        from share in Gen.Choose(0, 1000)
        from included in Gen.Elements(true, false)
        from rounding in Gen.Elements(Enum.GetValues<TaxRounding>())
        select (lines.ToArray(), shipping, (long)(new BigInteger(lines.Sum(line => line.Item2) + shipping) * share / 1000), included, rounding);

    [Fact]
    public void Of_WhenThreeLinesOf105_RoundsOnce() =>
        Assert.Equal(31, OrderTotals.Of([(TaxRate.Standard, 105), (TaxRate.Standard, 105), (TaxRate.Standard, 105)], 0, 0, false, TaxRounding.Down).Tax10);

    [Theory]
    [InlineData(TaxRounding.Down, 0, 1)]
    [InlineData(TaxRounding.HalfUp, 1, 1)]
    [InlineData(TaxRounding.Up, 1, 2)]
    public void Of_RoundsInTheDirectionOfTheTenant(TaxRounding rounding, long of5, long of14) => Assert.Equal(
        (of5, of14),
        (OrderTotals.Of([(TaxRate.Standard, 5)], 0, 0, false, rounding).Tax10, OrderTotals.Of([(TaxRate.Standard, 14)], 0, 0, false, rounding).Tax10));

    [Fact]
    public void Of_WhenPricesIncludeTax_TakesItOut()
    {
        var totals = OrderTotals.Of([(TaxRate.Standard, 1_100), (TaxRate.Reduced, 1_080)], 0, 0, true, TaxRounding.Down);

        Assert.Equal((100L, 80L, 2_180L), (totals.Tax10, totals.Tax8, totals.Total));
    }

    [Fact]
    public void Of_WhenFoodIsShipped_ShippingBearsTheStandardRate()
    {
        var totals = OrderTotals.Of([(TaxRate.Reduced, 1_000)], 500, 0, false, TaxRounding.Down);

        Assert.Equal((50L, 80L, 1_630L), (totals.Tax10, totals.Tax8, totals.Total));
    }

    [Fact]
    public void Of_WhenTheDiscountIsGreaterThanGoodsAndShipping_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderTotals.Of([(TaxRate.Standard, 100)], 10, 111, false, TaxRounding.Down));

    [Fact]
    public void Of_KeepsTheSumAndRoundsEachRateOnce() => Prop.ForAll(Orders.ToArbitrary(), order =>
    {
        var totals = OrderTotals.Of(order.Lines, order.Shipping, order.Discount, order.Included, order.Rounding);

        Assert.Equal(order.Lines.Sum(line => line.Item2), totals.Subtotal);
        Assert.Equal(totals.Subtotal + order.Shipping - order.Discount, totals.Taxable10 + totals.Taxable8 + totals.Taxable0);
        Assert.Equal(Tax(totals.Taxable10, 10, order.Included, order.Rounding), totals.Tax10);
        Assert.Equal(Tax(totals.Taxable8, 8, order.Included, order.Rounding), totals.Tax8);
        Assert.Equal(
            totals.Subtotal + order.Shipping - order.Discount + (order.Included ? 0 : totals.Tax10 + totals.Tax8), totals.Total);
    }).Holds();

    [Fact]
    public void Of_SpreadsTheDiscountInProportionAndExactly() => Prop.ForAll(Orders.ToArbitrary(), order =>
    {
        var totals = OrderTotals.Of(order.Lines, order.Shipping, order.Discount, order.Included, order.Rounding);
        long At(TaxRate rate) => order.Lines.Where(line => line.Item1 == rate).Sum(line => line.Item2) + (rate == TaxRate.Standard ? order.Shipping : 0);
        long[] amounts = [At(TaxRate.Standard), At(TaxRate.Reduced), At(TaxRate.Exempt)];
        long[] parts = [amounts[0] - totals.Taxable10, amounts[1] - totals.Taxable8, amounts[2] - totals.Taxable0];
        BigInteger[] weights = order.Included
            ? [amounts[0], amounts[1], amounts[2]]
            : [amounts[0] * (BigInteger)110, amounts[1] * (BigInteger)108, amounts[2] * (BigInteger)100];
        var whole = weights[0] + weights[1] + weights[2];

        Assert.Equal(order.Discount, parts.Sum());
        for (var i = 0; i < 3 && order.Discount > 0; i++)
        {
            Assert.InRange(parts[i], 0, amounts[i]);
            var floor = weights[i] * order.Discount / whole;
            var isCapped = Enumerable.Range(0, 3).Any(j => (weights[j] * order.Discount / whole) + 1 > amounts[j] && amounts[j] > 0);
            Assert.True(isCapped || (parts[i] >= floor && parts[i] <= floor + 1), $"part {i} is {parts[i]}, share {floor}");
        }
    }).Holds();

    private static long Tax(long basis, int percent, bool included, TaxRounding rounding)
    {
        var exact = (decimal)basis * percent / (included ? 100 + percent : 100);
        return (long)(rounding switch
        {
            TaxRounding.Up => decimal.Ceiling(exact),
            TaxRounding.HalfUp => decimal.Round(exact, MidpointRounding.AwayFromZero),
            _ => decimal.Floor(exact),
        });
    }
}
