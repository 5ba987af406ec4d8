using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>Tells Stripe's messages from others' by the header <c>Stripe-Signature: t=seconds,v1=hex[,v1=hex]</c> over <c>t.body</c>.</summary>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";

    /// <summary>In both directions: one that was listened to cannot be sent again later, one that was signed ahead of time waits for nothing.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    /// <summary>While a secret is changed, a message is signed with the old and the new one; many more are no message of Stripe's.</summary>
    private const int MostSignatures = 10;

    /// <param name="secret">As Stripe shows it, prefix and all: the whole text is the key.</param>
    /// <param name="body">The bytes as they came.</param>
    public static bool Verify(string secret, string? header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (header is null || Read(header) is not { } read || Math.Abs(now.ToUnixTimeSeconds() - read.Seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var expected = Encoding.ASCII.GetBytes(Compute(secret, read.Time, body));
        var genuine = false;
        foreach (var signature in read.Signatures)
        {
            genuine |= CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(signature));
        }

        return genuine;
    }

    /// <returns>Lower-case hexadecimal.</returns>
    public static string Compute(string secret, string time, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"{time}."));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private static (string Time, long Seconds, List<string> Signatures)? Read(string header)
    {
        string? time = null;
        var signatures = new List<string>();
        foreach (var part in header.Split(','))
        {
            switch (part.Split('=', 2))
            {
                case ["t", var value] when time is null:
                    time = value;
                    break;
                case ["t", _]:
                    return null;
                case ["v1", var value] when signatures.Count < MostSignatures:
                    signatures.Add(value);
                    break;
            }
        }

        // "12 characters at most" keeps the difference to now within a long.
        return time is { Length: > 0 and <= 12 } && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && signatures.Count > 0
            ? (time, seconds, signatures)
            : null;
    }
}
