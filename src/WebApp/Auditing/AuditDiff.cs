using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace OrderPortal.WebApp.Auditing;

/// <summary>One value of an entry, before and after.</summary>
/// <param name="Name">As the entry has it, with dots where values lie in one another.</param>
/// <param name="Before">Null: was not there.</param>
/// <param name="After">Null: is not there any more.</param>
public sealed record AuditChange(string Name, string? Before, string? After)
{
    public bool IsChanged => Before != After;
}

/// <summary>Reads what an entry says of before and after, value by value.</summary>
public static class AuditDiff
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>In the sequence of the entry; what was before and is not after stands last.</summary>
    public static IReadOnlyList<AuditChange> Of(string? before, string? after)
    {
        var (old, now) = (Read(before), Read(after));
        return
        [
            .. now.Select(pair => new AuditChange(pair.Key, old.GetValueOrDefault(pair.Key), pair.Value)),
            .. old.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => new AuditChange(pair.Key, pair.Value, null)),
        ];
    }

    private static Dictionary<string, string> Read(string? json)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is not null)
        {
            using var document = JsonDocument.Parse(json);
            Add(values, "", document.RootElement);
        }

        return values;
    }

    private static void Add(Dictionary<string, string> values, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in value.EnumerateObject())
            {
                Add(values, name.Length == 0 ? part.Name : $"{name}.{part.Name}", part.Value);
            }

            return;
        }

        values[name] = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : JsonSerializer.Serialize(one, Readable))),
            _ => value.GetRawText(),
        };
    }
}
