using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>What an operation answers: each status with its headers and an example, the answers that all share, and who may call it.</summary>
internal sealed class OperationAnswers(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document!;
        var answers = operation.Responses ??= [];
        if (metadata.OfType<ApiFile>().LastOrDefault() is { } file)
        {
            answers["200"] = Of(file, document);
        }

        foreach (var answer in context.Description.SupportedResponseTypes)
        {
            if (answers.TryGetValue(Status(answer.StatusCode), out var found) && found is OpenApiResponse response)
            {
                Describe(response, answer.StatusCode, answer.Type);
            }
        }

        if (metadata.OfType<ApiOperation>().Any())
        {
            AddHeaders(answers, metadata, context.Description.HttpMethod!, document);
            AddShared(answers, context.Description.HttpMethod!, document);
            operation.Security = Needs(metadata, document);
        }
        else
        {
            // The token operations: the client's name and secret in the header or in the form.
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(SharedParts.Basic, document)] = [] }, []];
            AddTokenHeaders(answers, document);
        }

        Sort(answers);
        return Task.CompletedTask;
    }

    private static void Sort(OpenApiResponses answers)
    {
        var sorted = answers.OrderBy(static answer => answer.Key, StringComparer.Ordinal).ToList();
        answers.Clear();
        foreach (var (status, answer) in sorted)
        {
            answers.Add(status, answer);
        }
    }

    private void Describe(OpenApiResponse response, int status, Type? type)
    {
        response.Description = SharedParts.Descriptions.GetValueOrDefault(status, response.Description ?? "");
        foreach (var (contentType, media) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            media.Example ??= contentType == Problems.ContentType ? SharedParts.ProblemExample(status) : type is null ? null : Examples.Of(type, json.Value.SerializerOptions);
        }
    }

    private static OpenApiResponse Of(ApiFile file, OpenApiDocument document) => new()
    {
        Description = "The file.",
        Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["Content-Disposition"] = new OpenApiHeaderReference(SharedParts.ContentDisposition, document) },
        Content = file.ContentTypes.ToDictionary(
            static type => type,
            static type => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = type.StartsWith("text/", StringComparison.Ordinal) ? null : "binary" } },
            StringComparer.Ordinal),
    };

    private static void AddHeaders(OpenApiResponses answers, IList<object> metadata, string method, OpenApiDocument document)
    {
        foreach (var (status, answer) in answers.Select(static pair => (pair.Key, pair.Value as OpenApiResponse)))
        {
            if (answer is null)
            {
                continue;
            }

            answer.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            if (metadata.OfType<HasEntityTag>().Any() && status is "200" or "304" && HttpMethods.IsGet(method))
            {
                answer.Headers["ETag"] = new OpenApiHeaderReference(SharedParts.ETag, document);
            }
            else if (status == "201" || (status.StartsWith('2') && (metadata.OfType<HeedsEntityTag>().Any() || metadata.OfType<HasEntityTag>().Any())))
            {
                answer.Headers["ETag"] = new OpenApiHeaderReference(SharedParts.NewETag, document);
            }

            if (metadata.OfType<ListShape>().Any() && status == "200")
            {
                answer.Headers["Link"] = new OpenApiHeaderReference(SharedParts.Link, document);
            }

            if (status is "201" or "202")
            {
                answer.Headers["Location"] = new OpenApiHeaderReference(status == "201" ? SharedParts.Location : SharedParts.MaybeLocation, document);
            }

            SharedParts.AddLimits(answer.Headers, document);
        }
    }

    private static void AddTokenHeaders(OpenApiResponses answers, OpenApiDocument document)
    {
        if (answers.GetValueOrDefault("401") is OpenApiResponse unauthorized)
        {
            unauthorized.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["WWW-Authenticate"] = new OpenApiHeaderReference(SharedParts.MaybeWwwAuthenticate, document) };
        }

        if (answers.GetValueOrDefault("429") is OpenApiResponse limited)
        {
            limited.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["Retry-After"] = new OpenApiHeaderReference(SharedParts.RetryAfter, document) };
        }
    }

    private static void AddShared(OpenApiResponses answers, string method, OpenApiDocument document)
    {
        answers["401"] = new OpenApiResponseReference(SharedParts.Unauthorized, document);
        answers["403"] = new OpenApiResponseReference(SharedParts.Forbidden, document);
        answers["429"] = new OpenApiResponseReference(SharedParts.TooManyRequests, document);
        if (HttpMethods.IsPost(method))
        {
            AddOr(answers, "409", SharedParts.KeyInUse, "Or a request with the same `Idempotency-Key` is still in hand.", document);
            AddOr(answers, "422", SharedParts.KeyReused, "Or the `Idempotency-Key` was used with another request.", document);
        }

        answers["default"] = new OpenApiResponseReference(SharedParts.Problem, document);
    }

    private static void AddOr(OpenApiResponses answers, string status, string shared, string besides, OpenApiDocument document)
    {
        if (answers.GetValueOrDefault(status) is OpenApiResponse own)
        {
            own.Description = $"{own.Description} {besides}";
            if (status == "409")
            {
                own.Headers!["Retry-After"] = new OpenApiHeaderReference(SharedParts.MaybeRetryAfter, document);
            }
        }
        else
        {
            answers[status] = new OpenApiResponseReference(shared, document);
        }
    }

    /// <summary>All policies of an endpoint hold together, so a token needs the scopes of all of them.</summary>
    private static List<OpenApiSecurityRequirement> Needs(IList<object> metadata, OpenApiDocument document)
    {
        var scopes = metadata.OfType<IAuthorizeData>().Select(static data => data.Policy).OfType<string>().Where(Permissions.ByRole.ContainsKey)
            .Select(static permission => Permissions.ByRole[permission].Scope).Distinct(StringComparer.Ordinal).ToList();
        return [new() { [new OpenApiSecuritySchemeReference(SharedParts.OAuth, document)] = scopes }, new() { [new OpenApiSecuritySchemeReference(SharedParts.Cookie, document)] = [] }];
    }

    private static string Status(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
