using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>Everything that an operation is asked by beside its body.</summary>
internal sealed class OperationParameters : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Description ??= $"{operation.Summary}.";
        var parameters = operation.Parameters ??= [];
        foreach (var path in parameters.OfType<OpenApiParameter>().Where(static parameter => parameter.In == ParameterLocation.Path))
        {
            path.Description ??= path.Name == "id" ? "The id, as lists and the answers to its making give it." : $"The {path.Name}.";
        }

        if (metadata.OfType<ListShape>().LastOrDefault() is { } shape)
        {
            foreach (var parameter in OfList(shape))
            {
                Put(parameters, parameter);
            }
        }

        foreach (var parameter in metadata.OfType<ApiParameter>())
        {
            Put(parameters, Of(parameter));
        }

        if (metadata.OfType<ApiOperation>().Any())
        {
            foreach (var name in Shared(context.Description.HttpMethod!, metadata))
            {
                parameters.Add(new OpenApiParameterReference(name, context.Document));
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<string> Shared(string method, IList<object> metadata)
    {
        if (HttpMethods.IsPost(method))
        {
            yield return SharedParts.IdempotencyKey;
        }

        if (metadata.OfType<HasEntityTag>().Any() && HttpMethods.IsGet(method))
        {
            yield return SharedParts.IfNoneMatch;
        }

        if (metadata.OfType<HeedsEntityTag>().Any())
        {
            yield return SharedParts.IfMatch;
        }

        yield return SharedParts.AcceptLanguage;
    }

    private static IEnumerable<OpenApiParameter> OfList(ListShape shape)
    {
        foreach (var filter in shape.Filters)
        {
            yield return Of(filter);
        }

        if (shape.IsModifiable)
        {
            yield return Query(
                "modifiedSince",
                "What was made or changed at this moment or later, in the sequence of the changes (`sort` is then `modifiedAt` at most). At the end of the list `syncCursor` says where to go on with the same `modifiedSince` later: nothing is missed or repeated.",
                Schema(ParameterKind.Moment), "2026-11-01T00:00:00Z");
        }

        string[] sorts = [.. shape.Sorts, .. shape.IsModifiable && !shape.Sorts.Contains("modifiedAt", StringComparer.Ordinal) ? ["modifiedAt"] : Array.Empty<string>()];
        if (sorts.Length > 0)
        {
            var schema = Text(sorts);
            schema.Default = shape.Sorts.Count > 0 ? shape.Sorts[0] : null;
            yield return Query("sort", $"The sequence; a minus sign turns it round.{(shape.IsModifiable ? " `modifiedAt` goes with `modifiedSince` only." : "")}", schema);
        }

        var fields = Query("fields", "Only these members of each item, comma separated.", new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text(shape.Fields) });
        fields.Style = ParameterStyle.Form;
        fields.Explode = false;
        yield return fields;
        yield return Query("limit", "Items of one page at most.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = "1",
            Maximum = ListQuery.MaxLimit.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Default = ListQuery.DefaultLimit,
        });
        yield return Query("cursor", "`nextCursor` of the page before, with the same other parameters.", new OpenApiSchema { Type = JsonSchemaType.String });
    }

    private static OpenApiParameter Of(ApiParameter parameter) =>
        Query(parameter.Name, parameter.Description, parameter.Values is { } values ? Text(values) : Schema(parameter.Kind), parameter.Example is { } example ? Example(parameter.Kind, example) : null);

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema, JsonNode? example = null) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema, Example = example };

    /// <summary>In the place of what the handler's signature said of it.</summary>
    private static void Put(IList<IOpenApiParameter> parameters, OpenApiParameter parameter)
    {
        if (parameters.FirstOrDefault(known => known.In == ParameterLocation.Query && known.Name == parameter.Name) is { } known)
        {
            parameters.Remove(known);
        }

        parameters.Add(parameter);
    }

    private static OpenApiSchema Text(IReadOnlyList<string> values) => new() { Type = JsonSchemaType.String, Enum = [.. values.Select(static value => (JsonNode)value)] };

    private static JsonNode Example(ParameterKind kind, string text) => kind switch
    {
        ParameterKind.Number => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
        ParameterKind.Flag => bool.Parse(text),
        _ => text,
    };

    private static OpenApiSchema Schema(ParameterKind kind) => kind switch
    {
        ParameterKind.Id => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        ParameterKind.Moment => new OpenApiSchema
        {
            AnyOf = [new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }],
        },
        ParameterKind.Number => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        ParameterKind.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
