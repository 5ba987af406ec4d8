using System.Text;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>Order numbers, customer codes and product codes: text, NFKC, trimmed; leading zeros are part of it.</summary>
public static class CodeValue
{
    /// <param name="value">The same string where nothing changed; empty for a blank cell and for a fault.</param>
    public static ValueFinding Read(string cell, out string value)
    {
        var text = CellText.Trim(cell);
        value = "";
        if (text.Length == 0)
        {
            return ValueFinding.None;
        }

        if (!CellText.IsPrintableAscii(text))
        {
            var finding = TextValue.Read(text, multiLine: true, out var clean);
            if (finding.IsFault)
            {
                return finding;
            }

            // A line break inside a code is never meant, and no space would mend it.
            if (clean.AsSpan().IndexOfAny('\n', '\t') is >= 0 and var at)
            {
                return ValueFinding.Fault(ProblemCodes.ControlCharacter, clean[at] == '\n' ? "U+000A" : "U+0009");
            }

            var plain = CellText.Trim(clean.Normalize(NormalizationForm.FormKC));
            if (IsScientific(plain))
            {
                return ValueFinding.Fault(ProblemCodes.ScientificNotation);
            }

            value = plain;
            return string.Equals(plain, text, StringComparison.Ordinal) ? ValueFinding.None : ValueFinding.Adjusted(plain, AdjustReasons.FullWidth);
        }

        if (IsScientific(text))
        {
            return ValueFinding.Fault(ProblemCodes.ScientificNotation);
        }

        value = text;
        return ValueFinding.None;
    }

    /// <summary>What orders are grouped by: the code where it can be read, else the trimmed text as it stands.</summary>
    internal static string Key(string cell)
    {
        var text = CellText.Trim(cell);
        if (CellText.IsPrintableAscii(text) || !CellText.IsWellFormed(text))
        {
            return text;
        }

        return CellText.Trim(text.Normalize(NormalizationForm.FormKC));
    }

    /// <summary>1.23457E+12: a spreadsheet rounded a long code, and different codes now look the same.</summary>
    private static bool IsScientific(ReadOnlySpan<char> text)
    {
        var e = text.IndexOfAny('E', 'e');
        if (e < 1 || e + 2 >= text.Length || text[e + 1] != '+' || text[(e + 2)..].IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        var mantissa = text[..e];
        var dot = mantissa.IndexOf('.');
        return char.IsAsciiDigit(mantissa[0])
            && (dot < 0 ? mantissa : mantissa[(dot + 1)..]).IndexOfAnyExceptInRange('0', '9') < 0
            && (dot < 0 || dot == 1);
    }
}
