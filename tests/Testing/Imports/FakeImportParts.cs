using System.Runtime.CompilerServices;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Testing.Imports;

/// <summary>Reads rows that lie in memory, in small blocks.</summary>
public sealed class FakeOrderFileReader(FileRow? heading, IReadOnlyList<FileRow> rows) : IOrderFileReader
{
    public int BlockRows { get; init; } = 3;

    public Result<FileFormat> Format { get; init; } = FileFormat.Delimited(FileEncoding.Utf8, ',');

    /// <summary>Thrown instead of telling the format.</summary>
    public Exception? Fault { get; init; }

    public Task<Result<FileFormat>> DetectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken) =>
        Fault is null ? Task.FromResult(Format) : Task.FromException<Result<FileFormat>>(Fault);

    public async Task<FileInspection> InspectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        var format = await DetectAsync(file, settings, cancellationToken);
        return format.Error is { } error ? new FileInspection(null, error) : new FileInspection(format.Value, null) { Certainty = FormatCertainty.Certain };
    }

    public Task<FilePreview> PreviewAsync(StoredFile file, FileFormat format, int maxRows, CancellationToken cancellationToken) =>
        Task.FromResult(new FilePreview(heading, [.. rows.Take(maxRows)], rows.Count > maxRows));

    /// <summary>Rows above the heading.</summary>
    public IReadOnlyList<FileRow> Above { get; init; } = [];

    public Task<FileRow?> ReadHeadingAsync(StoredFile file, FileFormat format, CancellationToken cancellationToken) =>
        Task.FromResult(Top().FirstOrDefault(row => row.Number >= (format.HeadingRow ?? 1)));

    public Task<IReadOnlyList<FileRow>> ReadTopAsync(StoredFile file, FileFormat format, int lastRow, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FileRow>>([.. Top().TakeWhile(row => row.Number <= lastRow)]);

    private IEnumerable<FileRow> Top() => [.. Above, .. heading is null ? [] : (FileRow[])[heading], .. rows];

    public async IAsyncEnumerable<IReadOnlyList<FileRow>> ReadAsync(
        StoredFile file, FileFormat format, int? key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var block in rows.Chunk(BlockRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return block;
        }
    }
}

/// <summary>Keeps what was published, with the time.</summary>
public sealed class RecordingPublisher(TimeProvider clock) : IImportProgressPublisher
{
    private readonly List<(DateTimeOffset At, ImportProgress Progress)> _published = [];

    public IReadOnlyList<(DateTimeOffset At, ImportProgress Progress)> Published
    {
        get
        {
            lock (_published)
            {
                return [.. _published];
            }
        }
    }

    /// <summary>What publishing itself takes.</summary>
    public Func<Task> Delay { get; set; } = () => Task.CompletedTask;

    public async Task PublishAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        lock (_published)
        {
            _published.Add((clock.GetUtcNow(), progress));
        }

        await Delay();
    }
}

/// <summary>Products that lie in memory.</summary>
public sealed class FakeCatalogs : IProductCatalogs, IProductCatalog
{
    public Task<IProductCatalog> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<IProductCatalog>(this);

    public CatalogProduct? Find(string code) => null;
}
