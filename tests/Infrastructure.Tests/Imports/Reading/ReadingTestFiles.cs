using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

internal static class ReadingTestFiles
{
    public static byte[] Data(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Imports", "Reading", "Data", name));

    public static byte[] Encode(string text, FileEncoding encoding) => encoding switch
    {
        FileEncoding.Utf8 => Encoding.UTF8.GetBytes(text),
        FileEncoding.Utf8Bom => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
        FileEncoding.Cp932 => CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text),
        FileEncoding.EucJp => CodePagesEncodingProvider.Instance.GetEncoding(51932)!.GetBytes(text),
        FileEncoding.Utf16LittleEndian => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        FileEncoding.Utf16BigEndian => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };

    public static async Task<(string Text, long Undecodable)> DecodeAsync(byte[] bytes, FileEncoding encoding, int piece = int.MaxValue)
    {
        await using var stream = new DecodingStream(new TricklingStream(bytes, piece), encoding);
        using var text = new MemoryStream();
        await stream.CopyToAsync(text, TestContext.Current.CancellationToken);
        return (new UTF8Encoding(false, true).GetString(text.ToArray()), stream.Undecodable);
    }

    public static Task<List<FileRow>> ReadAsync(string text, char delimiter = ',', int? key = null, int afterRow = 0) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), FileEncoding.Utf8, delimiter, key, afterRow);

    /// <summary>Heading first.</summary>
    public static async Task<List<FileRow>> ReadAsync(
        byte[] bytes, FileEncoding encoding, char delimiter = ',', int? key = null, int afterRow = 0, int piece = int.MaxValue)
    {
        await using var reader = new DelimitedFileReader(new TricklingStream(bytes, piece), encoding, delimiter);
        var rows = new List<FileRow>();
        if (await reader.ReadHeadingAsync(cancellationToken: TestContext.Current.CancellationToken) is { } heading)
        {
            rows.Add(heading);
            await foreach (var batch in reader.ReadBatchesAsync(key, 7, afterRow, TestContext.Current.CancellationToken))
            {
                rows.AddRange(batch);
            }
        }

        return rows;
    }

    public static string Show(IEnumerable<FileRow> rows) => string.Join('\n', rows.Select(row => $"{row.Number}:{string.Join('|', row.Cells)}"));

    /// <summary>Gives out a few bytes at a time, as a network does.</summary>
    public sealed class TricklingStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
