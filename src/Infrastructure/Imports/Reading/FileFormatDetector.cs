using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>What an uploaded file is, told from all of its bytes.</summary>
/// <param name="Decision">Null where the file is no text.</param>
/// <param name="Delimiter">Comma where the file does not tell.</param>
/// <param name="Delimiters">All that were looked for, the likeliest first.</param>
/// <param name="Problem">Why the file cannot be an order file, or null: a code of <see cref="ProblemCodes"/> with its arguments.</param>
public sealed record TextInspection(EncodingDecision? Decision, char Delimiter, IReadOnlyList<DelimiterCandidate> Delimiters, Error? Problem)
{
    /// <summary>The encoding that all of the file is valid in, or the one with the fewest broken places.</summary>
    public FileEncoding Encoding => Decision?.Encoding ?? FileEncoding.Utf8;

    /// <summary>Byte sequences that <see cref="Encoding"/> does not have; more than 0 means the choice is a guess.</summary>
    public long Undecodable => Decision?.Tried[0].Undecodable ?? 0;

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

    /// <summary>How much of the beginning is kept to look for delimiter and heading.</summary>
    private const int HeadSize = 256 * 1024;

    private static readonly string[] Words =
        ["注文", "受注", "商品", "数量", "個数", "単価", "価格", "金額", "顧客", "名前", "氏名", "会社", "郵便", "住所", "都道府県", "電話", "支払", "配送", "備考"];

    /// <param name="file">Read to its end, not disposed.</param>
    /// <param name="encoding">Chosen by a person, or null to detect.</param>
    /// <param name="delimiter">Chosen by a person, or null to detect.</param>
    public static async Task<TextInspection> InspectAsync(
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
                    return Refused(ProblemCodes.NotASpreadsheet, kind);
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
            return Refused(ProblemCodes.EmptyFile);
        }

        if (walk.Unsupported is { } unsupported)
        {
            return Refused(ProblemCodes.UnsupportedEncoding, unsupported);
        }

        var decision = walk.Decide(walk.IsTied ? await ByHeadingAsync(head, cancellationToken) : null);
        if (walk.HasNul && decision.Encoding is not (FileEncoding.Utf16LittleEndian or FileEncoding.Utf16BigEndian))
        {
            return Refused(ProblemCodes.NotASpreadsheet, "nul") with { Decision = decision };
        }

        var text = await DecodeAsync(head, decision.Encoding, cancellationToken);
        var delimiters = DelimiterFinder.Find(text);
        return new TextInspection(decision, delimiter ?? delimiters[0].Delimiter, delimiters, null);
    }

    private static TextInspection Refused(string code, params string[] arguments) => new(null, ',', [], new Error(code, arguments));

    /// <summary>Bytes that are good CP932 and good EUC-JP: the reading in which the words of order files stand is the right one.</summary>
    private static async Task<FileEncoding?> ByHeadingAsync(MemoryStream head, CancellationToken cancellationToken)
    {
        var asCp932 = CountWords(await DecodeAsync(head, FileEncoding.Cp932, cancellationToken));
        var asEucJp = CountWords(await DecodeAsync(head, FileEncoding.EucJp, cancellationToken));
        return asCp932 > asEucJp ? FileEncoding.Cp932 : asEucJp > asCp932 ? FileEncoding.EucJp : null;
    }

    private static int CountWords(byte[] utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return Words.Count(word => text.Contains(word, StringComparison.Ordinal));
    }

    private static async Task<byte[]> DecodeAsync(MemoryStream head, FileEncoding encoding, CancellationToken cancellationToken)
    {
        head.Position = 0;
        using var decoding = new DecodingStream(head, encoding, leaveOpen: true);
        using var text = new MemoryStream();
        await decoding.CopyToAsync(text, cancellationToken);
        return text.ToArray();
    }
}
