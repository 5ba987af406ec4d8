using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>
/// What portal and simulated gateway know each other by: the key that the portal sends, and the secret that the gateway signs its messages
/// with. Both come from the portal's own keys, so that instances that share these need no further setting.
/// </summary>
internal sealed class SimulatorKeys
{
    /// <summary>Older messages are refused, so that none that was listened to can be sent again later.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _secret;

    public SimulatorKeys(KeyRing keys)
    {
        ApiKey = Convert.ToHexStringLower(Derive(keys, "api key"));
        _secret = Derive(keys, "webhook secret");
    }

    /// <summary>Sent as <c>Authorization: Bearer</c>.</summary>
    public string ApiKey { get; }

    public bool IsApiKey(string? authorization) =>
        authorization is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization), Encoding.UTF8.GetBytes($"Bearer {ApiKey}"));

    /// <summary>Value of the header <c>Simulator-Signature</c>: <c>t=seconds,v1=hex</c> over <c>t.body</c>.</summary>
    public string Sign(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Signature(time, body)}";
    }

    /// <summary>Whether the gateway itself, and lately, signed this body.</summary>
    public bool Verify(string? header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (header?.Split(',') is not [['t', '=', .. var time], ['v', '1', '=', .. var signature]]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Signature(time, body)));
    }

    private string Signature(string time, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{time}."));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private static byte[] Derive(KeyRing keys, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.IndexKey, 32, info: Encoding.UTF8.GetBytes($"OrderPortal payment simulator: {purpose}"));
}
