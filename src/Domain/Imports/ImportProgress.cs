using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// How far an import is. The table is the truth, this is a hint of what comes next: a viewer takes the stored snapshot first, then
/// every event with a greater <see cref="Sequence"/>.
/// </summary>
/// <param name="Sequence">Rises with every event of one import, across take-overs by another instance too.</param>
/// <param name="RowsDone">Data rows read, validated and handed to the database so far; the heading does not count.</param>
/// <param name="RowsTotal">Null until the file has been read through once.</param>
/// <param name="RowsPerSecond">Over the last seconds of work.</param>
/// <param name="SecondsLeft">Null while it cannot be told.</param>
public sealed record ImportProgress(
    ImportId ImportId,
    TenantId TenantId,
    long Sequence,
    ImportStatus Status,
    ImportPhase Phase,
    long RowsDone,
    long? RowsTotal,
    long Accepted,
    long Rejected,
    long Warnings,
    double RowsPerSecond,
    double? SecondsLeft)
{
    public bool IsFinal => Status.IsFinal();
}

/// <summary>What a viewer that comes late sees first.</summary>
public static class ImportProgressLookUp
{
    /// <summary>The snapshot, or the last event this instance heard where that is newer.</summary>
    public static ImportProgress LatestProgress(this ImportSnapshot snapshot, IImportProgressFeed feed)
    {
        var stored = snapshot.ToProgress();
        return !stored.IsFinal && feed.Last(snapshot.Id) is { } heard && heard.Sequence > stored.Sequence ? heard : stored;
    }
}
