using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>Shapes as they are sent and answered: which members are always there, which names a text may hold, that nothing else is taken.</summary>
internal sealed class MemberSchemas(RequestShapes requests) : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // Numbers are numbers: readers of JSON would let them be texts too.
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        if (context.JsonPropertyInfo is { } member)
        {
            DescribeMember(schema, member);
        }

        if (context.JsonPropertyInfo is null && schema.Properties is { Count: > 0 } members)
        {
            var isRequest = requests.Contains(context.JsonTypeInfo.Type);
            schema.Required = context.JsonTypeInfo.Properties.Where(property => members.ContainsKey(property.Name) && (isRequest ? MustBeSent(property) : IsAlwaysAnswered(property)))
                .Select(static property => property.Name).ToHashSet(StringComparer.Ordinal);
            schema.AdditionalPropertiesAllowed = !isRequest && schema.AdditionalPropertiesAllowed;
        }

        return Task.CompletedTask;
    }

    private static void DescribeMember(OpenApiSchema schema, JsonPropertyInfo member)
    {
        if (member.AttributeProvider?.GetCustomAttributes(typeof(NamesAttribute), inherit: true) is [NamesAttribute names, ..])
        {
            var isNullable = schema.Type?.HasFlag(JsonSchemaType.Null) == true;
            if (schema.Items is OpenApiSchema items)
            {
                items.Enum = Enum(names, isNullable: false);
            }
            else
            {
                schema.Enum = Enum(names, isNullable);
            }
        }

        if (IsLeftOutWhenNull(member))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }
    }

    private static List<JsonNode> Enum(NamesAttribute names, bool isNullable) =>
        [.. names.Values.Select(static name => (JsonNode)name), .. isNullable ? [JsonNullSentinel.JsonNull] : Array.Empty<JsonNode>()];

    private static bool MustBeSent(JsonPropertyInfo property) => property.AssociatedParameter is { } parameter
        ? !parameter.HasDefaultValue && !parameter.IsNullable && Nullable.GetUnderlyingType(parameter.ParameterType) is null
        : property.IsRequired;

    private static bool IsAlwaysAnswered(JsonPropertyInfo property) => property.Get is not null && !IsLeftOutWhenNull(property);

    private static bool IsLeftOutWhenNull(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: not JsonIgnoreCondition.Never }, ..];
}
