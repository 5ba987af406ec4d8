using System.Globalization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Reads the query of a list, and refuses what it does not understand: a filter that is passed over would look like one that matched
/// everything, and a cursor like the start of the list.
/// </summary>
public sealed class ListQuery
{
    public const string UnknownField = "unknown_field";
    public const string BadValue = "bad_value";
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    private static readonly string[] Common = ["limit", "cursor", "fields"];
    private const string Modified = "modifiedSince";
    private readonly IQueryCollection _query;

    public ListQuery(HttpRequest request, ListShape shape)
    {
        _query = request.Query;
        foreach (var key in _query.Keys)
        {
            if (!Knows(shape, key))
            {
                Error ??= new Error(UnknownField, Shorten(key));
            }
        }

        Limit = Text("limit") is not { } limit ? DefaultLimit
            : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxLimit ? number
            : Refuse<int>("limit", limit);
        Cursor = Text("cursor") is not { } cursor || Domain.Shared.Cursor.IsPlace(cursor) ? Text("cursor") : Refuse<string>("cursor", cursor);
        Fields = Text("fields") is { } fields ? FieldsOf(shape, fields) : null;
        var since = Value(Modified, static text => Moments.Parse(text, dayAfter: false));
        Since = since is { } moment ? new ModifiedQuery(moment, Cursor, Limit) : null;
        Sort = Text("sort") is not { } sort || (since is null && shape.Sorts.Contains(sort, StringComparer.OrdinalIgnoreCase)) || (since is not null && sort == "modifiedAt")
            ? Text("sort")
            : Refuse<string>("sort", sort);
    }

    /// <summary>The first thing that was not understood; its first argument names the parameter.</summary>
    public Error? Error { get; private set; }

    public int Limit { get; }

    public string? Cursor { get; }

    /// <summary>One of the shape's sequences; null: none was asked for. Never one with <see cref="Since"/>, whose sequence is that of the changes.</summary>
    public string? Sort { get; }

    /// <summary>JSON names of the members that the caller wants of each item; null: all.</summary>
    public IReadOnlyList<string>? Fields { get; }

    /// <summary>Not null: the caller asks for what changed.</summary>
    public ModifiedQuery? Since { get; }

    /// <summary>Null where the parameter is absent or blank, as forms send it; one that repeats or holds control characters is refused.</summary>
    public string? Text(string name)
    {
        var values = _query[name];
        if (values.Count == 0 || string.IsNullOrEmpty(values[0]))
        {
            return null;
        }

        return values.Count > 1 || values[0]!.Any(char.IsControl) ? Refuse<string>(name, values[^1]!) : values[0];
    }

    public T? Value<T>(string name, Func<string, T?> parse)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        return value is null ? Refuse<T?>(name, text) : value;
    }

    public static Error Bad(string field, string value) => new(BadValue, field, Shorten(value));

    private static bool Knows(ListShape shape, string key) =>
        Common.Contains(key, StringComparer.OrdinalIgnoreCase)
        || (shape.Sorts.Count > 0 && string.Equals(key, "sort", StringComparison.OrdinalIgnoreCase))
        || (shape.IsModifiable && (string.Equals(key, Modified, StringComparison.OrdinalIgnoreCase) || string.Equals(key, "sort", StringComparison.OrdinalIgnoreCase)))
        || shape.Filters.Any(filter => string.Equals(filter.Name, key, StringComparison.OrdinalIgnoreCase));

    private List<string>? FieldsOf(ListShape shape, string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();
        return names.Find(name => !shape.Fields.Contains(name, StringComparer.Ordinal)) is { } unknown ? Refuse<List<string>>("fields", unknown) : names;
    }

    /// <summary>Values are said back to the caller; long ones only so far that they can be recognised.</summary>
    internal static string Shorten(string value)
    {
        const int most = 100;
        var printable = string.Concat(value.Select(character => char.IsControl(character) ? '\uFFFD' : character));
        return printable.Length <= most ? printable : string.Concat(printable.AsSpan(0, char.IsHighSurrogate(printable[most - 1]) ? most - 1 : most), "…");
    }

    /// <summary>Remembers the parameter as not understood; for values that <see cref="Value{T}"/> cannot read.</summary>
    internal T? Refuse<T>(string name, string value)
    {
        Error ??= Bad(name, value);
        return default;
    }
}
