using System.Runtime.CompilerServices;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Testing.Imports;

/// <summary>What mending keeps, in memory: rejected rows, edits, rules, products; no order is stored.</summary>
public sealed class FakeMending : IMendings, IRuleBook, IMendingProducts, IStoredOrders
{
    /// <summary>Errors by which rows are rejected.</summary>
    public List<ImportProblem> Errors { get; } = [];

    public List<CellEdit> Edits { get; } = [];

    public List<StoredRule> Rules { get; } = [];

    public List<ProductChoice> Products { get; } = [];

    public DistinctValues Values { get; set; } = new([], false);

    public TenantSettings Settings { get; set; } = new() { FreeProductCodes = true };

    public bool IsFull { get; set; }

    public Task<TenantSettings> SettingsAsync(CancellationToken cancellationToken) => Task.FromResult(Settings);

    public Task<IReadOnlyList<int>> RowsAfterAsync(ImportId import, string? code, int row, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<int>>([.. RowsOf(code).Where(number => number > row).Take(limit)]);

    public Task<IReadOnlyList<int>> RowsBeforeAsync(ImportId import, string? code, int row, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<int>>([.. RowsOf(code).Where(number => number < row).TakeLast(limit)]);

    public async IAsyncEnumerable<int> RejectedRowsAsync(ImportId import, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var row in RowsOf(null))
        {
            yield return row;
        }
    }

    public Task<IReadOnlyList<MendingCode>> CodesAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<MendingCode>>(
        [.. Errors.GroupBy(error => error.Code).Select(same => new MendingCode(same.Key, same.Select(error => error.Row).Distinct().Count()))]);

    public Task<DistinctValues> ValuesAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(Values);

    public Task<IReadOnlyList<CellEdit>> EditsAsync(ImportId import, int firstRow, int lastRow, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CellEdit>>([.. Edits.Where(edit => edit.Row >= firstRow && edit.Row <= lastRow)]);

    public Task SaveAsync(ImportId import, CellEdit edit, CancellationToken cancellationToken)
    {
        Edits.RemoveAll(other => other.Row == edit.Row && other.Cell == edit.Cell);
        Edits.Add(edit);
        return Task.CompletedTask;
    }

    public Task ClearAsync(ImportId import, int row, int cell, CancellationToken cancellationToken)
    {
        Edits.RemoveAll(other => other.Row == row && other.Cell == cell);
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable?> TryHoldAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult<IAsyncDisposable?>(null);

    public Task<IReadOnlyList<StoredRule>> KeptAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredRule>>([.. Rules.Where(rule => rule.Import is null)]);

    public Task<IReadOnlyList<StoredRule>> ForImportAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredRule>>([.. Rules]);

    public Task<bool> SetAsync(ImportId import, ValueRule rule, bool isKept, CancellationToken cancellationToken)
    {
        if (!IsFull)
        {
            Rules.Add(new StoredRule(Guid.NewGuid(), rule, isKept ? null : import, DateTimeOffset.UnixEpoch, "佐藤"));
        }

        return Task.FromResult(!IsFull);
    }

    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Rules.RemoveAll(rule => rule.Id == id) > 0);

    public Task<IProductCatalog> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken) =>
        Task.FromResult<IProductCatalog>(new Catalog([.. Products.Where(product => codes.Contains(product.Code))]));

    public Task<IReadOnlyList<ProductChoice>> SearchAsync(string text, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProductChoice>>(
        [.. Products.Where(product => product.Code.StartsWith(text, StringComparison.Ordinal) || product.Name.Contains(text, StringComparison.Ordinal)).Take(limit)]);

    public Task<IReadOnlyDictionary<string, StoredOrder>> FindAsync(IReadOnlyCollection<string> orderNumbers, bool withValues, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, StoredOrder>>(new Dictionary<string, StoredOrder>());

    private IEnumerable<int> RowsOf(string? code) => Errors.Where(error => code is null || error.Code == code).Select(error => error.Row).Distinct().Order();

    private sealed class Catalog(IReadOnlyList<ProductChoice> products) : IProductCatalog
    {
        public CatalogProduct? Find(string code) => products.FirstOrDefault(product => product.Code == code) is { } found ? new CatalogProduct(found.Name, null, TaxRate.Standard) : null;
    }
}

/// <summary>One import that has ended, and its file.</summary>
public sealed class OneImport(ImportSnapshot import) : IImportQueries
{
    public Task<ImportSnapshot?> GetAsync(ImportId id, CancellationToken cancellationToken) => Task.FromResult(id == import.Id ? import : null);

    public Task<ImportSnapshot?> FindAsync(long number, CancellationToken cancellationToken) => Task.FromResult(number == import.Number ? import : null);

    public Task<(StoredFile File, FileFormat? Format)?> FileAsync(ImportId id, CancellationToken cancellationToken) =>
        Task.FromResult<(StoredFile, FileFormat?)?>((new StoredFile(StoredFileId.New(), import.FileName, import.FileBytes, import.Sha256), FileFormat.Delimited(FileEncoding.Utf8, ',')));

    public Task<IReadOnlyList<ImportSnapshot>> ChildrenAsync(ImportId id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ImportSnapshot>>([]);

    public Task<Page<ImportSnapshot>> ListAsync(ImportFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ModifiedPage<ImportSnapshot>> ListModifiedAsync(ImportFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<ImportProblem>> ProblemsAsync(ImportId id, ImportProblemFilter filter, int limit, string? cursor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ProblemSummary>> SummariseAsync(ImportId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ImportProblem> RejectedAsync(ImportId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<KeptOrder>> KeptAsync(ImportId id, bool lastFirst, int limit, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();
}
