using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace OrderPortal.Testing;

/// <summary>What a phone computes from a key in base 32: RFC 6238 as its words say it, written apart from the portal's.</summary>
public static class AuthenticatorApp
{
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6238 as apps use it.")]
    public static string Code(string key, DateTimeOffset moment)
    {
        var number = key.Aggregate(BigInteger.Zero, (sum, letter) => (sum * 32) + (char.IsAsciiDigit(letter) ? letter - '2' + 26 : letter - 'A'));
        var secret = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        secret = [.. new byte[(key.Length * 5 / 8) - secret.Length], .. secret];
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (long)Math.Floor((moment - DateTimeOffset.UnixEpoch).TotalSeconds / 30));
        var hash = HMACSHA1.HashData(secret, counter);
        var offset = hash[19] & 15;
        var binary = ((hash[offset] & 127) << 24) | (hash[offset + 1] << 16) | (hash[offset + 2] << 8) | hash[offset + 3];
        return (binary % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
