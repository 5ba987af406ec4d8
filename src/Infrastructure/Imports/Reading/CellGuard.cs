using System.Buffers;
using System.Globalization;
using System.Text;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Keeps a spreadsheet from taking a cell for a formula, so that it can be undone exactly. Rule: a cell that begins with
/// <c>= + - @ TAB CR LF</c> or full-width <c>＝＋－＠</c>, after any number of apostrophes, gets one apostrophe more in front; undoing
/// takes one away from the same cells. Plain numbers such as -500 stay as they are, they are no formulas.
/// </summary>
public static class CellGuard
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789,.");

    public static string Apply(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return IsLikeFormula(cell) && !IsPlainNumber(cell) ? "'" + cell : cell;
    }

    public static string Undo(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.StartsWith('\'') && IsLikeFormula(cell) ? cell[1..] : cell;
    }

    private static bool IsLikeFormula(string cell)
    {
        var at = 0;
        while (at < cell.Length && cell[at] == '\'')
        {
            at++;
        }

        return at < cell.Length && cell[at] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
    }

    /// <summary>A sign, digits with or without separators of thousands, a fraction: nothing that computes.</summary>
    private static bool IsPlainNumber(string cell) =>
        cell.Length > 1 && cell[0] is '+' or '-' && char.IsAsciiDigit(cell[1]) && !cell.AsSpan(1).ContainsAnyExcept(NumberCharacters);
}

/// <summary>
/// How a CP932 report holds a character that CP932 has not: as its number in the notation of web pages, <c>&amp;#x20BB7;</c>, never as
/// a question mark. Undone when the report comes back.
/// </summary>
internal static class Cp932Escape
{
    private const string Start = "&#x";

    /// <summary>The text as CP932 can hold it.</summary>
    /// <param name="missing">Gets each character that had to be written as its number.</param>
    public static string Apply(string text, ICollection<Rune>? missing = null)
    {
        if (CanHold(text))
        {
            return text;
        }

        var held = new StringBuilder(text.Length + 16);
        // A Mac writes か and its mark apart; CP932 only has them together.
        var composed = text.IsNormalized(NormalizationForm.FormC) || !IsDecomposedKana(text) ? text : text.Normalize(NormalizationForm.FormC);
        for (var i = 0; i < composed.Length; i++)
        {
            var value = composed[i];
            if (composed.AsSpan(i).StartsWith(Start, StringComparison.Ordinal))
            {
                held.Append("&#x26;");
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

    public static string Undo(string text)
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

    private static bool IsDecomposedKana(string text) => text.AsSpan().IndexOfAny('\u3099', '\u309A') >= 0;
}
