using System.Text;
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

    private static readonly string[] Words =
        ["注文", "受注", "商品", "数量", "個数", "単価", "価格", "金額", "顧客", "名前", "氏名", "会社", "郵便", "住所", "都道府県", "電話", "支払", "配送", "備考"];

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
        if (walk.IsTied)
        {
            decided = await ByHeadingAsync(head, cancellationToken) ?? decided;
        }

        if (walk.HasNul && decided is not (FileEncoding.Utf16LittleEndian or FileEncoding.Utf16BigEndian))
        {
            return Refused(ProblemCodes.NotASpreadsheet, bytes, "nul");
        }

        var text = await DecodeAsync(head, decided, cancellationToken);
        var separator = delimiter ?? DelimiterFinder.Find(text);
        var complete = bytes > HeadSize || await HasDataAsync(text, separator, cancellationToken);
        return new FileInspection(decided, undecodable, separator, bytes, complete ? null : new Error(ProblemCodes.EmptyFile));
    }

    private static FileInspection Refused(string code, long bytes, params string[] arguments) =>
        new(FileEncoding.Utf8, 0, ',', bytes, new Error(code, arguments));

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

    private static async Task<bool> HasDataAsync(byte[] text, char delimiter, CancellationToken cancellationToken)
    {
        await using var reader = new DelimitedFileReader(new MemoryStream(text), FileEncoding.Utf8, delimiter);
        if (await reader.ReadHeadingAsync(cancellationToken) is null)
        {
            return false;
        }

        await foreach (var _ in reader.ReadBatchesAsync(cancellationToken: cancellationToken))
        {
            return true;
        }

        return false;
    }
}
