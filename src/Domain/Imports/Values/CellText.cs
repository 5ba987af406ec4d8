using System.Globalization;
using System.Text;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>What all readers share: which characters are no text, and how widths fold.</summary>
internal static class CellText
{
    /// <summary>U+0020 U+3000 U+00A0 U+200B U+FEFF, TAB and line ends: what people cannot see at the edge of a cell.</summary>
    public static bool IsEdge(char c) => c is ' ' or '\t' or '\r' or '\n' or '\u3000' or '\u00A0' or '\u200B' or '\uFEFF';

    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!IsEdge(c))
            {
                return false;
            }
        }

        return true;
    }

    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsEdge(text[start]))
        {
            start++;
        }

        while (end > start && IsEdge(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>The same string where there is nothing to trim.</summary>
    public static string Trim(string text)
    {
        if (text.Length == 0 || (!IsEdge(text[0]) && !IsEdge(text[^1])))
        {
            return text;
        }

        return Trim(text.AsSpan()).ToString();
    }

    /// <summary>ASCII from space to tilde only: nothing to normalise, no control characters.</summary>
    public static bool IsPrintableAscii(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(' ', '~') < 0;

    /// <summary>Look-alikes of the hyphen as they occur in phones, postal codes and negative amounts.</summary>
    public static bool IsHyphen(char c) => c is '-' or '\u02D7' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015'
        or '\u2212' or '\u2500' or '\u30FC' or '\uFE58' or '\uFE63' or '\uFF0D' or '\uFF70';

    /// <summary>
    /// Folds full-width ASCII, spaces, the yen sign and hyphens into plain characters, one for one.
    /// Returns the trimmed text; <paramref name="buffer"/> must hold as many characters as the trimmed text has.
    /// </summary>
    public static ReadOnlySpan<char> Fold(ReadOnlySpan<char> text, Span<char> buffer)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            buffer[i] = c < 0x80 ? c : FoldWide(c);
        }

        return buffer[..text.Length];
    }

    /// <summary>A noncharacter that bytes can spell: NFC and NFKC throw on it, and no text means it.</summary>
    public const char NoCharacter = '\uFFFE';

    /// <summary>What spreadsheets show instead of a formula's result, in a workbook and in the CSV that they save.</summary>
    public static bool IsFormulaError(string text) => text[0] == '#' && text is "#N/A" or "#REF!" or "#VALUE!" or "#NAME?" or "#DIV/0!" or "#NUM!" or "#NULL!"
        or "#SPILL!" or "#CALC!" or "#GETTING_DATA" or "#FIELD!" or "#BLOCKED!" or "#CONNECT!" or "#BUSY!" or "#UNKNOWN!";

    /// <summary>NFC and NFKC throw on half a surrogate pair and on <see cref="NoCharacter"/>, and the database on the former.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]) && text[i] != NoCharacter)
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }

    /// <summary>
    /// NFC that keeps compatibility ideographs (神 U+FA19, 塚 U+FA10, …): plain NFC would print another character in a person's name.
    /// The text must be well formed.
    /// </summary>
    public static string ToNfc(string text)
    {
        if (text.IsNormalized(NormalizationForm.FormC))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var length = IdeographLength(text, i);
            if (length > 0)
            {
                result.Append(text[start..i].Normalize(NormalizationForm.FormC)).Append(text, i, length);
                i += length - 1;
                start = i + 1;
            }
        }

        result.Append(text[start..].Normalize(NormalizationForm.FormC));
        return string.Equals(result.ToString(), text, StringComparison.Ordinal) ? text : result.ToString();
    }

    /// <summary>NFKC, lower case, letters and digits only (and 〒): what headings and words are matched by.</summary>
    public static string MatchKey(string text)
    {
        if (!IsWellFormed(text))
        {
            return "";
        }

        var folded = text.Normalize(NormalizationForm.FormKC);
        var result = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c == '〒')
            {
                result.Append(char.ToLowerInvariant(c));
            }
        }

        return result.ToString();
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static char FoldWide(char c) => c switch
    {
        '\uFFE5' => '\u00A5',
        '\u3000' or '\u00A0' => ' ',
        _ when IsHyphen(c) => '-',
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        _ => c,
    };

    private static int IdeographLength(string text, int index)
    {
        var c = text[index];
        if (c is >= '\uF900' and <= '\uFAFF')
        {
            return 1;
        }

        return char.IsHighSurrogate(c) && index + 1 < text.Length && char.ConvertToUtf32(c, text[index + 1]) is >= 0x2F800 and <= 0x2FA1F ? 2 : 0;
    }
}
