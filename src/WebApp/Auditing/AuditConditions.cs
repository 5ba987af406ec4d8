using System.Globalization;
using OrderPortal.Domain.Auditing;

namespace OrderPortal.WebApp.Auditing;

/// <summary>What the list of the audit log is narrowed by, as the address has it. What is none of ours narrows nothing.</summary>
public sealed record AuditConditions
{
    /// <summary>First day, <c>yyyy-MM-dd</c>.</summary>
    public string? From { get; set; }

    /// <summary>Last day.</summary>
    public string? To { get; set; }

    public string? Action { get; set; }

    /// <summary>Id of a user or API client.</summary>
    public string? Actor { get; set; }

    /// <summary>Kind of what was touched.</summary>
    public string? Kind { get; set; }

    /// <summary>Id of what was touched.</summary>
    public string? Id { get; set; }

    public string? Result { get; set; }

    public DateOnly? FirstDay => Day(From);

    public DateOnly? LastDay => Day(To);

    public Guid? ActorId => Guid.TryParse(Actor, out var id) ? id : null;

    public Guid? EntityId => Guid.TryParse(Id, out var id) ? id : null;

    public AuditResult? Outcome => Enum.GetValues<AuditResult>().Where(result => NameOf(result) == Result).Select(result => (AuditResult?)result).FirstOrDefault();

    /// <summary>A known action; null: any.</summary>
    public string? KnownAction => AuditWords.Actions.Contains(Action ?? "", StringComparer.Ordinal) ? Action : null;

    /// <summary>A known kind; null: any.</summary>
    public string? KnownKind => AuditWords.Kinds.Contains(Kind ?? "", StringComparer.Ordinal) ? Kind : null;

    public bool IsNarrowed => ToFilter(TimeZoneInfo.Utc) != new AuditFilter();

    public static string NameOf(AuditResult result) => result.ToString().ToLowerInvariant();

    /// <param name="zone">In which the days are days.</param>
    public AuditFilter ToFilter(TimeZoneInfo zone) => new(Start(FirstDay, zone), Start(LastDay?.AddDays(1), zone), KnownAction, ActorId, KnownKind, EntityId, Outcome);

    /// <summary>Parameters of the address; null where there is none, or one that is none of ours.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>
    {
        ["from"] = FirstDay is null ? null : From, ["to"] = LastDay is null ? null : To, ["action"] = KnownAction, ["actor"] = ActorId?.ToString(), ["kind"] = KnownKind, ["id"] = EntityId?.ToString(),
        ["result"] = Outcome is null ? null : Result,
    };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000 ? day : null;

    private static DateTimeOffset? Start(DateOnly? day, TimeZoneInfo zone)
    {
        if (day is not { } known)
        {
            return null;
        }

        var local = known.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
