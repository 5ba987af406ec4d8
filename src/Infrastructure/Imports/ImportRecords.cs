using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>An import as it is stored: what was asked for, how far it is, what came out.</summary>
public sealed class ImportBatchRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public ImportId Id { get; set; } = ImportId.New();

    /// <summary>Per tenant from 1; given by the database on insert. People say “import 1042”.</summary>
    public long Number { get; set; }

    public ImportStatus Status { get; set; } = ImportStatus.Queued;

    public ImportPhase Phase { get; set; } = ImportPhase.Received;

    public required string FileName { get; set; }

    public StoredFileId FileId { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] FileSha256 { get; set; }

    public long FileLength { get; set; }

    /// <summary>Null until it was detected or given.</summary>
    public FileEncoding? Encoding { get; set; }

    /// <summary>One character; null for spreadsheets and until it was detected or given.</summary>
    public string? Delimiter { get; set; }

    public string? Sheet { get; set; }

    /// <summary>Row of the headings where it was chosen, 1-based as Excel shows it; null: the first row with content.</summary>
    public int? HeadingRow { get; set; }

    /// <summary>Key of a ready-made mapping profile or id of the tenant's own; null where headings were matched by the vocabulary or by hand.</summary>
    public string? Profile { get; set; }

    /// <summary>JSON: how the file is read, fixed when the import began; null: by the vocabulary alone.</summary>
    public string? Mapping { get; set; }

    public ImportMode Mode { get; set; } = ImportMode.Partial;

    /// <summary>True until the writing is confirmed: everything but the writing is done.</summary>
    public bool DryRun { get; set; }

    /// <summary>32 bytes over the stored orders that the file names, as the dry run found them; null where there was none.</summary>
    public byte[]? TouchedDigest { get; set; }

    public DuplicatePolicy Duplicates { get; set; } = DuplicatePolicy.Reject;

    /// <summary>True where the uploader confirmed that the same file may come in again.</summary>
    public bool AllowDuplicateFile { get; set; }

    public string? OrderGroup { get; set; }

    public ImportSettle Settle { get; set; }

    public ImportNotify Notify { get; set; } = ImportNotify.Default;

    /// <summary>Null until the file has been read through.</summary>
    public long? RowsTotal { get; set; }

    public long RowsRead { get; set; }

    public long RowsAccepted { get; set; }

    public long RowsRejected { get; set; }

    public long RowsSkipped { get; set; }

    public long Warnings { get; set; }

    public long OrdersCreated { get; set; }

    public long OrdersUpdated { get; set; }

    public long OrdersUnchanged { get; set; }

    public long OrdersRejected { get; set; }

    public long OrdersSkipped { get; set; }

    /// <summary>Sum of the quantities of the accepted lines as read.</summary>
    public long QuantityRead { get; set; }

    /// <summary>Yen: sum of quantity × unit price of the accepted lines as read.</summary>
    public long AmountRead { get; set; }

    /// <summary>From the stored orders; null until they were added up.</summary>
    public long? OrdersStored { get; set; }

    /// <inheritdoc cref="OrdersStored"/>
    public long? LinesStored { get; set; }

    /// <inheritdoc cref="OrdersStored"/>
    public long? QuantityStored { get; set; }

    /// <inheritdoc cref="OrdersStored"/>
    public long? AmountStored { get; set; }

    /// <summary>Whether what was read and what is stored add up to the same; null until that was checked.</summary>
    public bool? TotalsMatch { get; set; }

    /// <summary>Checkpoint: orders of the file, in its order, that are done with (written or reported) by committed chunks.</summary>
    public long CheckpointOrders { get; set; }

    /// <summary>Checkpoint: data rows done with by committed chunks.</summary>
    public long CheckpointRows { get; set; }

    /// <summary>How often a worker has taken the batch.</summary>
    public int Attempt { get; set; }

    /// <summary>Fence: a worker writes only while this is its own token.</summary>
    public Guid? WorkerToken { get; set; }

    public DateTimeOffset? HeartbeatAt { get; set; }

    /// <summary>Of the last progress event; rises over take-overs.</summary>
    public long ProgressSequence { get; set; }

    /// <summary>Stable code of what made the batch fail as a whole.</summary>
    public string? FailureCode { get; set; }

    public ActorKind CreatedByKind { get; set; }

    public Guid CreatedById { get; set; }

    /// <summary>User or API client as people read it at the time.</summary>
    public required string CreatedByName { get; set; }

    public string? SourceAddress { get; set; }

    /// <summary>The batch whose rejected rows this one mends.</summary>
    public ImportId? ParentId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Until when the batch can be undone; null before it is finished and where nothing was written.</summary>
    public DateTimeOffset? UndoUntil { get; set; }

    /// <summary>Set when undoing was asked for; the worker then takes back instead of writing.</summary>
    public DateTimeOffset? UndoRequestedAt { get; set; }

    /// <summary>Orders that undoing removed.</summary>
    public long OrdersRemoved { get; set; }

    /// <summary>Updated orders that undoing gave their former values.</summary>
    public long OrdersRestored { get; set; }

    /// <summary>Orders that undoing left as they are, because somebody had touched them.</summary>
    public long OrdersKept { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }
}

/// <summary>One problem of one row. Partitioned by month of <see cref="BatchCreatedAt"/>, so always ask with it.</summary>
public sealed class ImportProblemRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public ImportId BatchId { get; set; }

    /// <summary>When the batch was made, not the problem: all problems of a batch lie in one partition.</summary>
    public DateTimeOffset BatchCreatedAt { get; set; }

    /// <summary>Rises within the batch: row by row, and within a row as found.</summary>
    public long Number { get; set; }

    /// <summary>1-based as Excel shows it; 0 for the file as a whole.</summary>
    public int RowNumber { get; set; }

    public ImportColumn? ColumnId { get; set; }

    public required string Code { get; set; }

    public ProblemSeverity Severity { get; set; }

    /// <summary>Encrypted JSON array: offending value (or null), then the arguments. Null where there is neither.</summary>
    public string? Detail { get; set; }
}

/// <summary>An uploaded file; its content lies in chunks.</summary>
public sealed class StoredFileRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public StoredFileId Id { get; set; } = StoredFileId.New();

    public required string FileName { get; set; }

    /// <summary>Bytes before encryption.</summary>
    public long Length { get; set; }

    /// <summary>Null while the upload goes on.</summary>
    public byte[]? Sha256 { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null while the upload goes on; a file that never completes is removed by retention.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
}

/// <summary>Encrypted with <see cref="Shared.Security.FieldContexts.FileChunk"/>.</summary>
public sealed class StoredFileChunkRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public StoredFileId FileId { get; set; }

    /// <summary>From 0.</summary>
    public int Number { get; set; }

    public required byte[] Content { get; set; }
}
