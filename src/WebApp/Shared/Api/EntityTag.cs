using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Names the state of one resource in <c>ETag</c>, so that a caller gets it only when it is another one, and changes only what it has seen (RFC 9110, 13).
/// </summary>
public static class EntityTag
{
    /// <summary>The resource's state is another one than the caller has seen.</summary>
    public const string Outdated = "precondition_failed";

    /// <param name="version">The number of the resource's last change.</param>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The resource with its tag, or 304 to a caller that has it.</summary>
    /// <param name="tag">With its quotation marks.</param>
    public static IResult Answer<T>(HttpContext http, string tag, T resource)
    {
        http.Response.Headers.ETag = tag;
        return Matches(http.Request.Headers.IfNoneMatch, tag, weak: true) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(resource);
    }

    /// <summary>Null where the caller may change the state with this tag: it named none, this one, or any.</summary>
    /// <param name="tag">With its quotation marks.</param>
    public static IResult? Check(HttpRequest request, string tag) =>
        !IsNamed(request) || Matches(request.Headers.IfMatch, tag, weak: false) ? null : Refuse();

    /// <summary>Whether the caller names a state that it has seen.</summary>
    public static bool IsNamed(HttpRequest request) => !StringValues.IsNullOrEmpty(request.Headers.IfMatch);

    public static IResult Refuse() => Problems.Of(StatusCodes.Status412PreconditionFailed, Outdated);

    private static bool Matches(StringValues header, string tag, bool weak) =>
        EntityTagHeaderValue.TryParseList(header, out var named)
        && named.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: !weak));
}
