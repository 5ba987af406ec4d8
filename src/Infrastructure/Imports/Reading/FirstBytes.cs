using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>Which of the usual delimiters parts the first records the same way.</summary>
internal static class DelimiterFinder
{
    private const int Records = 20;

    private static ReadOnlySpan<byte> Candidates => ",\t;|"u8;

    /// <param name="utf8">Decoded: in CP932 the second byte of a character can be a bar.</param>
    /// <returns>All candidates, the likeliest first; the comma where nothing tells.</returns>
    public static IReadOnlyList<DelimiterCandidate> Find(ReadOnlySpan<byte> utf8)
    {
        Span<int> heading = stackalloc int[4];
        Span<int> alike = stackalloc int[4];
        Span<int> counts = stackalloc int[4];
        var records = 0;
        var quoted = false;
        var any = false;
        var isStart = true;
        var closedAt = -1;
        for (var at = 0; at <= utf8.Length && records < Records; at++)
        {
            var value = at < utf8.Length ? utf8[at] : (byte)'\n';
            if (value == '"')
            {
                // A quote inside an unquoted cell is text (5" pipe); inside a quoted one two in a row close and open again.
                closedAt = quoted ? at + 1 : closedAt;
                quoted = !quoted && (isStart || closedAt == at);
                any = true;
                isStart = false;
                continue;
            }

            if (quoted && at < utf8.Length)
            {
                continue;
            }

            isStart = true;
            if (value is not ((byte)'\n' or (byte)'\r'))
            {
                any = true;
                var which = Candidates.IndexOf(value);
                isStart = which >= 0;
                if (isStart)
                {
                    counts[which]++;
                }

                continue;
            }

            if (any)
            {
                // What stands above without any of them is a title.
                if (heading.IndexOfAnyExcept(0) < 0)
                {
                    counts.CopyTo(heading);
                }

                for (var i = 0; i < 4; i++)
                {
                    alike[i] += counts[i] == heading[i] && counts[i] > 0 ? 1 : 0;
                }

                records++;
                counts.Clear();
                any = false;
            }
        }

        var found = new DelimiterCandidate[4];
        for (var i = 0; i < 4; i++)
        {
            found[i] = new DelimiterCandidate((char)Candidates[i], heading[i], alike[i]);
        }

        return [.. found.OrderByDescending(static candidate => (long)candidate.InHeading * candidate.AlikeRecords)];
    }
}

/// <summary>Files that are something else by their first bytes, whatever their name says.</summary>
internal static class FileKinds
{
    /// <summary>An archive; an XLSX workbook is one.</summary>
    public const string Zip = "zip";

    /// <summary>A document of old Office programs; an XLS workbook is one, and an XLSX with a password.</summary>
    public const string Ole = "ole";

    private static readonly (byte[] Start, string Kind)[] Starts =
    [
        ([0x89, 0x50, 0x4E, 0x47], "png"),
        ([0xFF, 0xD8, 0xFF], "jpeg"),
        ("GIF8"u8.ToArray(), "gif"),
        ("%PDF-"u8.ToArray(), "pdf"),
        ([0x50, 0x4B, 0x03, 0x04], Zip),
        ([0x50, 0x4B, 0x05, 0x06], Zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Ole),
        ([0x7F, 0x45, 0x4C, 0x46], "elf"),
        ([0x1F, 0x8B, 0x08], "gzip"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z"),
        ("Rar!\x1A\x07"u8.ToArray(), "rar"),
        ("{\\rtf"u8.ToArray(), "rtf"),
    ];

    /// <summary>Null for what may be text.</summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        foreach (var (start, kind) in Starts)
        {
            if (head.StartsWith(start))
            {
                return kind;
            }
        }

        // Two letters could begin a heading; a program has NUL bytes right behind them.
        if (head.StartsWith("MZ"u8) && head[..Math.Min(head.Length, 64)].Contains((byte)0))
        {
            return "exe";
        }

        var text = head.TrimStart("\xEF\xBB\xBF \t\r\n"u8);
        return StartsWithIgnoringCase(text, "<!doctype html"u8) || StartsWithIgnoringCase(text, "<html"u8) ? "html"
            : text.StartsWith("<?xml"u8) ? "xml"
            : null;
    }

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(text[..start.Length], start);
}
