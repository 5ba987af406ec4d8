using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>The document as it is sent, and as a tree for the page that shows it. It does not change while the portal runs.</summary>
public sealed class ApiDocument(IServiceProvider services)
{
    public const string Name = "v1";
    public const string Path = $"/openapi/{Name}.json";

    private readonly Lock _lock = new();
    private Task<Made>? _made;

    public Task<Made> GetAsync()
    {
        lock (_lock)
        {
            // A failure is not kept.
            return _made is null or { IsFaulted: true } ? _made = MakeAsync() : _made;
        }
    }

    private async Task<Made> MakeAsync()
    {
        // Whoever asks first may leave; the others want it too.
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(CancellationToken.None);
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        var bytes = stream.ToArray();
        return new Made(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"", JsonNode.Parse(bytes)!.AsObject());
    }

    /// <param name="Tag">For <c>ETag</c>, with its quotation marks.</param>
    /// <param name="Root">To be read only.</param>
    public sealed record Made(byte[] Bytes, string Tag, JsonObject Root);
}
