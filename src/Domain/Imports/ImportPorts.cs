using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>Keeps the files that were handed over, so that any instance can run the import and people can fetch the original.</summary>
public interface IImportFileStore
{
    /// <summary>Takes the content in as it arrives; memory use does not depend on its size.</summary>
    /// <returns>The stored file, or the error <c>too_large</c> (argument: the limit in bytes); then nothing is kept.</returns>
    Task<Result<StoredFile>> SaveAsync(Stream content, string fileName, long maxBytes, CancellationToken cancellationToken);

    /// <summary>The file's bytes as they came, from the start; forward only.</summary>
    Stream OpenRead(StoredFile file);

    Task DeleteAsync(StoredFileId id, CancellationToken cancellationToken);
}

/// <summary>How a stored file is to be read: as text with encoding and delimiter, or as a workbook with a sheet.</summary>
/// <param name="Sheet">Name of the sheet; null for delimited text.</param>
public sealed record FileFormat(FileEncoding? Encoding, char? Delimiter, string? Sheet)
{
    /// <summary>Row of the headings, 1-based as Excel shows it; rows above are no part of the table. Null: the first row with content.</summary>
    public int? HeadingRow { get; init; }

    public static FileFormat Delimited(FileEncoding encoding, char delimiter) => new(encoding, delimiter, null);

    public static FileFormat Workbook(string sheet) => new(null, null, sheet);
}

/// <summary>A file turns out broken behind the place up to which it was looked at. Trying again would not help.</summary>
/// <param name="problem">A code of <see cref="ProblemCodes"/> with its arguments.</param>
public sealed class BrokenFileException(Error problem, Exception inner) : Exception($"The file is broken ({problem.Code}).", inner)
{
    public Error Problem { get; } = problem;
}

/// <summary>Turns stored bytes into rows. What reads rows throws <see cref="BrokenFileException"/> where a workbook is damaged.</summary>
public interface IOrderFileReader
{
    /// <summary>Decides encoding and delimiter over the whole file, or the sheet of a workbook, unless they were chosen.</summary>
    /// <returns>The format, or a file-level error such as <c>not_a_spreadsheet</c> or <c>empty_file</c>.</returns>
    Task<Result<FileFormat>> DetectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken);

    /// <summary>The same decision with what a person needs to check it. Never throws over what stands in the file.</summary>
    Task<FileInspection> InspectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken);

    /// <summary>Heading and first rows; of a text file no more is read than they take.</summary>
    /// <param name="maxRows">At least 1.</param>
    Task<FilePreview> PreviewAsync(StoredFile file, FileFormat format, int maxRows, CancellationToken cancellationToken);

    /// <summary>The first row with content from <see cref="FileFormat.HeadingRow"/> on, or null where there is none.</summary>
    Task<FileRow?> ReadHeadingAsync(StoredFile file, FileFormat format, CancellationToken cancellationToken);

    /// <summary>The rows with content down to the given one, 1-based as Excel shows it, whichever the headings are; to find those.</summary>
    Task<IReadOnlyList<FileRow>> ReadTopAsync(StoredFile file, FileFormat format, int lastRow, CancellationToken cancellationToken);

    /// <summary>The rows below the heading, in blocks, in constant memory.</summary>
    /// <param name="key">
    /// Index of the cell that is enough wherever it has a letter or digit (ASCII): the row's other cells may come as empty strings then. Null: all cells of all rows.
    /// </param>
    IAsyncEnumerable<IReadOnlyList<FileRow>> ReadAsync(StoredFile file, FileFormat format, int? key, CancellationToken cancellationToken);
}

/// <summary>Orders made ready for the database; see <see cref="IImportRunStore.Prepare"/>. Holds memory until it is disposed.</summary>
public interface IPreparedOrders : IDisposable;

/// <summary>What one transaction of an import writes.</summary>
/// <param name="Orders">New orders with their lines.</param>
/// <param name="Prepared">These orders and possibly more, of which those are left out; null where there are none.</param>
/// <param name="Updates">Stored orders that get other values.</param>
/// <param name="After">Counters including this chunk.</param>
/// <param name="Sequence">Of the progress event that goes with it.</param>
public sealed record ImportChunk(
    IReadOnlyList<Order> Orders, IPreparedOrders? Prepared, IReadOnlyList<OrderUpdate> Updates, IReadOnlyList<ImportProblem> Problems, ImportCheckpoint After, long Sequence);

/// <summary>A stored order and the values that the file gives it.</summary>
/// <param name="RowNumber">First row of the order in the file.</param>
public sealed record OrderUpdate(StoredOrder Stored, OrderDraft Values, int RowNumber);

