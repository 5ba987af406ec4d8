using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Imports;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

/// <summary>A stored file that lies in memory, and the reader over it.</summary>
internal sealed class HeldFile(Func<Stream> open, long length) : IImportFileStore
{
    public HeldFile(byte[] bytes)
        : this(() => new MemoryStream(bytes, writable: false), bytes.Length)
    {
    }

    public StoredFile File { get; } = new(StoredFileId.New(), "orders", length, new byte[32]);

    public OrderFileReader Reader => new(this);

    public Task<FileInspection> InspectAsync(ImportSettings? settings = null) =>
        Reader.InspectAsync(File, settings ?? new ImportSettings(), TestContext.Current.CancellationToken);

    /// <summary>Heading first.</summary>
    public async Task<List<FileRow>> ReadAsync(FileFormat format)
    {
        var rows = new List<FileRow>();
        if (await Reader.ReadHeadingAsync(File, format, TestContext.Current.CancellationToken) is { } heading)
        {
            rows.Add(heading);
            await foreach (var block in Reader.ReadAsync(File, format, null, TestContext.Current.CancellationToken))
            {
                rows.AddRange(block);
            }
        }

        return rows;
    }

    public Stream OpenRead(StoredFile file) => open();

    public Task<Result<StoredFile>> SaveAsync(Stream content, string fileName, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(StoredFileId id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
