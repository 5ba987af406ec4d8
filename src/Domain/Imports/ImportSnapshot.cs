using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports;

/// <summary>An import as the database has it: what pages, API and hub show first.</summary>
public sealed record ImportSnapshot
{
    public required ImportId Id { get; init; }

    public required TenantId Tenant { get; init; }

    /// <summary>What people call it: "import 1042"; counts up per tenant.</summary>
    public required long Number { get; init; }

    public required ImportStatus Status { get; init; }

    public required ImportPhase Phase { get; init; }

    public required string FileName { get; init; }

    public required long FileBytes { get; init; }

    /// <summary>32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    public FileEncoding? Encoding { get; init; }

    public char? Delimiter { get; init; }

    /// <summary>Sheet of a workbook; null for delimited text.</summary>
    public string? Sheet { get; init; }

    /// <summary>Row of the headings where it is not the first row with content; 1-based as Excel shows it.</summary>
    public int? HeadingRow { get; init; }

    /// <summary>Key of a ready-made profile or id of the tenant's own; null where headings were matched by the vocabulary or by hand.</summary>
    public string? Profile { get; init; }

    /// <summary>How the file is read; kept rules that held when the import began included.</summary>
    public ImportMapping Mapping { get; init; } = ImportMapping.Automatic;

    public ImportMode Mode { get; init; }

    public DuplicatePolicy Duplicates { get; init; }

    public string? Group { get; init; }

    public ImportSettle Settle { get; init; }

    public ImportNotify Notify { get; init; } = ImportNotify.Default;

    public ImportTask Task { get; init; }

    /// <summary>Orders that the file names, as the dry run found them; null where there was none.</summary>
    public byte[]? Touched { get; init; }

    /// <summary>Null until the file has been read through once.</summary>
    public long? RowsTotal { get; init; }

    public required ImportCheckpoint Counts { get; init; }

    /// <summary>Recomputed from the stored orders at the end; null before.</summary>
    public StoredTotals? Stored { get; init; }

    /// <summary>Whether what was read and what is stored are the same; null before the end.</summary>
    public bool? TotalsMatch { get; init; }

    /// <summary>Why a failed import failed; one of <see cref="ProblemCodes"/> or <c>internal_error</c>.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Of the last progress event up to the last committed chunk.</summary>
    public long Sequence { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Another one after every change.</summary>
    public long ModifiedSeq { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Until when it can be undone; null before its end and where nothing was written.</summary>
    public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>What undoing did; null before it.</summary>
    public UndoCounts? Undo { get; init; }

    public required string CreatedBy { get; init; }

    public string? SourceAddress { get; init; }

    public ImportId? ParentId { get; init; }

    /// <summary>The snapshot as an event, so that a viewer has one thing to draw.</summary>
    public ImportProgress ToProgress() => new(
        Id, Tenant, Sequence, Status, Phase, Counts.RowsDone, RowsTotal, Counts.RowsAccepted, Counts.RowsRejected, Counts.Warnings, 0, null);
}

/// <summary>What undoing an import did so far, in orders.</summary>
/// <param name="Restored">Updated orders that have their former values again.</param>
/// <param name="Kept">Left as they are, because somebody has touched them since.</param>
public sealed record UndoCounts(long Removed, long Restored, long Kept);

/// <summary>An order that undoing left as it is.</summary>
/// <param name="Reason">One of <see cref="KeptReasons"/>.</param>
public sealed record KeptOrder(Orders.OrderId Id, string OrderNumber, int RowNumber, string Reason);

/// <summary>Why undoing left an order as it is; stable codes, worded by whoever shows them.</summary>
public static class KeptReasons
{
    public const string StatusChanged = "status_changed";
    public const string Paid = "payment_started";
    public const string ChangedSince = "changed_since";
}

/// <summary>What the stored orders of an import add up to.</summary>
/// <param name="Amount">Yen: sum of the lines' amounts.</param>
public sealed record StoredTotals(long Orders, long Lines, long Quantity, long Amount);

/// <summary>How often a problem occurs in an import.</summary>
/// <param name="FirstRows">A few of the rows, lowest first.</param>
public sealed record ProblemSummary(string Code, ProblemSeverity Severity, long Count, IReadOnlyList<int> FirstRows);
