using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Imports;

namespace OrderPortal.Testing.Imports;

/// <summary>A stored file that lies in memory, and the reader over it.</summary>
public sealed class HeldFile(Func<Stream> open, long length) : IImportFileStore
{
    public HeldFile(byte[] bytes)
        : this(() => new MemoryStream(bytes, writable: false), bytes.Length)
    {
    }

    public StoredFile File { get; } = new(StoredFileId.New(), "orders", length, new byte[32]);

    public OrderFileReader Reader => new(this);

    public Task<FileInspection> InspectAsync(ImportSettings? settings = null) =>
        Reader.InspectAsync(File, settings ?? new ImportSettings(), CancellationToken.None);

    /// <summary>Heading first.</summary>
    public async Task<List<FileRow>> ReadAsync(FileFormat format)
    {
        var rows = new List<FileRow>();
        if (await Reader.ReadHeadingAsync(File, format, CancellationToken.None) is { } heading)
        {
            rows.Add(heading);
            await foreach (var block in Reader.ReadAsync(File, format, null, CancellationToken.None))
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
