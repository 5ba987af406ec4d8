using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Imports;

/// <summary>What the history is narrowed by, as people write it and as the address has it.</summary>
public sealed record ImportsFilter
{
    /// <summary>Part of the file's name.</summary>
    public string? File { get; set; }

    /// <summary>As <see cref="ImportNames"/> writes it.</summary>
    public string? Status { get; set; }

    /// <summary>First day in the reader's time zone, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    /// <summary>Last day, that day included.</summary>
    public string? To { get; set; }

    /// <summary>Part of the name of whoever handed the file over.</summary>
    public string? By { get; set; }

    /// <summary>Exact.</summary>
    public string? Group { get; set; }

    /// <summary><c>createdAt</c>; anything else: the newest first.</summary>
    public string? Sort { get; set; }

    public bool OldestFirst => QueryText.Clean(Sort) == "createdAt";

    /// <summary>True where a condition holds; the sequence is none.</summary>
    public bool IsNarrowed => (this with { Sort = null }).ToDomain(TimeZoneInfo.Utc) != ImportFilter.All;

    /// <summary>Parameters of the address; null where there is no such condition, so that it disappears.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["file"] = QueryText.Clean(File),
        ["status"] = QueryText.Clean(Status),
        ["from"] = QueryText.Clean(From),
        ["to"] = QueryText.Clean(To),
        ["by"] = QueryText.Clean(By),
        ["group"] = QueryText.Clean(Group),
        ["sort"] = QueryText.Clean(Sort) is "createdAt" or "-createdAt" ? QueryText.Clean(Sort) : null,
    };

    /// <summary>Conditions that nobody can have meant (no such status, no such day) narrow nothing.</summary>
    public ImportFilter ToDomain(TimeZoneInfo zone) => new()
    {
        Status = StatusOf(QueryText.Clean(Status)),
        CreatedFrom = Day(From) is { } first ? StartOf(first, zone) : null,
        CreatedBefore = Day(To) is { } last && last < DateOnly.MaxValue ? StartOf(last.AddDays(1), zone) : null,
        FileName = QueryText.Clean(File),
        CreatedBy = QueryText.Clean(By),
        Group = QueryText.Clean(Group),
        OldestFirst = OldestFirst,
    };

    public static ImportStatus? StatusOf(string? name) => name is null ? null : ImportNames.Parse<ImportStatus>(name);

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);

        // The first days there are lie before the beginning of UTC's in zones to the east of it.
        return midnight.Ticks < TimeSpan.TicksPerDay ? DateTimeOffset.MinValue : new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}
