using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>What an uploaded file is, told from all of its bytes.</summary>
/// <param name="Encoding">The encoding that all of the file is valid in, or the one with the fewest broken places.</param>
/// <param name="Undecodable">Byte sequences that <paramref name="Encoding"/> does not have; more than 0 means the choice is a guess.</param>
/// <param name="Delimiter">Comma where the file does not tell.</param>
/// <param name="Problem">Why the file cannot be an order file, or null: a code of <see cref="ProblemCodes"/> with its arguments.</param>
public sealed record FileInspection(FileEncoding Encoding, long Undecodable, char Delimiter, long Bytes, Error? Problem)
{
    /// <summary>
    /// Argument of <see cref="ProblemCodes.NotASpreadsheet"/>: what the file is instead: <c>xlsx</c>, <c>xls</c>, <c>png</c>, … or
    /// <c>nul</c> for text with NUL bytes and <c>binary</c> for anything else. The sentence should ask for CSV.
    /// </summary>
    public string? Kind => Problem is { Code: ProblemCodes.NotASpreadsheet, Arguments: [var kind, ..] } ? kind : null;
}

/// <summary>Decides encoding and delimiter over the whole file in one pass and constant memory. A short sample would guess.</summary>
public static class FileFormatDetector
{
    private const int BlockSize = 128 * 1024;

    /// <summary>How much of the beginning is kept to look for delimiter and heading; longer headings are taken as present.</summary>
    private const int HeadSize = 256 * 1024;

    /// <param name="file">Read to its end, not disposed.</param>
    /// <param name="encoding">Chosen by a person, or null to detect.</param>
    /// <param name="delimiter">Chosen by a person, or null to detect.</param>
    public static async Task<FileInspection> InspectAsync(
        Stream file, FileEncoding? encoding = null, char? delimiter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var walk = new EncodingWalk(encoding);
        var block = new byte[ByteDecoder.MaxLeftOver + BlockSize];
        using var head = new MemoryStream();
        long bytes = 0;
        while (true)
        {
            var read = await file.ReadAtLeastAsync(block.AsMemory(ByteDecoder.MaxLeftOver, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken);
            if (head.Length < HeadSize)
            {
                head.Write(block, ByteDecoder.MaxLeftOver, (int)Math.Min(read, HeadSize - head.Length));
                if (bytes == 0 && FileKinds.Of(head.GetBuffer().AsSpan(0, (int)head.Length)) is { } kind)
                {
                    // The rest is not looked at: nothing more can be said of it, and it need not end.
                    return Refused(ProblemCodes.NotASpreadsheet, head.Length, kind);
                }
            }

            bytes += read;
            var final = read < BlockSize;
            walk.Take(block, read, final);
            if (final)
            {
                break;
            }

            block.AsSpan(BlockSize, ByteDecoder.MaxLeftOver).CopyTo(block);
        }

        if (bytes == 0)
        {
            return Refused(ProblemCodes.EmptyFile, 0);
        }

        var (decided, undecodable) = walk.Decide();
        if (walk.HasNul && decided is not (FileEncoding.Utf16LittleEndian or FileEncoding.Utf16BigEndian))
        {
            return Refused(ProblemCodes.NotASpreadsheet, bytes, "nul");
        }

        head.Position = 0;
        var text = await DecodeAsync(head, decided, cancellationToken);
        var separator = delimiter ?? DelimiterFinder.Find(text);
        var complete = bytes > HeadSize || await HasDataAsync(text, separator, cancellationToken);
        return new FileInspection(decided, undecodable, separator, bytes, complete ? null : new Error(ProblemCodes.EmptyFile));
    }

    private static FileInspection Refused(string code, long bytes, params string[] arguments) =>
        new(FileEncoding.Utf8, 0, ',', bytes, new Error(code, arguments));

    private static async Task<byte[]> DecodeAsync(MemoryStream head, FileEncoding encoding, CancellationToken cancellationToken)
    {
        using var decoding = new DecodingStream(head, encoding, leaveOpen: true);
        using var text = new MemoryStream();
        await decoding.CopyToAsync(text, cancellationToken);
        return text.ToArray();
    }

    private static async Task<bool> HasDataAsync(byte[] text, char delimiter, CancellationToken cancellationToken)
    {
        await using var reader = new DelimitedFileReader(new MemoryStream(text), FileEncoding.Utf8, delimiter);
        if (await reader.ReadHeadingAsync(cancellationToken) is null)
        {
            return false;
        }

        await foreach (var _ in reader.ReadBatchesAsync([], cancellationToken: cancellationToken))
        {
            return true;
        }

        return false;
    }
}

/// <summary>Tries every encoding side by side and drops those that clearly are not it.</summary>
internal sealed class EncodingWalk
{
    private readonly FileEncoding? _chosen;
    private readonly byte[] _scratch = new byte[((ByteDecoder.MaxLeftOver + (128 * 1024)) * ByteDecoder.MaxExpansion) + ByteDecoder.Slack];
    private readonly Utf8Decoder _utf8 = new();
    private readonly Cp932Decoder _cp932 = new();
    private readonly EucJpDecoder _eucJp = new();
    private readonly List<Candidate> _candidates = [];
    private bool _begun;
    private bool _hasMark;

    public EncodingWalk(FileEncoding? chosen) => _chosen = chosen;

    public bool HasNul { get; private set; }

