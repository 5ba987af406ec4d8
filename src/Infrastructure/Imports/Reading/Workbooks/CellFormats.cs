using System.Globalization;
using System.Text;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>How a number in a cell is meant, told from its number format.</summary>
internal enum CellFormatKind
{
    /// <summary>Shown as the number it is.</summary>
    Number,

    /// <summary>A day number and fraction of a day.</summary>
    Date,

    /// <summary>A fraction shown as per cent.</summary>
    Percent,

    /// <summary>A code whose zeros the format holds: 0000000, 000-0000.</summary>
    Digits,
}

/// <summary>One number format, by what it does to a value; colours and currency signs do not matter to an order.</summary>
/// <param name="Pattern">For <see cref="CellFormatKind.Digits"/>: 0 for a digit, everything else as it stands.</param>
internal readonly record struct CellFormat(CellFormatKind Kind, string Pattern)
{
    private static readonly CellFormat Plain = new(CellFormatKind.Number, "");

    /// <summary>Formats that a workbook may use without naming them (ECMA-376, 18.8.30), with the East Asian ones.</summary>
    public static CellFormat BuiltIn(int id) => id switch
    {
        9 or 10 => new CellFormat(CellFormatKind.Percent, ""),
        (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => new CellFormat(CellFormatKind.Date, ""),
        _ => Plain,
    };

    public static CellFormat Parse(string code)
    {
        // The first section is for positive numbers; orders have no others worth a format.
        var bare = new StringBuilder(code.Length);
        var digits = new StringBuilder(code.Length);
        var onlyDigits = true;
        var isDate = false;
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            switch (code[i])
            {
                case '"':
                    var end = code.IndexOf('"', i + 1);
                    end = end < 0 ? code.Length : end;
                    digits.Append(code, i + 1, end - i - 1);
                    i = end;
                    break;
                case '[':
                    var close = code.IndexOf(']', i + 1);
                    close = close < 0 ? code.Length : close;
                    isDate |= code.AsSpan(i + 1, Math.Max(0, close - i - 1)).Trim() is "h" or "hh" or "m" or "mm" or "s" or "ss";
                    i = close;
                    break;
                case '\\' when i + 1 < code.Length:
                    digits.Append(code[++i]);
                    break;
                case '_' or '*' when i + 1 < code.Length:
                    i++;
                    break;
                default:
                    bare.Append(code[i]);
                    digits.Append(code[i]);
                    onlyDigits &= code[i] is '0' or '-' or ' ' or '(' or ')' or '〒';
                    break;
            }
        }

        var text = bare.ToString();
        if (text.Contains('%', StringComparison.Ordinal))
        {
            return new CellFormat(CellFormatKind.Percent, "");
        }

        if (!text.Contains("General", StringComparison.OrdinalIgnoreCase) && (isDate || IsDate(text)))
        {
            return new CellFormat(CellFormatKind.Date, "");
        }

        var pattern = digits.ToString();
        return onlyDigits && pattern.AsSpan().Count('0') > 1 ? new CellFormat(CellFormatKind.Digits, pattern) : Plain;
    }

    /// <summary>The text that a person sees in the cell, as far as it says something: dates in ISO form, codes with their zeros.</summary>
    /// <param name="value">As the file writes it.</param>
    public string Show(string value, bool from1904)
    {
        switch (Kind)
        {
            case CellFormatKind.Date when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial):
                return ShowDate(serial, from1904) ?? ShowNumber(value);
            case CellFormatKind.Percent when decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction):
                return Math.Round(fraction * 100, 10).ToString("0.##########", CultureInfo.InvariantCulture) + "%";
            case CellFormatKind.Digits when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var code):
                return ShowDigits(code);
            default:
                return ShowNumber(value);
        }
    }

    private static bool IsDate(string text)
    {
        foreach (var c in text)
        {
            if (c is 'y' or 'Y' or 'd' or 'D' or 'h' or 'H' or 'g' or 's' or 'S' or 'm' or 'M')
            {
                return true;
            }

            // e alone is the year of an era; in 0.00E+00 it is an exponent.
            if (c is 'e' && !text.Contains("E+", StringComparison.OrdinalIgnoreCase) && !text.Contains("E-", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string? ShowDate(double serial, bool from1904)
    {
        var days = from1904 ? serial + 1462 : serial;
        if (days is < 0 or >= 2_958_466)
        {
            return null;
        }

        // Whole seconds: a serial is a fraction of a day and rarely meets them.
        var moment = DateTime.FromOADate(days);
        moment = new DateTime((moment.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Unspecified);
        if (days < 1)
        {
            return moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        }

        // Until 1900-02-28 Excel counts a day that never was; no order is that old.
        return moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private string ShowDigits(ulong code)
    {
        var digits = code.ToString(CultureInfo.InvariantCulture);
        var left = digits.Length;
        var shown = new StringBuilder(Pattern.Length + digits.Length);
        for (var i = Pattern.Length - 1; i >= 0; i--)
        {
            shown.Insert(0, Pattern[i] == '0' ? (left > 0 ? digits[--left] : '0') : Pattern[i]);
        }

        var first = shown.ToString().AsSpan().IndexOfAnyInRange('0', '9');
        return left > 0 ? shown.Insert(Math.Max(first, 0), digits[..left]).ToString() : shown.ToString();
    }

    /// <remarks>
    /// Excel keeps 15 digits and writes long ones with an exponent; up to there the plain number is shown, beyond it what the file says, so that
    /// a code that a spreadsheet rounded is told from one that it did not.
    /// </remarks>
    private static string ShowNumber(string value)
    {
        if (value.AsSpan().IndexOfAny('E', 'e', '.') < 0)
        {
            return value;
        }

        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) >= 1e15)
        {
            return value;
        }

        // 0.1 + 0.2 stands as 0.30000000000000004 in the file and as 0.3 on the screen: Excel shows 15 digits.
        return decimal.TryParse(number.ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? exact.ToString("0.###############", CultureInfo.InvariantCulture)
            : value;
    }
}
