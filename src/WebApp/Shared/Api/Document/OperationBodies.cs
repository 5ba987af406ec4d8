using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>What an operation reads: JSON with its example, lines of it, or a form.</summary>
internal sealed class OperationBodies(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json) : IOpenApiOperationTransformer
{
    private static readonly JsonSerializerOptions Line = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (operation.RequestBody is OpenApiRequestBody { Content: { } content } && metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType is { } type)
        {
            foreach (var (contentType, media) in content)
            {
                if (contentType == ApiLines.ContentType && metadata.OfType<ApiLines>().LastOrDefault() is { } lines)
                {
                    media.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = $"One object a line, each of the shape `{SchemaNames.Of(lines.Line)}`." };
                    media.Example = Examples.Of(lines.Line, json.Value.SerializerOptions) is { } example ? $"{example.ToJsonString(Line)}\n" : null;
                }
                else
                {
                    media.Example = Examples.Of(type, json.Value.SerializerOptions);
                }
            }
        }

        if (metadata.OfType<ApiForm>().LastOrDefault() is { } form)
        {
            operation.RequestBody = Of(form);
        }

        return Task.CompletedTask;
    }

    private static OpenApiRequestBody Of(ApiForm form)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = form.Fields.Where(static field => field.IsRequired).Select(static field => field.Name).ToHashSet(StringComparer.Ordinal),
            Properties = form.Fields.ToDictionary(static field => field.Name, static field => (IOpenApiSchema)Of(field), StringComparer.Ordinal),
        };
        var example = new JsonObject(form.Fields.Where(static field => field.Example is not null).Select(static field => KeyValuePair.Create(field.Name, Example(field))));
        return new OpenApiRequestBody
        {
            Required = !form.IsOptional,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                // A form with a file has no example as a whole: there is no writing of the file.
                [form.ContentType] = new() { Schema = schema, Example = example.Count == 0 || form.Fields.Any(static field => field.Kind == FormFieldKind.File) ? null : example },
            },
        };
    }

    private static OpenApiSchema Of(ApiFormField field)
    {
        var schema = new OpenApiSchema
        {
            Type = field.Kind == FormFieldKind.Flag ? JsonSchemaType.Boolean : JsonSchemaType.String,
            Format = field.Kind == FormFieldKind.File ? "binary" : null,
            Description = field.Description,
        };
        if (field.Values is { } values)
        {
            schema.Enum = [.. values.Select(static value => (JsonNode)value)];
        }

        if (field.Example is not null)
        {
            schema.Examples = [Example(field)!];
        }

        return schema;
    }

    private static JsonNode? Example(ApiFormField field) => field.Kind == FormFieldKind.Flag ? bool.Parse(field.Example!) : field.Example;
}
