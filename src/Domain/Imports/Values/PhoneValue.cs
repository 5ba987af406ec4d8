namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// Phone numbers as digits: Japanese ones with their leading 0 (10 digits, or 11 for 050, 060, 070, 080, 090, 020 and 0800), other countries' with
/// a leading + and up to 15 digits. +81 becomes the Japanese form, so one number is found by one spelling.
/// </summary>
public static class PhoneValue
{
    private const int Longest = 40;

    /// <param name="value">Digits, or + and digits; empty for a fault. The same string where nothing changed.</param>
    public static ValueFinding Read(string cell, out string value)
    {
        if (cell.Length is 10 or 11 && cell[0] == '0' && cell.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var isGood = IsJapanese(cell);
            value = isGood ? cell : "";
            return isGood ? ValueFinding.None : ValueFinding.Fault(ProblemCodes.BadPhone);
        }

        value = "";
        Span<char> digits = stackalloc char[Longest];
        if (!TryDigits(cell, digits, out var count, out var isInternational))
        {
            return ValueFinding.Fault(ProblemCodes.BadPhone);
        }

        ReadOnlySpan<char> number = digits[..count];
        if (isInternational)
        {
            return ReadInternational(number, ref value);
        }

        if (number[0] == '0')
        {
            value = IsJapanese(number) ? new string(number) : "";
            return value.Length > 0 ? ValueFinding.None : ValueFinding.Fault(ProblemCodes.BadPhone);
        }

        Span<char> restored = stackalloc char[Longest + 1];
        restored[0] = '0';
        number.CopyTo(restored[1..]);
        if (count is 9 or 10 && IsJapanese(restored[..(count + 1)]))
        {
            value = new string(restored[..(count + 1)]);
            return ValueFinding.Adjusted(value, AdjustReasons.LeadingZero);
        }

        return ValueFinding.Fault(ProblemCodes.BadPhone);
    }

    private static ValueFinding ReadInternational(ReadOnlySpan<char> number, ref string value)
    {
        if (number.StartsWith("81"))
        {
            // +81 (0)3-…: people keep the 0 that belongs to the domestic form.
            var domestic = string.Concat("0", number[2..].TrimStart('0'));
            value = IsJapanese(domestic) ? domestic : "";
        }
        else if (number.Length is >= 7 and <= 15 && number[0] != '0')
        {
            value = string.Concat("+", number);
        }

        return value.Length > 0 ? ValueFinding.None : ValueFinding.Fault(ProblemCodes.BadPhone);
    }

    private static bool TryDigits(string cell, Span<char> digits, out int count, out bool isInternational)
    {
        count = 0;
        isInternational = false;
        var trimmed = CellText.Trim(cell.AsSpan());
        if (trimmed.Length > Longest)
        {
            return false;
        }

        Span<char> buffer = stackalloc char[Longest];
        foreach (var c in CellText.Fold(trimmed, buffer).TrimStart('\''))
        {
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
            }
            else if (c == '+' && count == 0 && !isInternational)
            {
                isInternational = true;
            }
            else if (c is not ('-' or ' ' or '(' or ')' or '.'))
            {
                return false;
            }
        }

        return count > 0;
    }

    private static bool IsJapanese(ReadOnlySpan<char> number)
    {
        if (number.Length is not (10 or 11) || number[0] != '0' || number[1] == '0')
        {
            return false;
        }

        // 060 is a mobile prefix of 11 digits since 2024, and 06-0… still Osaka with 10.
        if (number[1] == '6' && number[2] == '0')
        {
            return true;
        }

        var isEleven = number[2] == '0' && number[1] is ('2' or '5' or '7' or '8' or '9');
        return (number.Length == 11) == isEleven;
    }
}
