using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Tells whether two requests ask for the same: method, address, query, type and content. Of a form in parts, whose boundary is another one with every try,
/// the names, file names and contents of the parts count.
/// </summary>
internal static class IdempotencyHash
{
    private const int MaxBoundary = 200;

    public static async Task<byte[]> OfAsync(HttpRequest request, SpooledBody body, CancellationToken cancellationToken)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, request.Method);
        Append(hash, request.PathBase.Value + request.Path.Value);
        Append(hash, request.QueryString.Value);
        Append(hash, type?.MediaType.Value?.ToUpperInvariant());
        hash.AppendData(await OfPartsAsync(type, body, cancellationToken) ?? await OfBytesAsync(body, cancellationToken));
        return hash.GetHashAndReset();
    }

    private static async Task<byte[]> OfBytesAsync(SpooledBody body, CancellationToken cancellationToken)
    {
        await using var content = body.Open();
        return await SHA256.HashDataAsync(content, cancellationToken);
    }

    /// <returns>Null for what is no form in parts, or none that can be read.</returns>
    private static async Task<byte[]?> OfPartsAsync(MediaTypeHeaderValue? type, SpooledBody body, CancellationToken cancellationToken)
    {
        if (type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundary } boundary)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var content = body.Open();
        try
        {
            var reader = new MultipartReader(boundary, content);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                var disposition = part.GetContentDispositionHeader();
                Append(hash, disposition is null ? part.ContentDisposition : HeaderUtilities.RemoveQuotes(disposition.Name).Value);
                Append(hash, HeaderUtilities.RemoveQuotes(disposition?.FileNameStar.HasValue == true ? disposition.FileNameStar : disposition?.FileName ?? default).Value);
                hash.AppendData(await SHA256.HashDataAsync(part.Body, cancellationToken));
            }

            return hash.GetHashAndReset();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return null;
        }
    }

    /// <summary>With its length before it, so that what ends here cannot begin there.</summary>
    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        hash.AppendData(length);
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
    }
}
