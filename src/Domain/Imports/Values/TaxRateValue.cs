using System.Collections.Frozen;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>10, 8 and 0 per cent as numbers, percentages, fractions and words (軽減, 非課税, 免税, 不課税, 標準).</summary>
public static class TaxRateValue
{
    // Keys as CellText.MatchKey makes them: no signs, so "10%" is 10 and "0.1" is listed apart below.
    private static readonly FrozenDictionary<string, TaxRate> Words = new Dictionary<string, TaxRate>(StringComparer.Ordinal)
    {
        ["10"] = TaxRate.Standard, ["標準"] = TaxRate.Standard, ["標準税率"] = TaxRate.Standard, ["標準10"] = TaxRate.Standard,
        ["10標準"] = TaxRate.Standard, ["10標準税率"] = TaxRate.Standard, ["標準税率10"] = TaxRate.Standard, ["standard"] = TaxRate.Standard,
        ["8"] = TaxRate.Reduced, ["軽減"] = TaxRate.Reduced, ["軽減税率"] = TaxRate.Reduced, ["軽減8"] = TaxRate.Reduced, ["8軽減"] = TaxRate.Reduced,
        ["8軽減税率"] = TaxRate.Reduced, ["軽減税率8"] = TaxRate.Reduced, ["reduced"] = TaxRate.Reduced, ["軽"] = TaxRate.Reduced,
        ["0"] = TaxRate.Exempt, ["非課税"] = TaxRate.Exempt, ["免税"] = TaxRate.Exempt, ["不課税"] = TaxRate.Exempt, ["対象外"] = TaxRate.Exempt,
        ["課税対象外"] = TaxRate.Exempt, ["exempt"] = TaxRate.Exempt,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="value"><see cref="TaxRate.Standard"/> for a fault.</param>
    public static ValueFinding Read(string cell, out TaxRate value)
    {
        switch (cell)
        {
            case "10" or "10%":
                value = TaxRate.Standard;
                return ValueFinding.None;
            case "8" or "8%":
                value = TaxRate.Reduced;
                return ValueFinding.None;
            case "0" or "0%":
                value = TaxRate.Exempt;
                return ValueFinding.None;
            default:
                return ReadOther(cell, out value);
        }
    }

    private static ValueFinding ReadOther(string cell, out TaxRate value)
    {
        value = TaxRate.Standard;
        var trimmed = CellText.Trim(cell.AsSpan());
        if (trimmed.Length > 20)
        {
            return ValueFinding.Fault(ProblemCodes.BadTaxRate);
        }

        Span<char> buffer = stackalloc char[20];
        var text = CellText.Fold(trimmed, buffer);
        if (text.Contains('.'))
        {
            return ReadFraction(text, ref value) ? ValueFinding.None : ValueFinding.Fault(ProblemCodes.BadTaxRate);
        }

        // Signs are lost in the key: -8 and 1,0 are no rates.
        if (text.IndexOfAny('-', ',', '/') >= 0 || !Words.TryGetValue(CellText.MatchKey(cell), out value))
        {
            value = TaxRate.Standard;
            return ValueFinding.Fault(ProblemCodes.BadTaxRate);
        }

        return ValueFinding.None;
    }

    private static bool ReadFraction(ReadOnlySpan<char> text, ref TaxRate value)
    {
        var isPercent = text[^1] == '%';
        var number = (isPercent ? text[..^1] : text).TrimEnd(' ').TrimEnd('0');
        TaxRate? rate = number switch
        {
            "10." => TaxRate.Standard,
            "8." => TaxRate.Reduced,
            "0." or "." => TaxRate.Exempt,
            "0.1" when !isPercent => TaxRate.Standard,
            "0.08" when !isPercent => TaxRate.Reduced,
            _ => null,
        };
        value = rate ?? TaxRate.Standard;
        return rate is not null;
    }
}
