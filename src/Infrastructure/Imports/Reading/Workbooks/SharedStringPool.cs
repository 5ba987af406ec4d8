using System.IO.Compression;
using System.Text;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>
/// The texts that a workbook's cells share, by number. A file of a million orders has millions of them, so they are kept as
/// compressed blocks and unpacked when asked for; cells ask for neighbours, since a spreadsheet numbers its texts as it writes them.
/// </summary>
internal sealed class SharedStringPool
{
    private const int BlockBytes = 64 * 1024;
    private const int CachedBlocks = 48;

    /// <summary>Texts of a block at most: blank ones take no bytes.</summary>
    private const int BlockTexts = 16 * 1024;

    private readonly List<byte[]> _blocks = [];
    private readonly List<int> _firsts = [];
    private readonly Dictionary<int, (string[] Texts, long Used)> _cache = [];
    private readonly List<int> _openLengths = [];
    private byte[] _open = new byte[BlockBytes];
    private int _used;
    private long _clock;
    private int _lastBlock = -1;
    private string[] _last = [];

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<char> text)
    {
        if (_openLengths.Count == 0)
        {
            _firsts.Add(Count);
        }

        var length = Encoding.UTF8.GetByteCount(text);
        if (_used + length > _open.Length)
        {
            Array.Resize(ref _open, _used + length);
        }

        _used += Encoding.UTF8.GetBytes(text, _open.AsSpan(_used));
        _openLengths.Add(length);
        Count++;
        if (_used >= BlockBytes || _openLengths.Count == BlockTexts)
        {
            Close();
        }
    }

    /// <summary>To be called after the last text.</summary>
    public void Complete()
    {
        if (_openLengths.Count > 0)
        {
            Close();
        }

        _open = [];
    }

    /// <returns>Null for a number that the workbook does not have.</returns>
    public string? Get(int number)
    {
        if ((uint)number >= (uint)Count)
        {
            return null;
        }

        if (_lastBlock >= 0 && number >= _firsts[_lastBlock] && number - _firsts[_lastBlock] < _last.Length)
        {
            return _last[number - _firsts[_lastBlock]];
        }

        var found = _firsts.BinarySearch(number);
        var block = found >= 0 ? found : ~found - 1;
        _last = Unpack(block);
        _lastBlock = block;
        return _last[number - _firsts[block]];
    }

    private void Close()
    {
        using var packed = new MemoryStream(BlockBytes / 2);
        using (var compression = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(compression))
        {
            writer.Write(_openLengths.Count);
            foreach (var length in _openLengths)
            {
                writer.Write7BitEncodedInt(length);
            }

            writer.Write(_open, 0, _used);
        }

        _blocks.Add(packed.ToArray());
        _used = 0;
        _openLengths.Clear();
    }

    private string[] Unpack(int block)
    {
        if (_cache.TryGetValue(block, out var cached))
        {
            _cache[block] = (cached.Texts, ++_clock);
            return cached.Texts;
        }

        using var reader = new BinaryReader(new DeflateStream(new MemoryStream(_blocks[block]), CompressionMode.Decompress));
        var lengths = new int[reader.ReadInt32()];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = reader.Read7BitEncodedInt();
        }

        var texts = new string[lengths.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetString(reader.ReadBytes(lengths[i]));
        }

        if (_cache.Count >= CachedBlocks)
        {
            _cache.Remove(_cache.MinBy(static entry => entry.Value.Used).Key);
        }

        _cache[block] = (texts, ++_clock);
        return texts;
    }
}
