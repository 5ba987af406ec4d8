namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// Whole-yen amounts and quantities as spreadsheets write them: <c>¥1,234</c>, <c>￥</c>, <c>\</c> (the yen sign of CP932), <c>円</c>, full width,
/// <c>1234.0</c>, and △ ▲ - ( ) for negative ones. Grouping is taken only where it stands right: 1,23 may be a slip or a decimal comma.
/// </summary>
public static class WholeNumberValue
{
    private const int Longest = 48;

    /// <param name="value">0 for a fault.</param>
    /// <returns>A fault names the bounds in its arguments: least, greatest.</returns>
    public static ValueFinding ReadYen(string cell, long min, long max, out long value) => Read(cell, min, max, isYen: true, out value);

    /// <inheritdoc cref="ReadYen"/>
    public static ValueFinding ReadQuantity(string cell, int min, int max, out int value)
    {
        var finding = Read(cell, min, max, isYen: false, out var number);
        value = (int)number;
        return finding;
    }

    private static ValueFinding Read(string cell, long min, long max, bool isYen, out long value)
    {
        if (!TryPlain(cell, out value))
        {
            var code = Parse(CellText.Trim(cell.AsSpan()), isYen, out value);
            if (code is not null)
            {
                value = 0;
                return ValueFinding.Fault(code, CellText.Number(min), CellText.Number(max));
            }
        }

        if (value >= min && value <= max)
        {
            return ValueFinding.None;
        }

        value = 0;
        return ValueFinding.Fault(ProblemCodes.OutOfRange, CellText.Number(min), CellText.Number(max));
    }

    private static bool TryPlain(string cell, out long value)
    {
        value = 0;
        if (cell.Length is 0 or > 18)
        {
            return false;
        }

        foreach (var c in cell)
        {
            if (!char.IsAsciiDigit(c))
            {
                value = 0;
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    /// <returns>The code of what is wrong, or null.</returns>
    private static string? Parse(ReadOnlySpan<char> text, bool isYen, out long value)
    {
        value = 0;
        if (text.Length is 0 or > Longest)
        {
            return ProblemCodes.NotANumber;
        }

        Span<char> buffer = stackalloc char[Longest];
        var rest = CellText.Fold(text, buffer);
        buffer[..rest.Length].Replace('、', ',');
        if (!StripSigns(ref rest, isYen, out var negative))
        {
            return ProblemCodes.NotANumber;
        }

        var dot = rest.IndexOf('.');
        var whole = dot < 0 ? rest : rest[..dot];
        var fraction = dot < 0 ? [] : rest[(dot + 1)..];
        if (!IsGrouped(whole) || (dot >= 0 && (fraction.Length == 0 || fraction.IndexOfAnyExceptInRange('0', '9') >= 0)))
        {
            return ProblemCodes.NotANumber;
        }

        if (fraction.IndexOfAnyExcept('0') >= 0)
        {
            return ProblemCodes.NotAnInteger;
        }

        foreach (var c in whole)
        {
            if (c == ',')
            {
                continue;
            }

            if (value > 99_999_999_999_999_999)
            {
                return ProblemCodes.OutOfRange;
            }

            value = (value * 10) + (c - '0');
        }

        value = negative ? -value : value;
        return null;
    }

    private static bool StripSigns(ref ReadOnlySpan<char> rest, bool isYen, out bool negative)
    {
        negative = false;
        if (rest.Length > 2 && rest[0] == '(' && rest[^1] == ')')
        {
            negative = true;
            rest = rest[1..^1].Trim(' ');
        }

        var signs = negative ? 1 : 0;
        var yens = 0;
        while (rest.Length > 0 && !char.IsAsciiDigit(rest[0]))
        {
            var c = rest[0];
            if (c is '-' or '△' or '▲' or '+')
            {
                signs++;
                negative |= c != '+';
            }
            else if (isYen && c is '\u00A5' or '\\')
            {
                yens++;
            }
            else
            {
                return false;
            }

            rest = rest[1..].TrimStart(' ');
        }

        if (isYen && rest.Length > 0 && rest[^1] == '円')
        {
            rest = rest[..^1].TrimEnd(' ');
        }

        return signs <= 1 && yens <= (isYen ? 1 : 0) && rest.Length > 0;
    }

    /// <summary>Digits only, or groups of three after a first group of one to three.</summary>
    private static bool IsGrouped(ReadOnlySpan<char> text)
    {
        var first = text.IndexOf(',');
        if (first < 0)
        {
            return text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;
        }

        if (first is 0 or > 3 || (text.Length - first) % 4 != 0)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isComma = i >= first && (i - first) % 4 == 0;
            if (isComma ? text[i] != ',' : !char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
