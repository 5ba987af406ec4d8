using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <summary>
/// Codes of authenticator apps: RFC 6238 with SHA-1, six digits, 30 seconds. Identity's own provider does not say which step a code belongs to, which has to be
/// known to take it once only, and takes those of two and a half minutes.
/// </summary>
internal static class TimeCode
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Seconds = 30;
    private const int Digits = 6;
    private const int Codes = 1_000_000;

    /// <summary>Clocks of phones are off by a little, and typing takes its time.</summary>
    private const int StepsBesides = 1;

    /// <summary>The step of a code that holds now; null: it is none. Takes the same time for all.</summary>
    /// <param name="key">Base32.</param>
    public static long? StepOf(string key, string code, DateTimeOffset now)
    {
        var (secret, given, present) = (FromBase32(key), Encoding.ASCII.GetBytes(code), now.ToUnixTimeSeconds() / Seconds);
        long? found = null;
        for (var step = present - StepsBesides; step <= present + StepsBesides; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), given))
            {
                found = step;
            }
        }

        return found;
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What authenticator apps compute; the weakness of SHA-1 is not one of its HMAC.")]
    private static string At(byte[] secret, long step)
    {
        Span<byte> moment = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, moment, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % Codes).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
    }

    private static byte[] FromBase32(string text)
    {
        var result = new byte[text.Length * 5 / 8];
        var (bits, buffer, at) = (0, 0, 0);
        foreach (var character in text)
        {
            buffer = ((buffer << 5) | Alphabet.IndexOf(character, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                result[at++] = (byte)(buffer >> bits);
            }
        }

        return result;
    }
}
