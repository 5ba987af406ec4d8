using System.Text.Json;
using System.Text.Json.Serialization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Reads bodies of JSON.</summary>
public static class JsonBody
{
    /// <summary>JSON that cannot be read. Argument: the place.</summary>
    public const string Unreadable = "bad_json";

    /// <summary>
    /// JSON by the letter: names in their spelling and once, numbers as numbers. Members that nobody knows are refused, since they would be passed over in silence otherwise.
    /// </summary>
    public static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <inheritdoc cref="ReadAsync{T}(HttpRequest, JsonSerializerOptions, CancellationToken)"/>
    public static Task<Result<T>> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class => ReadAsync<T>(request, Strict, cancellationToken);

    /// <param name="options">Should refuse unknown members: they would be passed over in silence otherwise.</param>
    /// <returns>The object, or <c>bad_value</c> with the place in the body.</returns>
    public static async Task<Result<T>> ReadAsync<T>(HttpRequest request, JsonSerializerOptions options, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType() || IsPacked(request))
        {
            return new Error("unsupported_media_type");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, options, cancellationToken) is { } body ? body : new Error(ListQuery.BadValue, "body", "null");
        }
        catch (JsonException exception)
        {
            return new Error(Unreadable, PlaceOf(exception) ?? "body");
        }
    }

    /// <summary>A packed body would be read as garbage.</summary>
    public static bool IsPacked(HttpRequest request) => request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Path within the object in JSON's names; null where the whole of it is meant.</summary>
    public static string? PlaceOf(JsonException exception) => exception.Path switch
    {
        ['$', '.', .. { Length: > 0 } place] => ListQuery.Shorten(place),
        ['$', .. { Length: > 0 } place] => ListQuery.Shorten(place),
        _ => null,
    };

    /// <summary>The answer to an error of <see cref="ReadAsync{T}(HttpRequest, JsonSerializerOptions, CancellationToken)"/>.</summary>
    public static IResult Refuse(Error error) => error.Arguments.Count == 0
        ? Problems.Of(StatusCodes.Status415UnsupportedMediaType, error)
        : Problems.OfField(StatusCodes.Status400BadRequest, error);
}
