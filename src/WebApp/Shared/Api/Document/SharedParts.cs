using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>What the operations have in common, each described once: parameters, headers and answers.</summary>
internal static class SharedParts
{
    public const string IdempotencyKey = "IdempotencyKey";
    public const string IfNoneMatch = "IfNoneMatch";
    public const string IfMatch = "IfMatch";
    public const string AcceptLanguage = "AcceptLanguage";

    public const string ETag = "ETag";
    public const string NewETag = "NewETag";
    public const string Link = "Link";
    public const string Location = "Location";
    public const string MaybeLocation = "MaybeLocation";
    public const string ContentDisposition = "ContentDisposition";
    public const string RetryAfter = "RetryAfter";
    public const string MaybeRetryAfter = "MaybeRetryAfter";
    public const string WwwAuthenticate = "WwwAuthenticate";
    public const string MaybeWwwAuthenticate = "MaybeWwwAuthenticate";

    public const string Unauthorized = "Unauthorized";
    public const string Forbidden = "Forbidden";
    public const string TooManyRequests = "TooManyRequests";
    public const string KeyInUse = "KeyInUse";
    public const string KeyReused = "KeyReused";
    public const string Problem = "Problem";

    public const string OAuth = "oauth2";
    public const string Cookie = "cookie";
    public const string Basic = "client";

    private static readonly (string Name, string Description)[] Limits =
    [
        ("X-RateLimit-Limit", "Requests that the client has in an hour; of operations that take files in, uploads."),
        ("X-RateLimit-Remaining", "What is left of them."),
        ("X-RateLimit-Reset", "Seconds until the hour begins anew."),
    ];

    /// <summary>What a status means, for operations that say no more of it.</summary>
    public static IReadOnlyDictionary<int, string> Descriptions { get; } = new Dictionary<int, string>
    {
        [200] = "Done.",
        [201] = "Made; `Location` says where it is.",
        [202] = "Taken on; it is worked off behind the answer.",
        [204] = "Done; there is nothing to say.",
        [304] = "The caller has this state already.",
        [400] = "Something in the request cannot be read; the answer names the place.",
        [401] = "The client is unknown, or its secret is wrong.",
        [404] = "There is no such thing, or it is another tenant's.",
        [409] = "The state does not allow it.",
        [410] = "It is gone.",
        [412] = "The state is another one than `If-Match` names.",
        [413] = "The body is too large.",
        [415] = "The body has another content type than those that the operation reads.",
        [429] = "Too many wrong secrets.",
        [422] = "The request can be read, but a rule refuses it; `errors` names the fields.",
    };

    private static readonly Dictionary<int, (string Code, string Title)> Codes = new()
    {
        [400] = ("bad_value", "The value of limit cannot be read."),
        [401] = ("invalid_token", "The access token is unknown, expired or revoked."),
        [403] = ("insufficient_scope", "The access token does not have the scope that this needs."),
        [404] = ("not_found", "There is no such thing."),
        [409] = ("conflict", "The state does not allow it."),
        [412] = ("precondition_failed", "It was changed in the meantime."),
        [413] = ("body_too_large", "The body is too large."),
        [415] = ("unsupported_media_type", "The content type is not one that can be read."),
        [422] = ("invalid", "Some fields are refused."),
        [429] = ("rate_limited", "Too many requests: wait a while."),
    };

    public static JsonNode ProblemExample(int status)
    {
        var (code, title) = Codes.GetValueOrDefault(status, ("internal_error", "Something went wrong here."));
        var problem = new JsonObject
        {
            ["type"] = $"urn:orderportal:problem:{code}",
            ["title"] = title,
            ["status"] = status,
            ["code"] = code,
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        };
        if (status is 400 or 422)
        {
            problem["errors"] = new JsonArray(status == 400
                ? new JsonObject { ["field"] = "limit", ["code"] = "bad_value", ["message"] = title }
                : new JsonObject { ["field"] = "lines[0].quantity", ["code"] = "not_a_number", ["message"] = "The quantity is not a number." });
        }

        return problem;
    }

    public static void AddLimits(IDictionary<string, IOpenApiHeader> headers, OpenApiDocument document)
    {
        foreach (var (name, _) in Limits)
        {
            headers[name] = new OpenApiHeaderReference(IdOf(name), document);
        }
    }

