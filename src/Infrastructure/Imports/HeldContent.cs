using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Content in memory for <see cref="OrderFileReader"/>: tables that are read at once and never stored.</summary>
internal sealed class HeldContent(byte[] bytes) : IImportFileStore
{
    public StoredFile File { get; } = new(StoredFileId.New(), "held", bytes.Length, new byte[32]);

    public Stream OpenRead(StoredFile file) => new MemoryStream(bytes, writable: false);

    public Task<Result<StoredFile>> SaveAsync(Stream content, string fileName, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(StoredFileId id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
