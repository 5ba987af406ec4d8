using System.Text.Json;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>Reads JSON of which nothing is sure: what is not there, or of another kind, is null.</summary>
internal static class StripeJson
{
    private const int LongestCode = 60;

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;

    /// <summary>Moments are seconds.</summary>
    public static DateTimeOffset? Moment(this JsonElement element, string name) =>
        element.Number(name) is >= 0 and <= 253_402_300_799 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>A code in lower case; a sentence, which might name somebody, is none.</summary>
    public static string? Code(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 and <= LongestCode } text && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? text : null;

    /// <summary>Null: no JSON.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
