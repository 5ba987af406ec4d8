using System.Globalization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.Infrastructure.Catalog;

/// <summary>Tables of the catalogue by the readers and writers of imports, held in memory instead of the database.</summary>
public sealed class CatalogTables : ICatalogTables
{
    /// <summary>Far above any catalogue that people keep in a table.</summary>
    public const int MaxMegabytes = 10;

    /// <inheritdoc cref="MaxMegabytes"/>
    public const int MaxRows = 50_000;

    private const int MaxBytes = MaxMegabytes * 1024 * 1024;

    public async Task<Result<CatalogTable>> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var held = new MemoryStream();
        var buffer = new byte[81_920];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (held.Length + read > MaxBytes)
            {
                return new Error(ProblemCodes.TooLarge, Number(MaxMegabytes));
            }

            held.Write(buffer, 0, read);
        }

        try
        {
            return await ReadAsync(new HeldContent(held.ToArray()), cancellationToken);
        }
        catch (BrokenFileException exception)
        {
            return exception.Problem;
        }
    }

    public async Task WriteAsync(
        Stream output, FileEncoding encoding, IReadOnlyList<string> heading, IAsyncEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellationToken)
    {
        using var csv = new DelimitedWriter(output, encoding);
        var medium = encoding == FileEncoding.Cp932 ? ReportMedium.Cp932 : ReportMedium.Utf8;
        Write(heading);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            Write(row);
            await csv.DrainAsync(all: false, cancellationToken);
        }

        await csv.DrainAsync(all: true, cancellationToken);

        void Write(IReadOnlyList<string> cells)
        {
            foreach (var cell in cells)
            {
                csv.Cell(ReportCell.Hold(cell, medium));
            }

            csv.EndRecord();
        }
    }

    private static async Task<Result<CatalogTable>> ReadAsync(HeldContent table, CancellationToken cancellationToken)
    {
        var reader = new OrderFileReader(table);
        var detected = await reader.DetectAsync(table.File, new ImportSettings(), cancellationToken);
        if (detected.Error is { } unreadable)
        {
            return unreadable;
        }

        var format = detected.Value;
        var heading = await reader.ReadHeadingAsync(table.File, format, cancellationToken);
        var rows = new List<FileRow>();
        await foreach (var block in reader.ReadAsync(table.File, format, null, cancellationToken))
        {
            rows.AddRange(block.Select(static row => row with { Cells = Array.ConvertAll(row.Cells, ReportCell.Restore) }));
            if (rows.Count > MaxRows)
            {
                return new Error(ProblemCodes.TooManyRows, Number(rows.Count), Number(MaxRows));
            }
        }

        return heading is null ? new Error(ProblemCodes.EmptyFile) : new CatalogTable(heading, rows, format.Encoding is { } encoding ? FileEncodings.NameOf(encoding) : null);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
