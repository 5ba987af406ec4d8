using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.Infrastructure.Auditing;

/// <inheritdoc cref="IAuditFileWriter"/>
internal sealed class AuditFileWriter : IAuditFileWriter
{
    public async Task WriteAsync(
        Stream output, IReadOnlyList<string> headings, Func<AuditLine, IReadOnlyList<string>> cells, IAsyncEnumerable<AuditLine> lines, CancellationToken cancellationToken)
    {
        using var csv = new DelimitedWriter(output, FileEncoding.Utf8Bom);
        Record(csv, headings);
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            Record(csv, cells(line));
            await csv.DrainAsync(all: false, cancellationToken);
        }

        await csv.DrainAsync(all: true, cancellationToken);
    }

    private static void Record(DelimitedWriter csv, IReadOnlyList<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.Cell(CellGuard.Apply(cell));
        }

        csv.EndRecord();
    }
}
