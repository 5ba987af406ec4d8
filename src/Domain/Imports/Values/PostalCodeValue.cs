namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// Japanese postal codes: seven digits, with or without hyphen, 〒, full width. Six bare digits are a code whose leading zero
/// a spreadsheet dropped (only Hokkaido and Tohoku begin with 0); six digits with a hyphen are a slip.
/// </summary>
public static class PostalCodeValue
{
    /// <param name="value">Seven digits; empty for a fault. The same string where nothing changed.</param>
    public static ValueFinding Read(string cell, out string value)
    {
        if (cell.Length == 7 && cell.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            value = cell;
            return ValueFinding.None;
        }

        value = "";
        var trimmed = CellText.Trim(cell.AsSpan());
        if (trimmed.Length > 24)
        {
            return ValueFinding.Fault(ProblemCodes.BadPostalCode);
        }

        Span<char> buffer = stackalloc char[24];
        var text = CellText.Fold(trimmed, buffer);

        // Shopify writes '0600001 to keep spreadsheets from eating the zero.
        text = text.TrimStart('\'').TrimStart('〒').TrimStart(' ');
        Span<char> digits = stackalloc char[8];
        var count = 0;
        var hyphens = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < 8)
            {
                digits[count++] = c;
            }
            else if (c is '-' && count == 3 && hyphens == 0)
            {
                hyphens++;
            }
            else
            {
                return ValueFinding.Fault(ProblemCodes.BadPostalCode);
            }
        }

        if (count == 7)
        {
            value = new string(digits[..7]);
            return ValueFinding.None;
        }

        if (count == 6 && hyphens == 0)
        {
            value = string.Concat("0", digits[..6]);
            return ValueFinding.Adjusted(value, AdjustReasons.LeadingZero);
        }

        return ValueFinding.Fault(ProblemCodes.BadPostalCode);
    }
}
