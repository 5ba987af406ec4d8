using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports.Mending;

/// <summary>One cell that a person has mended.</summary>
/// <param name="Row">1-based as Excel shows it, in the import's own file.</param>
/// <param name="Cell">0-based place in the row.</param>
public sealed record CellEdit(int Row, int Cell, string Value);

/// <summary>In how many rejected rows a kind of error occurs.</summary>
public sealed record MendingCode(string Code, long Rows);

/// <summary>One value of one column that rejected rows, as the import found it.</summary>
/// <param name="Value">As <see cref="ValueRules.KeyOf"/> makes it.</param>
public sealed record DistinctValue(ImportColumn Column, string Code, string Value, long Rows);

/// <summary>The values that can be mended for all their rows at once, most frequent first.</summary>
/// <param name="IsPartial">There are more errors than were looked at; the counts are of those that were.</param>
public sealed record DistinctValues(IReadOnlyList<DistinctValue> Values, bool IsPartial);

/// <summary>Rejected rows and what was mended in them; always within the operation's tenant.</summary>
public interface IMendings
{
    /// <summary>What the tenant decided about its orders, as it holds now.</summary>
    Task<TenantSettings> SettingsAsync(CancellationToken cancellationToken);

    /// <summary>Numbers of rejected rows behind a row, ascending.</summary>
    /// <param name="code">Only rows with this error; null: all.</param>
    Task<IReadOnlyList<int>> RowsAfterAsync(ImportId import, string? code, int row, int limit, CancellationToken cancellationToken);

    /// <summary>Numbers of the nearest rejected rows before a row, ascending.</summary>
    /// <inheritdoc cref="RowsAfterAsync"/>
    Task<IReadOnlyList<int>> RowsBeforeAsync(ImportId import, string? code, int row, int limit, CancellationToken cancellationToken);

    /// <summary>Numbers of all rejected rows, ascending, streamed.</summary>
    IAsyncEnumerable<int> RejectedRowsAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Most frequent first.</summary>
    Task<IReadOnlyList<MendingCode>> CodesAsync(ImportId import, CancellationToken cancellationToken);

    Task<DistinctValues> ValuesAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Mended cells of the rows from one to another, both included.</summary>
    Task<IReadOnlyList<CellEdit>> EditsAsync(ImportId import, int firstRow, int lastRow, CancellationToken cancellationToken);

    Task SaveAsync(ImportId import, CellEdit edit, CancellationToken cancellationToken);

    /// <summary>Gives the cell back what stands in the file.</summary>
    Task ClearAsync(ImportId import, int row, int cell, CancellationToken cancellationToken);

    /// <summary>Keeps everybody else from starting a child of the import until disposed.</summary>
    /// <returns>Null where somebody is at it.</returns>
    Task<IAsyncDisposable?> TryHoldAsync(ImportId import, CancellationToken cancellationToken);
}

/// <summary>A value rule as it is stored.</summary>
/// <param name="Import">The import whose mended rows it is for; null: kept for all files to come.</param>
public sealed record StoredRule(Guid Id, ValueRule Rule, ImportId? Import, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>The tenant's value rules. Every change is audited.</summary>
public interface IRuleBook
{
    /// <summary>Rules kept for the files to come, newest first; at most <see cref="MostKept"/>.</summary>
    Task<IReadOnlyList<StoredRule>> KeptAsync(CancellationToken cancellationToken);

    /// <summary>What holds for the mended rows of an import: kept rules first, its own behind them, since of two for one value the last holds.</summary>
    Task<IReadOnlyList<StoredRule>> ForImportAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Takes the place of an earlier rule for the same value.</summary>
    /// <param name="import">The import whose mended rows it is for.</param>
    /// <param name="isKept">True: for all files to come too.</param>
    /// <returns>False where as many are kept as may be.</returns>
    Task<bool> SetAsync(ImportId import, ValueRule rule, bool isKept, CancellationToken cancellationToken);

    /// <returns>False where there is none with the id.</returns>
    Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Rules that a tenant may keep: each import takes all of them along.</summary>
    const int MostKept = 2_000;
}

/// <summary>A product to choose.</summary>
public sealed record ProductChoice(string Code, string Name);

/// <summary>The tenant's active products, as many as a page of rows needs.</summary>
public interface IMendingProducts
{
    /// <summary>A catalogue that knows these codes and no others.</summary>
    /// <param name="codes">Normalised as <see cref="Values.CodeValue"/> does.</param>
    Task<IProductCatalog> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken);

    /// <summary>Products whose code begins with the text or whose name contains it, by code.</summary>
    Task<IReadOnlyList<ProductChoice>> SearchAsync(string text, int limit, CancellationToken cancellationToken);
}

/// <summary>Keeps mended rows as a file that can be imported.</summary>
public interface IMendedFiles
{
    /// <summary>Writes the rows as an error report without reasons, so that each names its row of the first file.</summary>
    /// <param name="rows">Streamed: memory use does not depend on their number.</param>
    Task<StoredFile> SaveAsync(string name, IReadOnlyList<string> heading, IAsyncEnumerable<FileRow> rows, CancellationToken cancellationToken);
}
