using System.Text;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// E-mail addresses, pragmatically: one @, a local part of 1 to 64 ASCII characters (dots anywhere: old docomo and au addresses have them doubled
/// and at the end), a domain of dotted labels. Case is kept.
/// </summary>
public static class EmailValue
{
    private const string Signs = ".!#$%&'*+-/=?^_`{|}~";

    /// <param name="value">Empty for a fault. The same string where nothing changed.</param>
    public static ValueFinding Read(string cell, out string value)
    {
        var text = CellText.Trim(cell);
        if (CellText.IsPrintableAscii(text))
        {
            value = IsAddress(text) ? text : "";
            return value.Length > 0 ? ValueFinding.None : ValueFinding.Fault(ProblemCodes.BadEmail);
        }

        value = "";
        if (!CellText.IsWellFormed(text))
        {
            return ValueFinding.Fault(ProblemCodes.BadEmail);
        }

        var folded = CellText.Trim(text.Normalize(NormalizationForm.FormKC));
        if (!IsAddress(folded))
        {
            return ValueFinding.Fault(ProblemCodes.BadEmail);
        }

        value = folded;
        return ValueFinding.Adjusted(folded, AdjustReasons.FullWidth);
    }

    private static bool IsAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at is < 1 or > 64)
        {
            return false;
        }

        foreach (var c in text[..at])
        {
            if (!char.IsAsciiLetterOrDigit(c) && !Signs.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        var domain = text[(at + 1)..];
        var labels = 0;
        while (true)
        {
            var dot = domain.IndexOf('.');
            var label = dot < 0 ? domain : domain[..dot];
            if (!IsLabel(label))
            {
                return false;
            }

            labels++;
            if (dot < 0)
            {
                return labels > 1 && label.Length >= 2 && char.IsAsciiLetter(label[0]);
            }

            domain = domain[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
