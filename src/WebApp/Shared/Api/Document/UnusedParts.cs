using Microsoft.OpenApi;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>Takes out the shared parts that no operation refers to.</summary>
internal static class UnusedParts
{
    public static void Remove(OpenApiDocument document)
    {
        var operations = document.Paths.Values.SelectMany(static path => path.Operations ?? []).Select(static operation => operation.Value).ToList();
        var components = document.Components!;
        Keep(components.Parameters, operations.SelectMany(static operation => operation.Parameters ?? []).OfType<OpenApiParameterReference>().Select(static parameter => parameter.Reference.Id));
        var answers = operations.SelectMany(static operation => operation.Responses ?? []).Select(static answer => answer.Value).ToList();
        Keep(components.Responses, answers.OfType<OpenApiResponseReference>().Select(static answer => answer.Reference.Id));
        Keep(components.Headers, answers.OfType<OpenApiResponse>().Concat((components.Responses?.Values ?? []).OfType<OpenApiResponse>())
            .SelectMany(static answer => answer.Headers ?? new Dictionary<string, IOpenApiHeader>()).Select(static header => header.Value)
            .OfType<OpenApiHeaderReference>().Select(static header => header.Reference.Id));
    }

    private static void Keep<T>(IDictionary<string, T>? parts, IEnumerable<string?> used)
    {
        var ids = used.ToHashSet(StringComparer.Ordinal);
        foreach (var id in (parts?.Keys ?? []).Where(id => !ids.Contains(id)).ToList())
        {
            parts!.Remove(id);
        }
    }
}
