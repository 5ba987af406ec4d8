using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>Names of shapes as the document's readers meet them, in the classes that generators make of them.</summary>
internal static class SchemaNames
{
    private const string Suffix = "Resource";
    private static readonly ConcurrentDictionary<string, Type> Named = new(StringComparer.Ordinal);

    /// <summary>Null for what is described where it stands: simple values, sequences, maps and anything at all.</summary>
    public static string? Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value);
        }

        if (type == typeof(JsonElement) || type == typeof(object) || type == typeof(string) || type == typeof(Uri) || type == typeof(decimal) || type == typeof(Guid) || type.IsPrimitive || type.IsEnum
            || type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) == true || typeof(JsonNode).IsAssignableFrom(type) || typeof(IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }

        return ItemOf(type) is { } item ? $"{Of(item)}List" : type.IsGenericType ? $"{Bare(type)}Of{string.Concat(type.GetGenericArguments().Select(Of))}" : Bare(type);
    }

    /// <summary>The item of a list of the API; null for other types.</summary>
    public static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListResource<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>An item of which only some members are answered.</summary>
    public static string PartOf(string item) => $"PartOf{item}";

    /// <exception cref="InvalidOperationException">Another type has this name: one schema would stand for both.</exception>
    private static string Bare(Type type)
    {
        var name = type.Name.Split('`')[0];
        name = name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length] : name;
        var plain = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var known = Named.GetOrAdd(name, plain);
        return known == plain ? name : throw new InvalidOperationException($"{known} and {plain} would both be {name} in the document.");
    }
}
