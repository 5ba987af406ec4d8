using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>
/// Encrypts single values for the database with AES-256-GCM. A value is bound to its context (table and column): moved elsewhere
/// it does not decrypt. Safe for concurrent use, and made for millions of calls.
/// </summary>
/// <remarks>
/// Layout: format (1 byte), key id (2, big endian), salt (4), nonce (12), ciphertext, tag (16). The data key is HKDF-SHA256 of the
/// master key and the salt; the salt is random per process and renewed every 2^30 values, which keeps random nonces far from
/// their birthday bound however much is stored.
/// </remarks>
public sealed class FieldCipher : IDisposable
{
    /// <summary>Bytes that a value grows by.</summary>
    public const int Overhead = HeaderLength + TagLength;

    private const byte Format = 1;
    private const int SaltOffset = 3;
    private const int NonceOffset = 7;
    private const int NonceLength = 12;
    private const int HeaderLength = NonceOffset + NonceLength;
    private const int TagLength = 16;
    private const int MaxCachedKeys = 64;
    private const int UsesPerReport = 1 << 16;
    private const int MaxReportsPerSalt = 1 << 14;

    private readonly KeyRing _keys;
    private readonly ConcurrentDictionary<string, byte[]> _contexts = new(StringComparer.Ordinal);
    private readonly ThreadLocal<Workbench> _workbench = new(() => new Workbench(), trackAllValues: true);
    private readonly Lock _saltLock = new();
    private volatile SaltLease _lease = new(RandomNumberGenerator.GetBytes(4));

    public FieldCipher(KeyRing keys) => _keys = keys;

    /// <summary>The most bytes that a text of so many characters can take once encrypted.</summary>
    public static int MaxEncryptedLength(int characters) => Overhead + Encoding.UTF8.GetMaxByteCount(characters);

    /// <param name="context">One of <see cref="FieldContexts"/>.</param>
    public byte[] Encrypt(ReadOnlySpan<char> value, string context)
    {
        var result = new byte[Overhead + Encoding.UTF8.GetByteCount(value)];
        Encrypt(value, context, result);
        return result;
    }

    /// <summary>Encrypts into memory of the caller, without allocating.</summary>
    /// <param name="destination">At least as long as the UTF-8 form and <see cref="Overhead"/>; see <see cref="MaxEncryptedLength"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public int Encrypt(ReadOnlySpan<char> value, string context, Span<byte> destination)
    {
        var length = Encoding.UTF8.GetBytes(value, destination[HeaderLength..]);
        return Seal(destination, length, AssociatedData(context));
    }

    /// <summary>Encrypts bytes bound to a context of the caller's making, e.g. file and chunk number.</summary>
    public byte[] EncryptBytes(ReadOnlySpan<byte> value, ReadOnlySpan<byte> context)
    {
        var result = new byte[Overhead + value.Length];
        value.CopyTo(result.AsSpan(HeaderLength));
        Seal(result, value.Length, context);
        return result;
    }

    /// <exception cref="CryptographicException">Changed, cut off, of another context, or of a key that is not configured.</exception>
    public string Decrypt(ReadOnlySpan<byte> value, string context)
    {
        var length = value.Length - Overhead;
        if (length is >= 0 and <= 512)
        {
            Span<byte> plain = stackalloc byte[length];
            Open(value, plain, AssociatedData(context));
            return Encoding.UTF8.GetString(plain);
        }

        return Encoding.UTF8.GetString(DecryptBytes(value, AssociatedData(context)));
    }

    /// <inheritdoc cref="Decrypt"/>
    public byte[] DecryptBytes(ReadOnlySpan<byte> value, ReadOnlySpan<byte> context)
    {
        var plain = new byte[Math.Max(0, value.Length - Overhead)];
        Open(value, plain, context);
        return plain;
    }

    /// <summary>Decrypts into memory of the caller, without allocating.</summary>
    /// <param name="destination">At least as long as the value less <see cref="Overhead"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <inheritdoc cref="Decrypt"/>
    public int DecryptBytes(ReadOnlySpan<byte> value, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        var length = Math.Max(0, value.Length - Overhead);
        Open(value, destination[..length], context);
        return length;
    }

    /// <summary>The key that a stored value needs, for rotation: what is not under the current key is to be written again.</summary>
    public static ushort KeyIdOf(ReadOnlySpan<byte> value) =>
        value.Length >= Overhead && value[0] == Format
            ? BinaryPrimitives.ReadUInt16BigEndian(value[1..])
            : throw new CryptographicException("The value is not an encrypted field.");