/// <summary>An order of the tenant that has a number of the file.</summary>
/// <param name="ModifiedSeq">Another one after every change of the order.</param>
/// <param name="Values">Only where they were asked for.</param>
public sealed record StoredOrder(OrderId Id, string OrderNumber, OrderStatus Status, PaymentStatus PaymentStatus, long ModifiedSeq, OrderDraft? Values);

/// <summary>Finds orders by the numbers of a file.</summary>
public interface IStoredOrders
{
    /// <summary>Those of the numbers that are taken in the operation's tenant, by number.</summary>
    /// <param name="withValues">True: with what the orders hold, to compare and merge.</param>
    Task<IReadOnlyDictionary<string, StoredOrder>> FindAsync(IReadOnlyCollection<string> orderNumbers, bool withValues, CancellationToken cancellationToken);
}

/// <summary>An order of the chunk was placed or changed by somebody else between the look and the write; look again.</summary>
public sealed class StoredOrdersChangedException(Exception? inner = null) : Exception("An order of the chunk was placed or changed meanwhile.", inner);

/// <summary>Another worker has taken the import over; this one must stop without writing.</summary>
public sealed class ImportTakenOverException() : Exception("Another worker has taken the import over.");

/// <summary>
/// The database side of a running import. Every write is refused (<see cref="ImportTakenOverException"/>) once another
/// worker has claimed the import, so two workers can never both commit.
/// </summary>
public interface IImportRunStore
{
    /// <summary>Takes an import that nobody works on.</summary>
    /// <returns>Null when it is finished or a living worker has it.</returns>
    Task<ImportRun?> ClaimAsync(ImportId import, Guid worker, CancellationToken cancellationToken);

    /// <summary>What a person asks of the worker, or null.</summary>
    Task<ImportStop?> RequestedStopAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Tells the others that the worker lives.</summary>
    /// <returns>
    /// False when another worker has taken the import over. True also where the database did not answer: the claim runs on, and every
    /// write asks for it.
    /// </returns>
    Task<bool> KeepAliveAsync(ImportId import, Guid worker, CancellationToken cancellationToken);

    /// <summary>Gives an unfinished import back: another worker takes it at once, or a little later where it failed.</summary>
    Task ReleaseAsync(ImportId import, Guid worker, bool failed, CancellationToken cancellationToken);

    Task EnterPhaseAsync(ImportRun run, Guid worker, ImportPhase phase, long? rowsTotal, long sequence, CancellationToken cancellationToken);

    /// <summary>From here on nothing is committed until <see cref="FinishAsync"/>: all chunks and the end together, or nothing.</summary>
    Task BeginWholeAsync(ImportRun run, Guid worker, CancellationToken cancellationToken);

    /// <summary>Takes back everything since <see cref="BeginWholeAsync"/>; from here on each chunk is committed again.</summary>
    Task RollBackWholeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// All that can be done for new orders without the database: encrypting and encoding. To be called ahead, beside the commit of the chunk before, so that
    /// the database need not wait for it.
    /// </summary>
    IPreparedOrders Prepare(IReadOnlyList<Order> newOrders);

    /// <summary>Orders, problems and checkpoint together or not at all. Leaves the prepared orders to the caller, who may need them again.</summary>
    /// <exception cref="StoredOrdersChangedException"/>
    Task CommitAsync(ImportRun run, Guid worker, ImportChunk chunk, CancellationToken cancellationToken);

    /// <summary>Adds up what is stored, for comparison with what was read.</summary>
    Task<StoredTotals> AddUpAsync(ImportRun run, CancellationToken cancellationToken);

    /// <summary>Takes back some of what the import wrote, in one transaction.</summary>
    /// <param name="limit">Orders at most.</param>
    /// <returns>What undoing has done so far, and whether it is done.</returns>
    Task<(UndoCounts Counts, bool IsDone)> UndoAsync(ImportRun run, Guid worker, int limit, long sequence, CancellationToken cancellationToken);

