using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>Tries every encoding side by side and drops those that clearly are not it.</summary>
internal sealed class EncodingWalk
{
    private const int FewKana = 32;

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

    /// <summary>After deciding: CP932 and EUC-JP are equally good.</summary>
    public bool IsTied { get; private set; }

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
        IsTied = best.Encoding == FileEncoding.Cp932 && _candidates.Exists(
            other => other.Encoding == FileEncoding.EucJp && other.Decoder.Undecodable == best.Decoder.Undecodable);

        // EUC-JP read as CP932 is a rain of half-width katakana; real CP932 is mostly two-byte characters, or a name or two in kana.
        var encoding = IsTied && _cp932.HalfKana > _cp932.Wide + FewKana ? FileEncoding.EucJp : best.Encoding;
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
