using System.Globalization;
using System.Text;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>What a form of the report can hold of a text.</summary>
public enum ReportMedium
{
    Utf8,
    Cp932,
    Workbook,
}

/// <summary>
/// How a cell of a file stands in an error report and comes back from it. A character that CP932 has not is written as its number in the notation of
/// web pages, <c>&amp;#x20BB7;</c>, never as a question mark; a text that looks like one is marked in every form of the report, because people open one
/// form and save another. Then <see cref="CellGuard"/>.
/// </summary>
public static class ReportCell
{
    private const string Start = "&#x";
    private const string EscapedStart = "&#x26;#x";

    /// <param name="missing">Gets each character that had to be written as its number.</param>
    public static string Hold(string cell, ReportMedium medium, ICollection<Rune>? missing = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return CellGuard.Apply(medium == ReportMedium.Cp932 ? ForCp932(cell, missing) : ForUnicode(cell, medium));
    }

    /// <summary>The cell as the first file had it; look-alikes that CP932 lacks stay their counterparts.</summary>
    public static string Restore(string cell) => Unescape(CellGuard.Undo(cell));

    private static string ForUnicode(string text, ReportMedium medium)
    {
        if (medium == ReportMedium.Utf8)
        {
            text = WithoutHalves(text);
        }

        return text.Contains(Start, StringComparison.Ordinal) ? text.Replace(Start, EscapedStart, StringComparison.Ordinal) : text;
    }

    private static string ForCp932(string text, ICollection<Rune>? missing)
    {
        if (CanHold(text))
        {
            return text;
        }

        var held = new StringBuilder(text.Length + 16);
        text = WithoutHalves(text);
        // A Mac writes か and its mark apart; CP932 only has them together.
        var composed = IsDecomposedKana(text) ? text.Normalize(NormalizationForm.FormC) : text;
        for (var i = 0; i < composed.Length; i++)
        {
            var value = composed[i];
            if (composed.AsSpan(i).StartsWith(Start, StringComparison.Ordinal))
            {
                held.Append(EscapedStart);
                i += Start.Length - 1;
            }
            else if (!char.IsSurrogate(value) && Cp932.Encode(value) >= 0)
            {
                // Changed here already and not by the encoder: what stands first in the cell decides about formulas.
                held.Append(Cp932.Has(value) ? value : Cp932.Counterpart(value));
            }
            else
            {
                Rune.DecodeFromUtf16(composed.AsSpan(i), out var rune, out var length);
                held.Append(CultureInfo.InvariantCulture, $"{Start}{rune.Value:X};");
                missing?.Add(rune);
                i += length - 1;
            }
        }

        return held.ToString();
    }

    /// <summary>Half a surrogate pair, which a workbook can hold and bytes cannot, comes back as what it is: undecodable.</summary>
    private static string WithoutHalves(string text)
    {
        var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (at < 0)
        {
            return text;
        }

        var whole = text.ToCharArray();
        for (; at < whole.Length; at++)
        {
            if (!char.IsSurrogate(whole[at]))
            {
                continue;
            }

            if (at + 1 < whole.Length && char.IsSurrogatePair(whole[at], whole[at + 1]))
            {
                at++;
            }
            else
            {
                whole[at] = FileRow.UndecodableMark;
            }
        }

        return new string(whole);
    }

    private static string Unescape(string text)
    {
        var at = text.IndexOf(Start, StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var undone = new StringBuilder(text.Length);
        var from = 0;
        for (; at >= 0; at = text.IndexOf(Start, from, StringComparison.Ordinal))
        {
            undone.Append(text, from, at - from);
            var end = text.IndexOf(';', at);
            var digits = end < 0 ? default : text.AsSpan(at + Start.Length, end - at - Start.Length);
            if (digits.Length is > 0 and <= 6 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value))
            {
                undone.Append(new Rune(value).ToString());
                from = end + 1;
            }
            else
            {
                undone.Append(Start);
                from = at + Start.Length;
            }
        }

        return undone.Append(text, from, text.Length - from).ToString();
    }

    private static bool CanHold(string text)
    {
        foreach (var value in text)
        {
            if (!Cp932.Has(value))
            {
                return false;
            }
        }

        return !text.Contains(Start, StringComparison.Ordinal);
    }

    /// <summary>U+FFFE cannot be normalised, nor can anything beside it.</summary>
    private static bool IsDecomposedKana(string text) => text.AsSpan().IndexOfAny('\u3099', '\u309A') >= 0 && !text.Contains('\uFFFE', StringComparison.Ordinal);
}
