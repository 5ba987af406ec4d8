using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>An encoding that was tried on all of a file.</summary>
/// <param name="First">Where it first failed; null where the file is valid in it.</param>
public sealed record TriedEncoding(FileEncoding Encoding, long Undecodable, BrokenPlace? First);

/// <summary>What came out of trying.</summary>
/// <param name="Tried">The decided one first, then from the best to the worst.</param>
/// <param name="RunnerUp">What a person would compare with: the best of the others, or what was detected where somebody chose otherwise.</param>
public sealed record EncodingDecision(FormatCertainty Certainty, EncodingReason Reason, IReadOnlyList<TriedEncoding> Tried, FileEncoding? RunnerUp)
{
    public FileEncoding Encoding => Tried[0].Encoding;
}

/// <summary>Tries every encoding side by side and drops those that clearly are not it.</summary>
internal sealed class EncodingWalk(FileEncoding? chosen)
{
    private const int FewKana = 32;

    /// <summary>So many sequences of three and more bytes are no accident of another encoding.</summary>
    private const int EnoughUtf8 = 3;

    private readonly byte[] _scratch = new byte[((ByteDecoder.MaxLeftOver + (128 * 1024)) * ByteDecoder.MaxExpansion) + ByteDecoder.Slack];
    private readonly Cp932Decoder _cp932 = new();
    private readonly List<Candidate> _candidates = [];
    private Candidate? _chosen;
    private EncodingReason _known;
    private bool _begun;
    private bool _hasMark;
    private bool _hasHigh;
    private bool _hasEscape;
    private int _utf8Leads;
    private long _offset;

    public bool HasNul { get; private set; }

    /// <summary>Name of an encoding that the file is in and that is not read, or null.</summary>
    public string? Unsupported { get; private set; }

    /// <summary>CP932 and EUC-JP are equally good, and better than UTF-8.</summary>
    public bool IsTied => _hasHigh && Best is { Encoding: FileEncoding.Cp932 } best
        && _candidates.Exists(other => other.Encoding == FileEncoding.EucJp && other.IsAutomatic && other.Undecodable == best.Undecodable);

    private Candidate Best => _candidates.Where(static candidate => candidate is { IsAutomatic: true, IsOut: false }).MinBy(static candidate => candidate.Undecodable)!;

    /// <param name="block">New bytes stand behind <see cref="ByteDecoder.MaxLeftOver"/> bytes of the block before.</param>
    public void Take(byte[] block, int count, bool final)
    {
        var fresh = block.AsSpan(ByteDecoder.MaxLeftOver, count);
        if (!_begun)
        {
            _begun = true;
            Begin(fresh);
        }

        HasNul |= fresh.Contains((byte)0);
        _hasHigh |= fresh.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0;
        CountUtf8Leads(fresh);
        FindEscapes(block.AsSpan(0, ByteDecoder.MaxLeftOver + count), final);
        foreach (var candidate in _candidates.Where(static candidate => !candidate.IsOut))
        {
            var source = block.AsSpan(ByteDecoder.MaxLeftOver - candidate.LeftOver, candidate.LeftOver + count);
            var start = _offset - candidate.LeftOver;
            candidate.LeftOver = source.Length - candidate.Decoder.Decode(source, _scratch, final, out _);
            if (candidate is { First: null, Undecodable: > 0 })
            {
                candidate.First = BrokenPlace.Find(candidate.Encoding, source, start, _scratch);
            }
        }

        // Broken places may be real damage; only what is broken many times more than the best is out.
        var least = Best.Undecodable;
        foreach (var candidate in _candidates)
        {
            candidate.IsOut |= candidate != _chosen && candidate.Undecodable > 64 + (8 * least);
        }

        _offset += count;
    }

    /// <param name="byWords">Where <see cref="IsTied"/>: the encoding in which the words of order files stand, or null.</param>
    public EncodingDecision Decide(FileEncoding? byWords)
    {
        var (detected, certainty, reason) = Detect(byWords);
        var first = _chosen ?? detected;
        Candidate[] others = [.. _candidates.Where(candidate => candidate != first).OrderBy(static candidate => candidate.IsOut).ThenBy(static candidate => candidate.Undecodable)];
        var runnerUp = first != detected ? detected : others.FirstOrDefault();
        return new EncodingDecision(
            chosen is null ? certainty : FormatCertainty.Chosen,
            chosen is null ? reason : EncodingReason.Chosen,
            [Tried(first), .. others.Select(Tried)],
            reason == EncodingReason.AsciiOnly ? null : runnerUp?.Encoding);

        static TriedEncoding Tried(Candidate candidate) => new(candidate.Encoding, candidate.Undecodable, candidate.First);
    }