    /// <param name="block">New bytes stand behind <see cref="ByteDecoder.MaxLeftOver"/> bytes of the block before.</param>
    public void Take(byte[] block, int count, bool final)
    {
        var fresh = block.AsSpan(ByteDecoder.MaxLeftOver, count);
        HasNul |= fresh.Contains((byte)0);
        if (!_begun)
        {
            _begun = true;
            Begin(fresh);
        }

        foreach (var candidate in _candidates)
        {
            var source = block.AsSpan(ByteDecoder.MaxLeftOver - candidate.LeftOver, candidate.LeftOver + count);
            candidate.LeftOver = source.Length - candidate.Decoder.Decode(source, _scratch, final, out _);
        }

        // Broken places may be real damage; only what is broken many times more than the best is out.
        var least = _candidates.Min(candidate => candidate.Decoder.Undecodable);
        _candidates.RemoveAll(candidate => candidate.Decoder.Undecodable > 64 + (8 * least));
    }

    public (FileEncoding Encoding, long Undecodable) Decide()
    {
        var best = _candidates.MinBy(candidate => candidate.Decoder.Undecodable)!;
        var isTied = best.Encoding == FileEncoding.Cp932 && _candidates.Exists(
            other => other.Encoding == FileEncoding.EucJp && other.Decoder.Undecodable == best.Decoder.Undecodable);

        // EUC-JP read as CP932 is a rain of half-width katakana; real CP932 is mostly two-byte characters.
        var encoding = isTied && _cp932.HalfKana > _cp932.Wide ? FileEncoding.EucJp : best.Encoding;
        return (encoding == FileEncoding.Utf8 && _hasMark ? FileEncoding.Utf8Bom : encoding, best.Decoder.Undecodable);
    }

    private void Begin(ReadOnlySpan<byte> first)
    {
        _hasMark = first.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        if ((_chosen ?? Utf16(first) ?? (_hasMark ? FileEncoding.Utf8Bom : null)) is { } known)
        {
            _candidates.Add(new Candidate(known, ByteDecoder.For(known)));
            return;
        }

        // In order of preference where they tie: plain ASCII is UTF-8.
        _candidates.AddRange([new(FileEncoding.Utf8, _utf8), new(FileEncoding.Cp932, _cp932), new(FileEncoding.EucJp, _eucJp)]);
    }

    /// <summary>By its mark, or by the NUL bytes that delimiters, digits and line ends have on one side only.</summary>
    private static FileEncoding? Utf16(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return FileEncoding.Utf16LittleEndian;
        }

        if (first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return FileEncoding.Utf16BigEndian;
        }

        Span<int> nuls = [0, 0];
        for (var at = 0; at < first.Length; at++)
        {
            if (first[at] == 0)
            {
                nuls[at & 1]++;
            }
        }

        var enough = Math.Max(2, first.Length / 20);
        return nuls[1] >= enough && nuls[0] <= nuls[1] / 50 ? FileEncoding.Utf16LittleEndian
            : nuls[0] >= enough && nuls[1] <= nuls[0] / 50 ? FileEncoding.Utf16BigEndian
            : null;
    }

    private sealed class Candidate(FileEncoding encoding, ByteDecoder decoder)
    {
        public FileEncoding Encoding { get; } = encoding;

        public ByteDecoder Decoder { get; } = decoder;

        public int LeftOver { get; set; }
    }
}

/// <summary>Which of the usual delimiters parts the first records the same way.</summary>
internal static class DelimiterFinder
{
    private const int Records = 20;

    public static ReadOnlySpan<byte> Candidates => ",\t;|"u8;

    /// <param name="utf8">Decoded: in CP932 the second byte of a character can be a bar.</param>
    public static char Find(ReadOnlySpan<byte> utf8)
    {
        Span<int> heading = stackalloc int[4];
        Span<int> alike = stackalloc int[4];
        Span<int> counts = stackalloc int[4];
        var records = 0;
        var quoted = false;
        var any = false;
        for (var at = 0; at <= utf8.Length && records < Records; at++)
        {
            var value = at < utf8.Length ? utf8[at] : (byte)'\n';
            quoted ^= value == '"';
            if (quoted && at < utf8.Length)
            {
                continue;
            }

            if (value is not ((byte)'\n' or (byte)'\r'))
            {
                any = true;
                var which = Candidates.IndexOf(value);
                if (which >= 0)
                {
                    counts[which]++;
                }

                continue;
            }

            if (any)
            {
                for (var i = 0; i < 4; i++)
                {
                    heading[i] = records == 0 ? counts[i] : heading[i];
                    alike[i] += counts[i] == heading[i] && counts[i] > 0 ? 1 : 0;
                }

                records++;
                counts.Clear();
                any = false;
            }
        }

        var best = 0;
        for (var i = 1; i < 4; i++)
        {
            if ((long)heading[i] * alike[i] > (long)heading[best] * alike[best])
            {
                best = i;
            }
        }

        return (char)Candidates[best];
    }
}

/// <summary>Files that are something else by their first bytes, whatever their name says.</summary>
internal static class FileKinds
{
    private static readonly (byte[] Start, string Kind)[] Starts =
    [
        ([0x89, 0x50, 0x4E, 0x47], "png"),
        ([0xFF, 0xD8, 0xFF], "jpeg"),
        ("GIF8"u8.ToArray(), "gif"),
        ("%PDF-"u8.ToArray(), "pdf"),
        ([0x50, 0x4B, 0x03, 0x04], "zip"),
        ([0x50, 0x4B, 0x05, 0x06], "zip"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "xls"),
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
                // XLSX is a ZIP archive with this folder in it; the entry's name stands near the beginning.
                return kind == "zip" && (head.IndexOf("xl/"u8) >= 0 || head.IndexOf("[Content_Types].xml"u8) >= 0) ? "xlsx" : kind;
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
