using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Answers one page of a list: its items, whole or in the members that were asked for, and the way to the next page in the body and as <c>Link</c> (RFC 8288).</summary>
public static class ListAnswer
{
    /// <summary>Reads the list, or what changed of it where that is asked for; refuses a query that was not understood.</summary>
    /// <param name="show">An item as the API shows it.</param>
    public static async Task<IResult> ReadAsync<T, TResource>(
        HttpContext http, ListQuery query, Func<Task<Page<T>>> list, Func<ModifiedQuery, Task<ModifiedPage<T>>> changed, Func<T, TResource> show)
    {
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        return query.Since is { } since ? Of(http, query, (await changed(since)).Select(show)) : Of(http, query, (await list()).Select(show));
    }

    public static IResult Of<T>(HttpContext http, ListQuery query, Page<T> page) => Of(http, query, new ListResource<T>(page.Items, page.Next));

    public static IResult Of<T>(HttpContext http, ListQuery query, ModifiedPage<T> page) => Of(http, query, new ListResource<T>(page.Items, page.Next, page.Resume));

    private static IResult Of<T>(HttpContext http, ListQuery query, ListResource<T> page)
    {
        if (page.NextCursor is { } next)
        {
            http.Response.Headers.Link = $"<{AddressOf(http.Request, next)}>; rel=\"next\"";
        }

        return query.Fields is { } fields ? Results.Ok(Narrowed(http, page, fields)) : Results.Ok(page);
    }

    private static JsonNode Narrowed<T>(HttpContext http, ListResource<T> page, IReadOnlyList<string> fields)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToNode(page, options)!;
        foreach (var item in body["items"]!.AsArray().OfType<JsonObject>())
        {
            foreach (var name in item.Select(static member => member.Key).Where(name => !fields.Contains(name, StringComparer.Ordinal)).ToList())
            {
                item.Remove(name);
            }
        }

        return body;
    }

    /// <summary>Relative, so that it holds behind any proxy.</summary>
    private static string AddressOf(HttpRequest request, string cursor)
    {
        var parameters = request.Query.Where(static parameter => !string.Equals(parameter.Key, "cursor", StringComparison.OrdinalIgnoreCase));
        return $"{request.PathBase}{request.Path}{new QueryBuilder(parameters) { { "cursor", cursor } }}";
    }
}
