using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>The document's operations as the page shows them, by resource.</summary>
public sealed class ApiDocsView
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonObject _root;

    public ApiDocsView(JsonObject root)
    {
        _root = root;
        var operations = root["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Where(static member => member.Value is JsonObject).Select(member => (Path: path.Key, Method: member.Key.ToUpperInvariant(), Node: member.Value!.AsObject())))
            .ToLookup(static operation => operation.Node["tags"]?[0]?.GetValue<string>() ?? "");
        Groups = [.. (root["tags"]?.AsArray() ?? []).Select(static tag => (Name: Text(tag!, "name"), Description: Text(tag!, "description"))).Select(tag =>
            new ApiDocsGroup(tag.Name, tag.Description, $"tag-{tag.Name.Replace(' ', '-').ToLowerInvariant()}", [.. operations[tag.Name].Select(operation => Of(operation.Path, operation.Method, operation.Node))]))];
    }

    public IReadOnlyList<ApiDocsGroup> Groups { get; }

    private ApiDocsOperation Of(string path, string method, JsonObject node) => new(
        Text(node, "operationId"), method, path, Text(node, "summary"), Text(node, "description"),
        [.. (node["security"]?.AsArray() ?? []).SelectMany(static need => need!["oauth2"]?.AsArray() ?? []).Select(static scope => scope!.GetValue<string>())],
        [.. (node["parameters"]?.AsArray() ?? []).Select(parameter => Parameter(Resolve(parameter!)))],
        [.. Bodies(node["requestBody"])],
        [.. node["responses"]!.AsObject().Select(answer => Answer(answer.Key, answer.Value!)).OrderBy(static answer => answer.Status, StringComparer.Ordinal)]);

    private static ApiDocsParameter Parameter(JsonNode node)
    {
        var (type, values) = Kind(node["schema"]);
        return new ApiDocsParameter(Text(node, "name"), Text(node, "in"), node["required"]?.GetValue<bool>() == true, type, values, Text(node, "description"));
    }

    private IEnumerable<ApiDocsBody> Bodies(JsonNode? node)
    {
        foreach (var (contentType, media) in node is null ? [] : Resolve(node)["content"]?.AsObject() ?? [])
        {
            var schema = media!["schema"];
            var fields = schema?["properties"] is JsonObject form
                ? form.Select(field => new ApiDocsParameter(
                    field.Key, "form", schema["required"]?.AsArray().Any(name => name!.GetValue<string>() == field.Key) == true, Kind(field.Value).Type, Kind(field.Value).Values, Text(field.Value!, "description")))
                : [];
            yield return new ApiDocsBody(contentType, Kind(schema).Type, Example(media["example"]), [.. fields]);
        }
    }

    private ApiDocsAnswer Answer(string status, JsonNode node)
    {
        var isShared = node["$ref"] is not null;
        var answer = Resolve(node);
        return new ApiDocsAnswer(status, Text(answer, "description"), status.StartsWith('2') && !isShared ? [.. Bodies(answer)] : []);
    }

    /// <summary>What a value is, in a word or two, and the values that it may have.</summary>
    private static (string Type, IReadOnlyList<string> Values) Kind(JsonNode? schema)
    {
        if (schema is null)
        {
            return ("", []);
        }

        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return (reference[(reference.LastIndexOf('/') + 1)..], []);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray some)
        {
            return (string.Join(" | ", some.Select(one => Kind(one).Type).Where(static type => type != "null").Distinct(StringComparer.Ordinal)), []);
        }

        if (schema["items"] is { } items)
        {
            return ($"{Kind(items).Type}[]", Kind(items).Values);
        }

        var type = schema["type"] is JsonArray types ? string.Join(" | ", types.Select(static one => one!.GetValue<string>()).Where(static one => one != "null")) : Text(schema, "type");
        return (Text(schema, "format") is { Length: > 0 } format ? format : type,
            [.. (schema["enum"]?.AsArray() ?? []).OfType<JsonValue>().Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture)!)]);
    }

    private JsonNode Resolve(JsonNode node) => node["$ref"]?.GetValue<string>() is { } reference
        ? reference.Split('/').Skip(1).Aggregate((JsonNode)_root, static (found, name) => found[name]!)
        : node;

    private static string? Example(JsonNode? example) => example switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => example.ToJsonString(Indented),
    };

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";
}

/// <summary>The operations of one resource.</summary>
public sealed record ApiDocsGroup(string Name, string Description, string Anchor, IReadOnlyList<ApiDocsOperation> Operations);

/// <param name="Scopes">All are needed; none: no token is.</param>
public sealed record ApiDocsOperation(
    string Id, string Method, string Path, string Summary, string Description, IReadOnlyList<string> Scopes, IReadOnlyList<ApiDocsParameter> Parameters, IReadOnlyList<ApiDocsBody> Bodies,
    IReadOnlyList<ApiDocsAnswer> Answers);

/// <param name="In">path, query, header or form.</param>
/// <param name="Values">Those that it may have; empty: any of the type.</param>
public sealed record ApiDocsParameter(string Name, string In, bool IsRequired, string Type, IReadOnlyList<string> Values, string Description);

/// <param name="Fields">Of a form.</param>
public sealed record ApiDocsBody(string ContentType, string Type, string? Example, IReadOnlyList<ApiDocsParameter> Fields);

/// <param name="Bodies">Of answers that are no refusals.</param>
public sealed record ApiDocsAnswer(string Status, string Description, IReadOnlyList<ApiDocsBody> Bodies);
