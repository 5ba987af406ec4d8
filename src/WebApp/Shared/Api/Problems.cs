using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>One field of a body or one parameter that was refused.</summary>
/// <param name="Field">Path within the body in JSON's names, e.g. <c>lines[0].quantity</c>, or the parameter's name.</param>
/// <param name="Code">The same codes as imports use.</param>
/// <param name="Message">In the caller's language.</param>
public sealed record FieldProblem(string Field, string Code, string Message);

/// <summary>An answer of RFC 9457. It holds nothing of the inside: no trace, SQL, path or server name.</summary>
public sealed record Problem(
    string Type, string Title, int Status, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FieldProblem>? Errors)
{
    /// <summary>Further members that belong to the code, e.g. the number of the import that has the same file.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?>? Extensions { get; init; }
}

/// <summary>
/// Error answers of every API endpoint: RFC 9457 with a stable <c>code</c> and a <c>traceId</c>, the title in the caller's language
/// from <c>ProblemsText.resx</c> by the code. A code without a text gets the text of its status.
/// </summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="arguments">What the title names in its places {0}, {1}, …</param>
    public static IResult Of(int status, string code, IReadOnlyList<FieldProblem>? errors = null, string? detail = null, params IReadOnlyList<string> arguments) =>
        new Answer(status, code, errors, detail, arguments, null);

    /// <summary>The answer to an error about one field or parameter, which its first argument names.</summary>
    public static IResult OfField(int status, Error error) => new Answer(status, error.Code, null, null, error.Arguments, null) { Field = error.Arguments[0] };

    /// <summary>The answer to an error of the domain.</summary>
    /// <param name="extensions">Further members that belong to the code.</param>
    public static IResult Of(int status, Error error, IReadOnlyList<FieldProblem>? errors = null, IDictionary<string, object?>? extensions = null) =>
        new Answer(status, error.Code, errors, null, error.Arguments, extensions);

    /// <summary>For another tenant's ids too: nobody learns that they exist.</summary>
    public static IResult NotFound() => Of(StatusCodes.Status404NotFound, "not_found");

    /// <summary>What the refusal says in the reader's language; a code without a text says what its status says.</summary>
    public static string Sentence(IStringLocalizer<ProblemsText> texts, int status, Error error)
    {
        var text = texts[error.Code];
        if (text.ResourceNotFound)
        {
            text = texts[string.Create(CultureInfo.InvariantCulture, $"status_{(status >= 500 ? 500 : status)}")];
        }

        var pattern = text.ResourceNotFound ? texts["status_400"].Value : text.Value;
        return error.Arguments.Count == 0 ? pattern : string.Format(CultureInfo.CurrentCulture, pattern, [.. error.Arguments]);
    }

    /// <summary>Writes the answer outside of an endpoint's result.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code) => new Answer(status, code, null, null, [], null).ExecuteAsync(context);

    private sealed class Answer(int status, string code, IReadOnlyList<FieldProblem>? errors, string? detail, IReadOnlyList<string> arguments, IDictionary<string, object?>? extensions) : IResult
    {
        /// <summary>What the title is about; null for the request as a whole.</summary>
        public string? Field { get; init; }

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = ContentType;
            response.Headers.CacheControl = "no-store";
            response.Headers.Pragma = "no-cache";
            var title = Title(httpContext);
            var fields = Field is null ? errors : [new FieldProblem(Field, code, title)];
            var problem = new Problem(
                $"urn:orderportal:problem:{code}", title, status, code,
                Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier, detail, fields)
            { Extensions = extensions };
            return response.WriteAsync(JsonSerializer.Serialize(problem, Json), httpContext.RequestAborted);
        }

        private string Title(HttpContext httpContext) =>
            Sentence(httpContext.RequestServices.GetRequiredService<IStringLocalizer<ProblemsText>>(), status, new Error(code, arguments));
    }
}
