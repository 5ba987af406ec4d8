using Microsoft.AspNetCore.Http.Metadata;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// How an operation of the API is declared. One declaration serves the server, which refuses by it, and the API document, which tells of it: paths, permissions, parameters,
/// bodies and every status that an operation answers by itself. What all share (401, 403, 429) the document adds.
/// </summary>
public static class ApiRoutes
{
    public const string Base = "/api/v1";

    /// <summary>Of a body that is no upload.</summary>
    public const long MaxBodyBytes = 10 * 1024 * 1024;

    /// <param name="path">Below <see cref="Base"/>, e.g. <c>/orders</c>.</param>
    /// <param name="tag">The resource in the document.</param>
    /// <param name="permission">To read; operations that change ask for their own besides.</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, string path, string tag, string permission) =>
        routes.MapGroup(Base + path).RequireAuthorization(permission).WithTags(tag).DisableAntiforgery().WithMetadata(new UploadSizeLimit(MaxBodyBytes), new ApiOperation());

    /// <summary>An operation that changes something: asks for the permission, and of browsers for a proof that the page is ours.</summary>
    public static RouteHandlerBuilder Changes(this RouteHandlerBuilder route, string permission) =>
        route.RequireAuthorization(permission).AddEndpointFilter(BrowserProof.RequireAsync);

    /// <summary>An operation that takes a file in: it counts among a client's uploads, and its body has a limit of its own.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder route, long maxBytes) =>
        route.WithMetadata(new UploadSizeLimit(maxBytes), new CountsAsUpload());

    /// <param name="operationId">Unique, camelCase; also the endpoint's name.</param>
    /// <param name="description">For people who read the document; null where the summary says it all.</param>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string operationId, string summary, string? description = null)
    {
        route.WithName(operationId).WithSummary(summary);
        return description is null ? route : route.WithDescription(description);
    }

    /// <summary>Reads a body of this shape.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route)
        where T : notnull => route.Accepts<T>("application/json");

    /// <summary>Reads a form of several parts, and refuses other bodies by 415.</summary>
    public static RouteHandlerBuilder TakesForm(this RouteHandlerBuilder route, params IReadOnlyList<ApiFormField> fields) =>
        route.WithMetadata(new ApiForm(fields), new AcceptsMetadata([ApiForm.Parts], typeof(object)));

    /// <summary>The same, where there need be no body.</summary>
    public static RouteHandlerBuilder MayTakeForm(this RouteHandlerBuilder route, params IReadOnlyList<ApiFormField> fields) =>
        route.WithMetadata(new ApiForm(fields) { IsOptional = true }, new AcceptsMetadata([ApiForm.Parts], typeof(object), isOptional: true));

    /// <summary>Reads NDJSON too: one object of this shape a line. To be named after <see cref="Takes{T}"/>, beside whose JSON it stands.</summary>
    public static RouteHandlerBuilder TakesLines<T>(this RouteHandlerBuilder route)
        where T : notnull
    {
        route.WithMetadata(new ApiLines(typeof(T)));

        // Routing and document go by the last list of content types only.
        route.Add(static endpoint =>
        {
            var json = endpoint.Metadata.OfType<IAcceptsMetadata>().Last();
            endpoint.Metadata.Add(new AcceptsMetadata([.. json.ContentTypes, ApiLines.ContentType], json.RequestType));
        });
        return route;
    }

    /// <summary>Answers 200 with a file of one of these content types, e.g. <c>text/csv</c>.</summary>
    public static RouteHandlerBuilder AnswersFile(this RouteHandlerBuilder route, params IReadOnlyList<string> contentTypes) => route.WithMetadata(new ApiFile(contentTypes));

    /// <summary>Answers a body of this shape.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, int status = StatusCodes.Status200OK) => route.Produces<T>(status, "application/json");