    public void Dispose()
    {
        foreach (var workbench in _workbench.Values)
        {
            workbench.Dispose();
        }

        _workbench.Dispose();
    }

    private int Seal(Span<byte> destination, int length, ReadOnlySpan<byte> associatedData)
    {
        var bench = _workbench.Value!;
        var lease = CountUse(bench);
        destination[0] = Format;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], _keys.CurrentId);
        lease.Salt.CopyTo(destination[SaltOffset..]);
        bench.NextNonce(destination.Slice(NonceOffset, NonceLength));
        var text = destination.Slice(HeaderLength, length);
        var aes = bench.Get(_keys, _keys.CurrentId, BinaryPrimitives.ReadUInt32BigEndian(lease.Salt));
        aes.Encrypt(destination.Slice(NonceOffset, NonceLength), text, text, destination.Slice(HeaderLength + length, TagLength), associatedData);
        return Overhead + length;
    }

    private void Open(ReadOnlySpan<byte> value, Span<byte> plain, ReadOnlySpan<byte> associatedData)
    {
        var keyId = KeyIdOf(value);
        var aes = _workbench.Value!.Get(_keys, keyId, BinaryPrimitives.ReadUInt32BigEndian(value[SaltOffset..]));
        aes.Decrypt(value.Slice(NonceOffset, NonceLength), value.Slice(HeaderLength, plain.Length), value[^TagLength..], plain, associatedData);
    }

    private byte[] AssociatedData(string context) =>
        _contexts.TryGetValue(context, out var bytes) ? bytes : _contexts.GetOrAdd(context, Encoding.UTF8.GetBytes(context));

    // Threads report their uses in blocks, so that the count costs nothing in the usual case; the salt's true limit is far higher.
    private SaltLease CountUse(Workbench bench)
    {
        if (++bench.Uses < UsesPerReport)
        {
            return _lease;
        }

        bench.Uses = 0;
        lock (_saltLock)
        {
            if (++_lease.Reports >= MaxReportsPerSalt)
            {
                _lease = new SaltLease(RandomNumberGenerator.GetBytes(4));
            }

            return _lease;
        }
    }

    private sealed class SaltLease(byte[] salt)
    {
        public byte[] Salt { get; } = salt;

        public int Reports { get; set; }
    }

    /// <summary>What one thread works with: AesGcm is not safe for concurrent use, and random bytes are cheaper by the block.</summary>
    private sealed class Workbench : IDisposable
    {
        private readonly byte[] _random = new byte[NonceLength * 256];
        private readonly Dictionary<(ushort Key, uint Salt), AesGcm> _ciphers = [];
        private int _used = NonceLength * 256;
        private (ushort Key, uint Salt) _lastKey;
        private AesGcm? _last;

        public int Uses { get; set; }

        public void NextNonce(Span<byte> destination)
        {
            if (_used == _random.Length)
            {
                RandomNumberGenerator.Fill(_random);
                _used = 0;
            }

            _random.AsSpan(_used, NonceLength).CopyTo(destination);
            _used += NonceLength;
        }

        public AesGcm Get(KeyRing keys, ushort keyId, uint salt)
        {
            if (_last is not null && _lastKey == (keyId, salt))
            {
                return _last;
            }

            if (!_ciphers.TryGetValue((keyId, salt), out var cipher))
            {
                if (_ciphers.Count >= MaxCachedKeys)
                {
                    Dispose();
                }

                cipher = Derive(keys, keyId, salt);
                _ciphers.Add((keyId, salt), cipher);
            }

            (_lastKey, _last) = ((keyId, salt), cipher);
            return cipher;
        }

        public void Dispose()
        {
            foreach (var cipher in _ciphers.Values)
            {
                cipher.Dispose();
            }

            _ciphers.Clear();
            _last = null;
        }

        private static AesGcm Derive(KeyRing keys, ushort keyId, uint salt)
        {
            Span<byte> saltBytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(saltBytes, salt);
            Span<byte> key = stackalloc byte[32];
            HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Get(keyId), key, saltBytes, "orderportal.field"u8);
            var cipher = new AesGcm(key, TagLength);
            CryptographicOperations.ZeroMemory(key);
            return cipher;
        }
    }
}
