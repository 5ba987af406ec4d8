using System.IO.Compression;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Shared.Idempotency;

/// <summary>An answer as bytes: how it is packed (1 byte), then number of headers, names and values, and the body to the end.</summary>
internal static class KeptAnswer
{
    private const byte Plain = 0;
    private const byte Brotli = 1;

    /// <summary>Under this a compressed answer is hardly shorter.</summary>
    private const int WorthPacking = 256;

    public static byte[] Write(IdempotentAnswer answer)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(answer.Headers.Count);
            foreach (var (name, value) in answer.Headers)
            {
                writer.Write(name);
                writer.Write(value);
            }

            writer.Write(answer.Body.Span);
        }

        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (bytes.Length >= WorthPacking && Pack(bytes) is { } packed && packed.Length <= bytes.Length)
        {
            return packed;
        }

        return [Plain, .. bytes];
    }

    public static IdempotentAnswer Read(int status, byte[] kept)
    {
        using var content = kept[0] switch
        {
            Plain => new MemoryStream(kept, 1, kept.Length - 1),
            Brotli => Unpack(kept),
            _ => throw new InvalidDataException("The answer is packed in a way that this version does not know."),
        };
        using var reader = new BinaryReader(content);
        var headers = new List<KeyValuePair<string, string>>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            headers.Add(new(reader.ReadString(), reader.ReadString()));
        }

        return new IdempotentAnswer(status, headers, reader.ReadBytes((int)(content.Length - content.Position)));
    }

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        packed.WriteByte(Brotli);
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        return packed.ToArray();
    }

    private static MemoryStream Unpack(byte[] kept)
    {
        using var brotli = new BrotliStream(new MemoryStream(kept, 1, kept.Length - 1), CompressionMode.Decompress);
        var content = new MemoryStream();
        brotli.CopyTo(content);
        content.Position = 0;
        return content;
    }
}