    /// <summary>Refuses by a problem with these statuses.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<Problem>(status, Problems.ContentType);
        }

        return route;
    }

    /// <summary>A list: its parameters, one page of its items, and 400 for what it does not understand.</summary>
    public static RouteHandlerBuilder Lists<T>(this RouteHandlerBuilder route, ListShape shape) => route.WithMetadata(shape).Answers<ListResource<T>>().Refuses(StatusCodes.Status400BadRequest);

    /// <summary>A parameter of the query outside of lists.</summary>
    public static RouteHandlerBuilder Asks(this RouteHandlerBuilder route, params ReadOnlySpan<ApiParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            route.WithMetadata(parameter);
        }

        return route;
    }

    /// <summary>Answers with the state's tag in <c>ETag</c>, and 304 to who has it already.</summary>
    public static RouteHandlerBuilder HasTag(this RouteHandlerBuilder route) => route.WithMetadata(new HasEntityTag()).Produces(StatusCodes.Status304NotModified);

    /// <summary>Changes only the state that the caller has seen, where the caller names it in <c>If-Match</c>; otherwise 412.</summary>
    public static RouteHandlerBuilder HeedsTag(this RouteHandlerBuilder route) => route.WithMetadata(new HeedsEntityTag()).Refuses(StatusCodes.Status412PreconditionFailed);
}

/// <summary>Marks the operations of the API: they are in the document, and limits and idempotency hold for them.</summary>
public sealed record ApiOperation;

/// <summary>A form that an operation reads.</summary>
public sealed record ApiForm(IReadOnlyList<ApiFormField> Fields, string ContentType = ApiForm.Parts)
{
    public const string Parts = "multipart/form-data";

    /// <summary>There need be no body.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>What a field of a form holds.</summary>
public enum FormFieldKind
{
    Text,
    File,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
}

/// <param name="Values">The values that it may have; null: any.</param>
/// <param name="Example">As it stands in the form; none for files.</param>
public sealed record ApiFormField(string Name, FormFieldKind Kind, string Description, bool IsRequired = false, IReadOnlyList<string>? Values = null, string? Example = null)
{
    public static ApiFormField Of<T>(string name, string description)
        where T : struct, Enum => new(name, FormFieldKind.Text, description, false, [.. Enum.GetValues<T>().Select(ImportNames.Of)]);
}

/// <summary>Lines that an operation reads, each an object of this shape.</summary>
public sealed record ApiLines(Type Line)
{
    public const string ContentType = "application/x-ndjson";
}

/// <summary>A file that an operation answers.</summary>
public sealed record ApiFile(IReadOnlyList<string> ContentTypes);

/// <summary>Stands on members of text that hold one of these names, so that the document lists them. A member that may be null lists null too.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class NamesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values => values;
}

/// <summary>For members that hold the name of one of an enumeration's values.</summary>
public sealed class NamesAttribute<T>() : NamesAttribute([.. Enum.GetValues<T>().Select(ImportNames.Of)])
    where T : struct, Enum;

/// <summary>Marks operations that count among a client's uploads.</summary>
public sealed record CountsAsUpload;

/// <summary>Marks operations that answer an <c>ETag</c>.</summary>
public sealed record HasEntityTag;

/// <summary>Marks operations that heed <c>If-Match</c>.</summary>
public sealed record HeedsEntityTag;

/// <summary>Lifts the server's body limit for one endpoint to what its configuration allows.</summary>
public sealed record UploadSizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

/// <summary>An object of this shape for the document's readers; every body that the API takes or gives has one.</summary>
public interface IHasExample<TSelf>
    where TSelf : IHasExample<TSelf>
{
    static abstract TSelf Example { get; }
}

/// <param name="NextCursor">Null at the end of the list.</param>
/// <param name="SyncCursor">With <c>modifiedSince</c> only: where to go on from later, also when the end is reached.</param>
public sealed record ListResource<T>(
    IReadOnlyList<T> Items, string? NextCursor,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? SyncCursor = null);
