using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>Examples of bodies, written as the API writes them.</summary>
internal static class Examples
{
    private static readonly MethodInfo OneMethod = typeof(Examples).GetMethod(nameof(One), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ListMethod = typeof(Examples).GetMethod(nameof(List), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Null where the shape has none.</summary>
    public static JsonNode? Of(Type type, JsonSerializerOptions options)
    {
        if (SchemaNames.ItemOf(type) is { } item)
        {
            return Has(item) ? Write(ListMethod, item, options) : null;
        }

        if (Has(type))
        {
            return Write(OneMethod, type, options);
        }

        return type.IsGenericType && type.GetGenericArguments() is [var element] && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) && Of(element, options) is { } one
            ? new JsonArray(one)
            : null;
    }

    private static bool Has(Type type) => Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IHasExample<>) && face.GetGenericArguments()[0] == type);

    private static JsonNode? Write(MethodInfo method, Type type, JsonSerializerOptions options) => (JsonNode?)method.MakeGenericMethod(type).Invoke(null, [options]);

    private static JsonNode? One<T>(JsonSerializerOptions options)
        where T : IHasExample<T> => JsonSerializer.SerializeToNode(T.Example, options);

    private static JsonNode? List<T>(JsonSerializerOptions options)
        where T : IHasExample<T> => JsonSerializer.SerializeToNode(new ListResource<T>([T.Example], "eyJhZnRlciI6MTIzNH0"), options);
}
