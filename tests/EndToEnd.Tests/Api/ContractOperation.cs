using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>An operation of the document, as far as it has to be called.</summary>
/// <param name="Statuses">That it answers by itself.</param>
/// <param name="Shared">Statuses whose answers all operations share.</param>
/// <param name="Scopes">All are needed; none: no token is.</param>
/// <param name="Ids">Names of the path's parameters that are ids of things.</param>
internal sealed partial record ContractOperation(
    string Id, HttpMethod Method, string Path, IReadOnlyList<string> Statuses, IReadOnlyList<string> Shared, IReadOnlyList<string> Scopes, IReadOnlyList<string> Ids)
{
    /// <summary>Its address with ids that nothing has.</summary>
    public string Anywhere => Parameter().Replace(Path, match => Ids.Contains(match.Groups["name"].Value) ? Guid.NewGuid().ToString() : "nothing");

    public static IReadOnlyList<ContractOperation> AllOf(JsonElement document) =>
        [.. from path in document.GetProperty("paths").EnumerateObject() from operation in path.Value.EnumerateObject() select Of(path.Name, operation.Name, operation.Value)];

    private static ContractOperation Of(string path, string method, JsonElement operation)
    {
        var answers = operation.GetProperty("responses").EnumerateObject().ToLookup(answer => answer.Value.TryGetProperty("$ref", out _), answer => answer.Name);
        var scopes = operation.GetProperty("security").EnumerateArray().SelectMany(need => need.TryGetProperty("oauth2", out var named) ? named.EnumerateArray().AsEnumerable() : []).Select(scope => scope.GetString()!);
        var parameters = operation.TryGetProperty("parameters", out var some) ? some.EnumerateArray().ToList() : [];
        var ids = parameters.Where(parameter => parameter.TryGetProperty("in", out var place) && place.GetString() == "path"
            && parameter.GetProperty("schema").TryGetProperty("format", out var format) && format.GetString() == "uuid").Select(parameter => parameter.GetProperty("name").GetString()!);
        return new ContractOperation(
            operation.GetProperty("operationId").GetString()!, new HttpMethod(method.ToUpperInvariant()), path, [.. answers[false]], [.. answers[true]], [.. scopes], [.. ids]);
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
