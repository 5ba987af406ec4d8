using System.Runtime.CompilerServices;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Reads stored delimited files.</summary>
public sealed class OrderFileReader(IImportFileStore files) : IOrderFileReader
{
    public async Task<Result<FileFormat>> DetectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        await using var content = files.OpenRead(file);
        var found = await FileFormatDetector.InspectAsync(content, settings.Encoding, settings.Delimiter, cancellationToken);
        return found.Problem is { } problem ? problem : new FileFormat(found.Encoding, found.Delimiter, file.Bytes);
    }

    public async Task<FileRow?> ReadHeadingAsync(StoredFile file, FileFormat format, CancellationToken cancellationToken)
    {
        await using var reader = new DelimitedFileReader(files.OpenRead(file), format.Encoding, format.Delimiter);
        return await reader.ReadHeadingAsync(cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlyList<FileRow>> ReadAsync(
        StoredFile file, FileFormat format, bool[]? wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = new DelimitedFileReader(files.OpenRead(file), format.Encoding, format.Delimiter);
        await reader.ReadHeadingAsync(cancellationToken);
        await foreach (var batch in reader.ReadBatchesAsync(wanted, cancellationToken: cancellationToken))
        {
            yield return batch;
        }
    }
}
