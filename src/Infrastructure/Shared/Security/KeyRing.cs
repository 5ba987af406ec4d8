using System.Globalization;
using System.Security.Cryptography;

namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>The master keys: one current for writing, any number for reading, and the key of the blind indexes.</summary>
public sealed class KeyRing
{
    private const string IndexName = "index";
    private readonly Dictionary<ushort, byte[]> _keys = [];

    private KeyRing(byte[] indexKey) => IndexKey = indexKey;

    /// <summary>What new values are encrypted with.</summary>
    public ushort CurrentId { get; private set; }

    internal byte[] IndexKey { get; }

    /// <summary>Reads entries <c>id:base64</c> (32 bytes each); the first numbered one is current, <c>index</c> is the blind indexes' key.</summary>
    /// <returns>The ring, or every fault that was found, none of which repeats a key.</returns>
    public static (KeyRing? Ring, IReadOnlyList<string> Faults) Parse(IEnumerable<string> entries)
    {
        var faults = new List<string>();
        var numbered = new List<(ushort Id, byte[] Key)>();
        byte[]? index = null;
        var position = 0;
        foreach (var entry in entries)
        {
            position++;
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : entry[..colon].Trim();
            var key = new byte[33];
            if (colon < 0 || !Convert.TryFromBase64String(entry[(colon + 1)..].Trim(), key, out var length) || length != 32)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"entry {position} is not id:base64 of 32 bytes"));
            }
            else if (string.Equals(name, IndexName, StringComparison.Ordinal))
            {
                index = key[..32];
            }
            else if (!ushort.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0 || numbered.Exists(k => k.Id == id))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"entry {position} needs an id of its own from 1 to 65535, or '{IndexName}'"));
            }
            else
            {
                numbered.Add((id, key[..32]));
            }
        }

        if (numbered.Count == 0)
        {
            faults.Add("no encryption key (id:base64)");
        }

        if (index is null)
        {
            faults.Add($"no key of the blind indexes ({IndexName}:base64)");
        }

        if (faults.Count > 0)
        {
            return (null, faults);
        }

        var ring = new KeyRing(index!) { CurrentId = numbered[0].Id };
        numbered.ForEach(k => ring._keys.Add(k.Id, k.Key));
        return (ring, faults);
    }

    /// <summary>Makes a ring of random keys, as entries for <see cref="Parse"/>.</summary>
    public static string[] Generate() =>
        [$"1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}", $"{IndexName}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"];

    internal byte[] Get(ushort id) =>
        _keys.TryGetValue(id, out var key) ? key : throw new CryptographicException($"Encryption key {id} is not configured.");
}
