using System.Security.Cryptography;
using System.Text.Json;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Tags of resources that are put together from several rows, so that no single row's number tells their state: made from what the caller gets.</summary>
internal static class ContentTag
{
    private const int Bytes = 16;

    /// <summary>For <see cref="EntityTag"/>, with its quotation marks.</summary>
    public static string Of<T>(T resource) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(resource, JsonSerializerOptions.Web)).AsSpan(0, Bytes))}\"";
}