    public static void AddTo(OpenApiDocument document)
    {
        AddParameters(document);
        AddHeaders(document);
        AddAnswers(document);
    }

    private static void AddParameters(OpenApiDocument document)
    {
        void Add(string id, string name, string description, string? example, int? longest = null) => document.AddComponent<IOpenApiParameter>(id, new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = longest is null ? null : 1, MaxLength = longest },
            Example = example,
        });

        Add(IdempotencyKey, "Idempotency-Key", "Any text that the caller uses for this one request. Sent again within 24 hours with the same request, it answers the same and does nothing twice.", "2d7c3f0e-6a57-4c7b-9b1a-3f5d0c8f1e42", 255);
        Add(IfNoneMatch, "If-None-Match", "`ETag` of an earlier answer: 304 when nothing changed since.", "\"1042\"");
        Add(IfMatch, "If-Match", "`ETag` of the state that the caller has seen: 412 when it is another one by now. Left out: whatever the state is.", "\"1042\"");
        Add(AcceptLanguage, "Accept-Language", "Language of messages: `ja` or `en`.", "en");
    }

    private static void AddHeaders(OpenApiDocument document)
    {
        void Add(string id, string description, bool required, string example) => document.AddComponent<IOpenApiHeader>(id, new OpenApiHeader
        {
            Description = description,
            Required = required,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example,
        });

        Add(ETag, "Names this state.", true, "\"1042\"");
        Add(NewETag, "Names the state after the change.", false, "\"1043\"");
        Add(Link, "The next page (RFC 8288), where there is one.", false, "</api/v1/orders?cursor=eyJhZnRlciI6MTIzNH0>; rel=\"next\"");
        Add(Location, "Where the new thing is.", true, "/api/v1/orders/019abc12-7f00-7000-8000-0000000004d2");
        Add(MaybeLocation, "Where to see how it goes on.", false, "/api/v1/imports/019abc12-7f00-7000-8000-0000000004d2");
        Add(ContentDisposition, "The file's name.", false, "attachment; filename=\"report.csv\"");
        Add(WwwAuthenticate, "The scheme, and why the token does not do (RFC 6750).", true, "Bearer realm=\"OrderPortal\", error=\"invalid_token\"");
        Add(MaybeWwwAuthenticate, "To callers that came with a header.", false, "Basic realm=\"OrderPortal\"");

        void AddNumber(string id, string description, bool required) => document.AddComponent<IOpenApiHeader>(id, new OpenApiHeader
        {
            Description = description,
            Required = required,
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "0" },
            Example = 600,
        });

        AddNumber(RetryAfter, "Seconds to wait.", required: true);
        AddNumber(MaybeRetryAfter, "Seconds to wait, where waiting helps.", required: false);
        foreach (var (name, description) in Limits)
        {
            AddNumber(IdOf(name), description, required: false);
        }
    }

    private static void AddAnswers(OpenApiDocument document)
    {
        void Add(string id, string description, int status, params (string Name, string Id)[] headers)
        {
            var answer = new OpenApiResponse
            {
                Description = description,
                Headers = headers.ToDictionary(static header => header.Name, header => (IOpenApiHeader)new OpenApiHeaderReference(header.Id, document), StringComparer.Ordinal),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problems.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document), Example = ProblemExample(status) },
                },
            };
            if (status != 401)
            {
                AddLimits(answer.Headers, document);
            }

            document.AddComponent<IOpenApiResponse>(id, answer);
        }

        Add(Unauthorized, "There is no access token, or it is not valid.", 401, ("WWW-Authenticate", WwwAuthenticate));
        Add(Forbidden, "The access token does not have the scope, or the person not the role.", 403, ("WWW-Authenticate", MaybeWwwAuthenticate));
        Add(TooManyRequests, "The client's hour is used up, or too many of its requests run at once.", 429, ("Retry-After", RetryAfter));
        Add(KeyInUse, "A request with the same `Idempotency-Key` is still in hand.", 409, ("Retry-After", MaybeRetryAfter));
        Add(KeyReused, "The `Idempotency-Key` was used with another request.", 422);
        Add(Problem, "Whatever else went wrong, such as an error inside (500).", 500, ("Retry-After", MaybeRetryAfter));
    }

    private static string IdOf(string header) => header.Replace("-", "", StringComparison.Ordinal);
}