    /// <summary>Ends the run, for good or until somebody wakes the import again.</summary>
    Task FinishAsync(ImportRun run, Guid worker, ImportOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Ends the run because a person asked for it; what was committed so far stays, and the rows not reached count as skipped where it is cancelled.</summary>
    Task StopAsync(ImportRun run, Guid worker, ImportStop stop, long sequence, CancellationToken cancellationToken);
}

/// <summary>How a run ended.</summary>
/// <param name="Sequence">Of its last progress event.</param>
/// <param name="Problems">File-level problems found before any row was written, to be kept with it.</param>
public sealed record ImportOutcome(
    ImportStatus Status, string? FailureCode, StoredTotals? Stored, bool? TotalsMatch, long Sequence, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>What follows: settling, notifying, or nothing more.</summary>
    public ImportPhase Next { get; init; } = ImportPhase.Finished;

    /// <summary>The customers of its orders may be told from now on.</summary>
    public bool TellsNow { get; init; }

    /// <summary>Of a dry run: <see cref="TouchedOrders.ToDigest"/>.</summary>
    public byte[]? Touched { get; init; }
}

/// <summary>Tells every instance how far an import is. Losing an event harms nobody: the table is the truth.</summary>
public interface IImportProgressPublisher
{
    /// <summary>Throws only when cancelled.</summary>
    Task PublishAsync(ImportProgress progress, CancellationToken cancellationToken);
}

/// <summary>Lets pages of this instance see progress, wherever the import runs.</summary>
public interface IImportProgressFeed
{
    /// <summary>Calls back on every event of the import, on any thread; dispose to stop. Take the snapshot after subscribing.</summary>
    IDisposable Subscribe(ImportId import, Action<ImportProgress> onProgress);

    /// <summary>The same for every import of every tenant; for relaying, never for showing.</summary>
    IDisposable SubscribeAll(Action<ImportProgress> onProgress);

    /// <summary>The last event that this instance saw of a running import, or null.</summary>
    ImportProgress? Last(ImportId import);
}

/// <summary>Creates imports.</summary>
public interface IImportRepository
{
    /// <summary>The earlier import of the same bytes that is not failed, cancelled or undone, or null.</summary>
    Task<ImportSnapshot?> FindSameFileAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken);

    /// <summary>Import and place in the queue together or not at all.</summary>
    Task<ImportSnapshot> CreateAsync(StoredFile file, FileFormat format, ImportSettings settings, CancellationToken cancellationToken);
}

/// <summary>The tenant's products, to check codes against and to fill names and rates from.</summary>
public interface IProductCatalogs
{
    Task<IProductCatalog> LoadAsync(CancellationToken cancellationToken);
}

/// <summary>Wakes a worker for an import at once; without it one comes by within seconds all the same.</summary>
public interface IImportScheduler
{
    /// <summary>Throws only when cancelled.</summary>
    Task WakeAsync(ImportId import, CancellationToken cancellationToken);
}

/// <summary>What narrows a list of imports; conditions that are null do not.</summary>
public sealed record ImportFilter
{
    public static ImportFilter All { get; } = new();

    public ImportStatus? Status { get; init; }

    /// <summary>Accepted at this moment or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Accepted before this moment.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Part of the file's name, whatever its case.</summary>
    public string? FileName { get; init; }

    /// <summary>Part of the name of whoever handed it over, whatever its case.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Exact.</summary>
    public string? Group { get; init; }

    /// <summary>The sequence of the list; of no account for what changed.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>What narrows a list of problems; conditions that are null do not.</summary>
/// <param name="LastFirst">From the last row to the first.</param>
public sealed record ImportProblemFilter(string? Code = null, ProblemSeverity? Severity = null, bool LastFirst = false);

/// <summary>Reads imports for people and programs; always within the operation's tenant.</summary>
public interface IImportQueries
{
    Task<ImportSnapshot?> GetAsync(ImportId id, CancellationToken cancellationToken);

    /// <summary>By the number that people use.</summary>
    Task<ImportSnapshot?> FindAsync(long number, CancellationToken cancellationToken);

    /// <summary>Newest first, unless the filter says otherwise; without dry runs that were stopped, of which nothing came.</summary>
    Task<Page<ImportSnapshot>> ListAsync(ImportFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>What changed, in the sequence of the changes; stopped dry runs too, since who saw them before has to hear of it.</summary>
    Task<ModifiedPage<ImportSnapshot>> ListModifiedAsync(ImportFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    /// <summary>By row.</summary>
    Task<Page<ImportProblem>> ProblemsAsync(ImportId id, ImportProblemFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Errors first, then by frequency.</summary>
    Task<IReadOnlyList<ProblemSummary>> SummariseAsync(ImportId id, CancellationToken cancellationToken);

    /// <summary>The problems of rejected rows (errors and the warnings beside them), by row, streamed; for the error report.</summary>
    IAsyncEnumerable<ImportProblem> RejectedAsync(ImportId id, CancellationToken cancellationToken);

    /// <summary>Orders that undoing left as they are, by row.</summary>
    Task<Page<KeptOrder>> KeptAsync(ImportId id, bool lastFirst, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Imports that mend rejected rows of this one, oldest first.</summary>
    Task<IReadOnlyList<ImportSnapshot>> ChildrenAsync(ImportId id, CancellationToken cancellationToken);

    /// <summary>The stored file of an import, for the report and for fetching the original.</summary>
    Task<(StoredFile File, FileFormat? Format)?> FileAsync(ImportId id, CancellationToken cancellationToken);
}
