using System.Globalization;
using System.Text;

namespace OrderPortal.Domain.Imports.Values;

/// <summary>
/// Names, addresses and free text: edges trimmed, NFC, no control characters, otherwise as written. Never NFKC, which would turn
/// ㈱ into (株) and half-width kana into full width in a name that goes on a label.
/// </summary>
public static class TextValue
{
    /// <param name="multiLine">True: line breaks (as LF) and tabs stay. False: each run of them becomes one space.</param>
    /// <param name="value">The same string where nothing changed; empty for a blank cell and for a fault.</param>
    public static ValueFinding Read(string cell, bool multiLine, out string value)
    {
        var text = CellText.Trim(cell);
        switch (Scan(text, out var position))
        {
            case Kind.Plain:
                value = text;
                return ValueFinding.None;
            case Kind.Unsure:
                value = CellText.ToNfc(text);
                return ValueFinding.None;
            case Kind.Broken:
                value = "";
                return ValueFinding.Fault(ProblemCodes.Undecodable);
            case Kind.Control:
                value = "";
                return ValueFinding.Fault(ProblemCodes.ControlCharacter, "U+" + ((int)text[position]).ToString("X4", CultureInfo.InvariantCulture));
            default:
                value = CellText.ToNfc(Rejoin(text, multiLine));
                return multiLine ? ValueFinding.None : ValueFinding.Adjusted(value, AdjustReasons.LineBreak);
        }
    }

    private enum Kind
    {
        Plain,
        Unsure,
        Lines,
        Control,
        Broken,
    }

    private static Kind Scan(string text, out int position)
    {
        var kind = Kind.Plain;
        position = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsSurelyNfc(c))
            {
                continue;
            }

            if (c is '\t' or '\r' or '\n')
            {
                kind = kind == Kind.Control ? kind : Kind.Lines;
            }
            else if (char.IsControl(c))
            {
                if (kind != Kind.Control)
                {
                    position = i;
                }

                kind = Kind.Control;
            }
            else if (c is FileRow.UndecodableMark or CellText.NoCharacter || (char.IsSurrogate(c) && !IsPairAt(text, i)))
            {
                return Kind.Broken;
            }
            else if (kind == Kind.Plain)
            {
                kind = Kind.Unsure;
            }
        }

        return kind;
    }

    private static bool IsPairAt(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);

    /// <summary>Characters that NFC leaves alone after any other character. A part of them: the others take the slow way.</summary>
    internal static bool IsSurelyNfc(char c)
    {
        if (c < 0x7F)
        {
            return c >= 0x20;
        }

        if (c is >= '\u3000' and < '\uD800')
        {
            return c is not ('\u3099' or '\u309A') and (<= '\u9FFF' or (>= '\uAC00' and <= '\uD7A3'))
                and not (>= '\u302A' and <= '\u302F');
        }

        return c is (>= '\u00A0' and < '\u0300') or (>= '\u2010' and <= '\u2027') or (>= '\u2030' and <= '\u205E')
            or (>= '\u2100' and <= '\u2125') or (>= '\u2130' and <= '\u2328') or (>= '\u2330' and <= '\u27FF') or (>= '\uFF01' and <= '\uFFEE');
    }

    private static string Rejoin(string text, bool multiLine)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (multiLine)
            {
                if (c == '\r')
                {
                    result.Append('\n');
                    i += i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                }
                else
                {
                    result.Append(c);
                }
            }
            else if (c is '\r' or '\n' or '\t')
            {
                while (i + 1 < text.Length && text[i + 1] is '\r' or '\n' or '\t')
                {
                    i++;
                }

                result.Append(' ');
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }
}