    private (Candidate Detected, FormatCertainty Certainty, EncodingReason Reason) Detect(FileEncoding? byWords)
    {
        var best = Best;
        var isValid = best.Undecodable == 0;
        if (_known != EncodingReason.None)
        {
            return (best, isValid ? FormatCertainty.Certain : FormatCertainty.Likely, _known);
        }

        if (!_hasHigh)
        {
            return (best, FormatCertainty.Certain, EncodingReason.AsciiOnly);
        }

        if (IsTied)
        {
            // EUC-JP read as CP932 is a rain of half-width katakana; real CP932 is mostly two-byte characters, or a name or two in kana.
            var isRain = _cp932.HalfKana > _cp932.Wide + FewKana;
            var encoding = byWords ?? (isRain ? FileEncoding.EucJp : FileEncoding.Cp932);
            var reason = byWords is not null ? EncodingReason.Words : isRain ? EncodingReason.HalfWidthKana : EncodingReason.MoreUsual;
            var certainty = reason == EncodingReason.MoreUsual || !isValid ? FormatCertainty.Undecided : FormatCertainty.Likely;
            return (_candidates.Find(candidate => candidate.Encoding == encoding)!, certainty, reason);
        }

        var next = _candidates.Where(candidate => candidate != best && candidate is { IsAutomatic: true, IsOut: false }).Min(static candidate => (long?)candidate.Undecodable);
        if (!isValid)
        {
            return (best, next is null || next > 8 * best.Undecodable ? FormatCertainty.Likely : FormatCertainty.Undecided, EncodingReason.FewestBroken);
        }

        return next != 0 ? (best, FormatCertainty.Certain, EncodingReason.OnlyValid)
            : (best, _utf8Leads >= EnoughUtf8 ? FormatCertainty.Certain : FormatCertainty.Likely, EncodingReason.Utf8Shape);
    }

    private void Begin(ReadOnlySpan<byte> first)
    {
        _hasMark = first.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        Unsupported = first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || first.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? "UTF-32" : null;
        _known = _hasMark || first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            ? EncodingReason.ByteOrderMark : EncodingReason.None;
        if ((Utf16(first) ?? (_hasMark ? FileEncoding.Utf8Bom : null)) is { } known)
        {
            _known = _known == EncodingReason.None ? EncodingReason.NulPattern : _known;
            _candidates.Add(new Candidate(known, ByteDecoder.For(known)));
        }
        else
        {
            // In order of preference where they tie: plain ASCII is UTF-8.
            _candidates.AddRange([new(FileEncoding.Utf8, new Utf8Decoder()), new(FileEncoding.Cp932, _cp932), new(FileEncoding.EucJp, new EucJpDecoder())]);
        }

        if (chosen is not { } wanted)
        {
            return;
        }

        // Whether UTF-8 has its mark is for the file to say.
        wanted = wanted is FileEncoding.Utf8 or FileEncoding.Utf8Bom ? (_hasMark ? FileEncoding.Utf8Bom : FileEncoding.Utf8) : wanted;
        _chosen = _candidates.Find(candidate => candidate.Encoding == wanted);
        if (_chosen is null)
        {
            _candidates.Add(_chosen = new Candidate(wanted, ByteDecoder.For(wanted)) { IsAutomatic = false });
        }
    }

    private void CountUtf8Leads(ReadOnlySpan<byte> fresh)
    {
        while (_utf8Leads < EnoughUtf8 && fresh.IndexOfAnyInRange((byte)0xE0, (byte)0xF4) is >= 0 and var at)
        {
            _utf8Leads++;
            fresh = fresh[(at + 1)..];
        }
    }

    /// <summary>
    /// ISO-2022-JP switches to kanji and back by escape sequences and has no byte above 7F; read as anything else it would be garbage without a
    /// single broken place.
    /// </summary>
    private void FindEscapes(ReadOnlySpan<byte> text, bool final)
    {
        _hasEscape |= text.IndexOf("\x1B$B"u8) >= 0 || text.IndexOf("\x1B$@"u8) >= 0 || text.IndexOf("\x1B(I"u8) >= 0;
        if (final && _hasEscape && !_hasHigh && !HasNul)
        {
            Unsupported = "ISO-2022-JP";
        }
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

        /// <summary>False where only a person wants it.</summary>
        public bool IsAutomatic { get; init; } = true;

        public int LeftOver { get; set; }

        /// <summary>No longer tried.</summary>
        public bool IsOut { get; set; }

        public BrokenPlace? First { get; set; }

        public long Undecodable => Decoder.Undecodable;
    }
}
