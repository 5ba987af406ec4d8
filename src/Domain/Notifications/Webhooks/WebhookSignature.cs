using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>
/// The secret that the portal shares with one receiver: <c>whsec_</c> and 24 to 64 bytes in Base64. Never written out by accident; who
/// wants it as text asks for <see cref="Reveal"/>.
/// </summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int FewestBytes = 24;
    private const int MostBytes = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    public static WebhookSecret New() => new(RandomNumberGenerator.GetBytes(32));

    /// <returns>Null for a text that is no such secret.</returns>
    public static WebhookSecret? Read(string? text)
    {
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        Span<byte> key = stackalloc byte[MostBytes];
        return Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length >= FewestBytes ? new WebhookSecret(key[..length].ToArray()) : null;
    }

    /// <summary>The secret as the receiver configures it.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

    /// <inheritdoc/>
    public override string ToString() => Prefix + "***";

    internal byte[] Sign(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_key, content);
}

/// <summary>Signs messages by the scheme Standard Webhooks, version 1, so that receivers verify them with any library for it.</summary>
public static class WebhookSignature
{
    /// <summary>The same in every attempt: receivers know a repetition by it.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Unix seconds of the attempt; receivers refuse what is older than five minutes.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    public const string SignatureHeader = "webhook-signature";

    /// <param name="id">Holds no full stop, which parts what is signed.</param>
    /// <param name="body">The very bytes that are sent.</param>
    /// <param name="secrets">More than one while an old secret is still accepted; the receiver takes whichever it knows.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>.</returns>
    public static string Sign(string id, DateTimeOffset attemptedAt, ReadOnlySpan<byte> body, params IEnumerable<WebhookSecret> secrets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(id.Contains('.', StringComparison.Ordinal), false, nameof(id));
        var content = (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{Timestamp(attemptedAt)}."), .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(secret.Sign(content))));
    }

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string Timestamp(DateTimeOffset attemptedAt) => attemptedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
