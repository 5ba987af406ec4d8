namespace OrderPortal.Domain.Orders;

/// <summary>Amounts of an order in whole yen, with one rounding of tax per rate (the qualified-invoice rule).</summary>
/// <param name="Subtotal">Sum of the lines' amounts, before discount and shipping, on the basis of the prices.</param>
/// <param name="Taxable10">What is taxed at 10%: goods and shipping after discount, on the basis of the prices.</param>
/// <param name="Total">What the customer pays: goods, shipping and tax less discount.</param>
public readonly record struct OrderTotals(
    long Subtotal, long ShippingFee, long Discount, long Taxable10, long Tax10, long Taxable8, long Tax8, long Taxable0, long Total)
{
    /// <summary>
    /// Adds up an order. Shipping is taxed at the standard rate. A discount is spread over the rates in proportion to their
    /// amounts including tax, largest remainder first, ties to the higher rate, and lowers what is taxed.
    /// </summary>
    /// <param name="amounts">Rate and amount (quantity × unit price, yen) of each line.</param>
    /// <param name="taxIncluded">True: prices and shipping include tax, so tax is taken out of them instead of added.</param>
    /// <exception cref="ArgumentOutOfRangeException">The discount is greater than goods and shipping together.</exception>
    /// <exception cref="OverflowException">The sum exceeds what fits (beyond any order the line limits allow).</exception>
    public static OrderTotals Of(ReadOnlySpan<(TaxRate Rate, long Amount)> amounts, long shippingFee, long discount, bool taxIncluded, TaxRounding rounding)
    {
        checked
        {
            long at10 = shippingFee, at8 = 0, at0 = 0, subtotal = 0;
            foreach (var (rate, amount) in amounts)
            {
                subtotal += amount;
                switch (rate)
                {
                    case TaxRate.Standard: at10 += amount; break;
                    case TaxRate.Reduced: at8 += amount; break;
                    default: at0 += amount; break;
                }
            }

            if (discount > at10 + at8 + at0)
            {
                throw new ArgumentOutOfRangeException(nameof(discount), discount, "The discount is greater than goods and shipping.");
            }

            if (discount > 0)
            {
                Spread(discount, taxIncluded, ref at10, ref at8, ref at0);
            }

            var tax10 = TaxOn(at10, TaxRate.Standard, taxIncluded, rounding);
            var tax8 = TaxOn(at8, TaxRate.Reduced, taxIncluded, rounding);
            var total = at10 + at8 + at0 + (taxIncluded ? 0 : tax10 + tax8);
            return new OrderTotals(subtotal, shippingFee, discount, at10, tax10, at8, tax8, at0, total);
        }
    }

    /// <summary>Tax on an amount in yen, or within it where it is included; rounded once.</summary>
    internal static long TaxOn(long basis, TaxRate rate, bool taxIncluded, TaxRounding rounding)
    {
        var divisor = taxIncluded ? 100 + (int)rate : 100;
        var product = basis * (int)rate;
        return rounding switch
        {
            TaxRounding.Up => (product + divisor - 1) / divisor,
            TaxRounding.HalfUp => ((2 * product) + divisor) / (2 * divisor),
            _ => product / divisor,
        };
    }

    /// <remarks>A part is never more than its rate's amount: what would go over moves on to the next rate.</remarks>
    private static void Spread(long discount, bool taxIncluded, ref long at10, ref long at8, ref long at0)
    {
        Span<long> amounts = [at10, at8, at0];
        Span<Int128> weights = taxIncluded
            ? [(Int128)at10 * 100, (Int128)at8 * 100, (Int128)at0 * 100]
            : [(Int128)at10 * 110, (Int128)at8 * 108, (Int128)at0 * 100];
        var whole = weights[0] + weights[1] + weights[2];
        Span<long> parts = stackalloc long[3];
        Span<Int128> remainders = stackalloc Int128[3];
        var left = discount;
        for (var i = 0; i < 3; i++)
        {
            var share = weights[i] * discount;
            parts[i] = Math.Min(amounts[i], (long)(share / whole));
            remainders[i] = share % whole;
            left -= parts[i];
        }

        while (left > 0)
        {
            var best = -1;
            for (var i = 0; i < 3; i++)
            {
                if (parts[i] < amounts[i] && (best < 0 || remainders[i] > remainders[best]))
                {
                    best = i;
                }
            }

            // Remainders hand out at most one yen each; what a full rate could not take goes to the first with room.
            var step = remainders[best] > 0 ? 1 : Math.Min(left, amounts[best] - parts[best]);
            parts[best] += step;
            remainders[best] = 0;
            left -= step;
        }

        at10 -= parts[0];
        at8 -= parts[1];
        at0 -= parts[2];
    }
}
