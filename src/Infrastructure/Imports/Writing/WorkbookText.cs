using System.Buffers;
using System.Globalization;
using System.Text;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>
/// Text as a workbook holds it: characters that XML cannot hold are written _x000D_ (ECMA-376, 22.9.2.19), and so is the underscore of a text that
/// looks like that already.
/// </summary>
internal static class WorkbookText
{
    /// <summary>Longest form of one character.</summary>
    private const int EscapeLength = 7;

    private static readonly SearchValues<char> Suspicious =
        SearchValues.Create([.. Characters('\0', '\u0008'), '\u000B', '\u000C', .. Characters('\u000D', '\u001F'), '_', .. Characters('\uD800', '\uDFFF'), '\uFFFE', '\uFFFF']);

    /// <param name="isCut">True where a cell cannot hold all of it: as much stands as fits.</param>
    public static string Escape(string text, out bool isCut)
    {
        isCut = false;
        if (text.Length <= WorkbookLimits.MaxCellLength && text.AsSpan().IndexOfAny(Suspicious) < 0)
        {
            return text;
        }

        // Excel may count characters before or after they are unescaped: what fits when escaped fits either way.
        var escaped = new StringBuilder(Math.Min(text.Length, WorkbookLimits.MaxCellLength) + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            var isEscape = !isPair && Suspicious.Contains(text[i]) && (text[i] != '_' || LooksEscaped(text.AsSpan(i)));
            if (escaped.Length + (isEscape ? EscapeLength : isPair ? 2 : 1) > WorkbookLimits.MaxCellLength)
            {
                isCut = true;
                break;
            }

            if (isEscape)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"_x{(int)text[i]:X4}_");
            }
            else
            {
                escaped.Append(text[i]);
            }

            if (isPair)
            {
                escaped.Append(text[++i]);
            }
        }

        return escaped.ToString();
    }

    /// <summary>Whether the underscore begins what a reader could take for an escape, be its end a character that is escaped itself.</summary>
    private static bool LooksEscaped(ReadOnlySpan<char> text) =>
        text.Length > 5 && text[1] == 'x' && char.IsAsciiHexDigit(text[2]) && char.IsAsciiHexDigit(text[3]) && char.IsAsciiHexDigit(text[4]) && char.IsAsciiHexDigit(text[5]);

    private static IEnumerable<char> Characters(char first, char last) => Enumerable.Range(first, last - first + 1).Select(static value => (char)value);
}
