using System.Text.Json;
using System.Text.Json.Serialization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Reads bodies of JSON.</summary>
public static class JsonBody
{
    /// <summary>Members that nobody knows are refused: they would be passed over in silence otherwise. Numbers in quotation marks are texts.</summary>
    public static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict };

    /// <inheritdoc cref="ReadAsync{T}(HttpRequest, JsonSerializerOptions, CancellationToken)"/>
    public static Task<Result<T>> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class => ReadAsync<T>(request, Strict, cancellationToken);

    /// <param name="options">Should refuse unknown members: they would be passed over in silence otherwise.</param>
    /// <returns>The object, or <c>bad_value</c> with the place in the body.</returns>
    public static async Task<Result<T>> ReadAsync<T>(HttpRequest request, JsonSerializerOptions options, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return new Error("unsupported_media_type");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, options, cancellationToken) is { } body ? body : new Error(ListQuery.BadValue, "body", "null");
        }
        catch (JsonException exception)
        {
            var place = exception.Path is { Length: > 2 } path ? path[2..] : "body";
            return new Error("bad_json", ListQuery.Shorten(place));
        }
    }

    /// <summary>The answer to an error of <see cref="ReadAsync{T}(HttpRequest, JsonSerializerOptions, CancellationToken)"/>.</summary>
    public static IResult Refuse(Error error) => error.Arguments.Count == 0
        ? Problems.Of(StatusCodes.Status415UnsupportedMediaType, error)
        : Problems.OfField(StatusCodes.Status400BadRequest, error);
}
