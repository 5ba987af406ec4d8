using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports;

/// <summary>What was chosen for one import when its file was handed over.</summary>
public sealed record ImportSettings
{
    public ImportMode Mode { get; init; } = ImportMode.Partial;

    public DuplicatePolicy Duplicates { get; init; } = DuplicatePolicy.Reject;

    /// <summary>Null: decided over the whole file.</summary>
    public FileEncoding? Encoding { get; init; }

    /// <summary>One of <c>, tab ; |</c>. Null: decided by the first records.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Key of a ready-made profile or id of the tenant's own. Null: decided by the headings.</summary>
    public string? Profile { get; init; }

    /// <summary>How the file is read, chosen on screen; goes before <see cref="Profile"/>. Null: decided by profile or headings.</summary>
    public ImportMapping? Mapping { get; init; }

    /// <summary>Row of the headings, 1-based as Excel shows it. Null: decided by the first rows.</summary>
    public int? HeadingRow { get; init; }

    /// <summary>Name of a workbook's sheet. Null: the first visible one.</summary>
    public string? Sheet { get; init; }

    /// <summary>Goes to every order whose row names no group; null for none.</summary>
    public string? Group { get; init; }

    public ImportSettle Settle { get; init; }

    public ImportNotify Notify { get; init; } = ImportNotify.Default;

    /// <summary>True: a file that was imported before is taken again.</summary>
    public bool AllowDuplicateFile { get; init; }

    /// <summary>True: everything but the writing; the import then waits for its confirmation.</summary>
    public bool DryRun { get; init; }

    /// <summary>The import whose rejected rows this file mends; null for a file of its own.</summary>
    public ImportId? Parent { get; init; }
}

/// <summary>What a worker is to do with an import.</summary>
public enum ImportTask
{
    Write,

    /// <summary>Everything but the writing.</summary>
    DryRun,

    /// <summary>Taking back what was written.</summary>
    Undo,
}

/// <summary>Limits of an import (configuration section <c>Imports</c>).</summary>
public sealed record ImportLimits
{
    /// <summary>Bytes; checked while the file arrives.</summary>
    public long MaxFileBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>Data rows; the heading does not count.</summary>
    public int MaxRows { get; set; } = 1_000_000;

    /// <summary>Orders that are written and committed together; a crash repeats at most these.</summary>
    public int ChunkOrders { get; set; } = 4_000;
}

/// <summary>A file that was handed over, encrypted and whole in the database.</summary>
/// <param name="Sha256">32 bytes, of the file as it came.</param>
public sealed record StoredFile(StoredFileId Id, string Name, long Bytes, ReadOnlyMemory<byte> Sha256);

/// <summary>An import that an instance has taken to work on.</summary>
/// <param name="Number">What people call it: "import 1042"; counts up per tenant.</param>
/// <param name="Attempt">1 for the first worker, one more for each that takes over.</param>
/// <param name="Checkpoint">Where the last committed chunk ended.</param>
/// <param name="CreatedAt">Also the partition key of the import's problems.</param>
public sealed record ImportRun(
    ImportId Id,
    TenantId Tenant,
    long Number,
    StoredFile File,
    FileFormat Format,
    ImportSettings Settings,
    TenantSettings TenantSettings,
    int Attempt,
    ImportCheckpoint Checkpoint,
    DateTimeOffset CreatedAt)
{
    /// <summary>Fixed when the import began.</summary>
    public ImportMapping Mapping { get; init; } = ImportMapping.Automatic;

    /// <summary>How many workers before this one met an error that nobody knows.</summary>
    public int Failures { get; init; }

    public ImportTask Task { get; init; }

    /// <summary><see cref="TouchedOrders.ToDigest"/> of the dry run that was confirmed: what the import was allowed to touch. Null where there was none.</summary>
    public byte[]? Confirmed { get; init; }
}

/// <summary>
/// How far an import is committed, and everything counted up to there. Orders leave the file in the same sequence every time it
/// is read, so their number is all that a successor needs to go on.
/// </summary>
public sealed record ImportCheckpoint
{
    public static ImportCheckpoint Start { get; } = new();

    /// <summary>Orders taken from the file so far, accepted or not.</summary>
    public long OrdersDone { get; init; }

    public long RowsAccepted { get; init; }

    public long RowsRejected { get; init; }

    public long RowsSkipped { get; init; }

    public long Warnings { get; init; }

    /// <summary>In a dry run: would be created. So are the others.</summary>
    public long OrdersCreated { get; init; }

    public long OrdersUpdated { get; init; }

    /// <summary>Stored already just as the file has them.</summary>
    public long OrdersUnchanged { get; init; }

    /// <summary>Stored already, and left as they are because the import said so.</summary>
    public long OrdersSkipped { get; init; }

    public long OrdersRejected { get; init; }

    /// <summary>Sum of the accepted lines' quantities as read from the file.</summary>
    public long Quantity { get; init; }

    /// <summary>Yen: sum of quantity × unit price of the accepted lines as read from the file.</summary>
    public long Amount { get; init; }

    public long RowsDone => RowsAccepted + RowsRejected + RowsSkipped;
}
