using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// <see cref="ImportMapping"/> as JSON, in the database and in the API: columns by their canonical names, choices by name in camelCase, what is left
/// at its default not written. What is stored may come from a version that knew more: its members and columns are passed over.
/// </summary>
public static class ImportMappingJson
{
    /// <summary>Of names and members; for other JSON that holds a mapping.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(ImportMapping mapping) => JsonSerializer.Serialize(ImportMappingDocument.Of(mapping), Options);

    /// <exception cref="JsonException">It is no mapping.</exception>
    public static ImportMapping Read(string json) =>
        (JsonSerializer.Deserialize<ImportMappingDocument>(json, Options) ?? throw new JsonException("A mapping is missing.")).ToMapping(out _);
}

/// <summary>The JSON object of a mapping.</summary>
public sealed record ImportMappingDocument
{
    public string? Profile { get; init; }

    public IReadOnlyList<ColumnDocument>? Columns { get; init; }

    /// <summary>Values by canonical column name.</summary>
    public IReadOnlyDictionary<string, string>? Defaults { get; init; }

    public DateOrder DateOrder { get; init; }

    public bool TaxIncluded { get; init; }

    public TaxRounding? UnitTaxRounding { get; init; }

    public bool ShortRowsAllowed { get; init; }

    public bool Strict { get; init; }

    public MultiLineLayout Layout { get; init; }

    public FilterDocument? Filter { get; init; }

    public HeadingDocument? Total { get; init; }

    public IReadOnlyList<RuleDocument>? Rules { get; init; }

    /// <param name="Occurrence">1-based from the left; null: the first.</param>
    public sealed record HeadingDocument(string Heading, int? Occurrence)
    {
        internal static HeadingDocument Of(HeadingReference reference) => new(reference.Heading, reference.Occurrence == 1 ? null : reference.Occurrence);

        internal HeadingReference ToReference() => new(Heading ?? "", Occurrence ?? 1);
    }

    /// <param name="Column">Canonical name.</param>
    /// <param name="Headings">Joined in this order.</param>
    public sealed record ColumnDocument(string Column, IReadOnlyList<HeadingDocument> Headings, string? Joiner);

    public sealed record FilterDocument(string Heading, int? Occurrence, IReadOnlyList<string> Values);

    /// <param name="Column">Canonical name.</param>
    public sealed record RuleDocument(string Column, string Value, string Replacement);

    public static ImportMappingDocument Of(ImportMapping mapping) => new()
    {
        Profile = mapping.Profile,
        Columns = mapping.Columns.Count == 0 ? null : [.. mapping.Columns.Select(source => new ColumnDocument(
            ImportColumns.Of(source.Column).Name, [.. source.Sources.Select(HeadingDocument.Of)], source.Joiner.Length == 0 ? null : source.Joiner))],
        Defaults = mapping.Defaults.Count == 0 ? null : mapping.Defaults.OrderBy(pair => pair.Key).ToDictionary(pair => ImportColumns.Of(pair.Key).Name, pair => pair.Value, StringComparer.Ordinal),
        DateOrder = mapping.DateOrder,
        TaxIncluded = mapping.TaxIncluded,
        UnitTaxRounding = mapping.UnitTaxRounding,
        ShortRowsAllowed = mapping.ShortRowsAllowed,
        Strict = mapping.Strict,
        Layout = mapping.Layout,
        Filter = mapping.Filter is { } filter ? new FilterDocument(filter.Heading.Heading, HeadingDocument.Of(filter.Heading).Occurrence, filter.Values) : null,
        Total = mapping.Total is { } total ? HeadingDocument.Of(total) : null,
        Rules = mapping.Rules.Count == 0 ? null : [.. mapping.Rules.Select(rule => new RuleDocument(ImportColumns.Of(rule.Column).Name, rule.Value, rule.Replacement))],
    };

    /// <summary>Without what names a column that does not exist.</summary>
    /// <param name="unknown">The first such name, or null.</param>
    public ImportMapping ToMapping(out string? unknown)
    {
        string? first = null;
        var mapping = new ImportMapping
        {
            Profile = Profile,
            Columns = [.. Known(Columns, column => column.Column, (column, document) => new ColumnSource(
                column, [.. (document.Headings ?? []).Select(heading => heading.ToReference())], document.Joiner ?? ""))],
            Defaults = Known(Defaults, pair => pair.Key, (column, pair) => KeyValuePair.Create(column, pair.Value ?? "")).ToFrozenDictionary(),
            DateOrder = DateOrder,
            TaxIncluded = TaxIncluded,
            UnitTaxRounding = UnitTaxRounding,
            ShortRowsAllowed = ShortRowsAllowed,
            Strict = Strict,
            Layout = Layout,
            Filter = Filter is { } filter ? new RowFilter(new HeadingReference(filter.Heading ?? "", filter.Occurrence ?? 1), filter.Values ?? []) : null,
            Total = Total?.ToReference(),
            Rules = [.. Known(Rules, rule => rule.Column, (column, rule) => new ValueRule(column, rule.Value ?? "", rule.Replacement ?? ""))],
        };
        unknown = first;
        return mapping;

        List<TResult> Known<T, TResult>(IEnumerable<T>? documents, Func<T, string?> name, Func<ImportColumn, T, TResult> make)
        {
            var made = new List<TResult>();
            foreach (var document in documents ?? [])
            {
                if (ImportColumns.Parse(name(document) ?? "") is { } column)
                {
                    made.Add(make(column, document));
                }
                else
                {
                    first ??= name(document) ?? "";
                }
            }

            return made;
        }
    }
}
