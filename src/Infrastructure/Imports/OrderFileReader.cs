using System.Runtime.CompilerServices;
using System.Xml;
using ExcelDataReader.Exceptions;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Reads stored files: delimited text, XLSX and XLS.</summary>
public sealed class OrderFileReader(IImportFileStore files) : IOrderFileReader
{
    private const int BlockRows = 1_000;

    public async Task<Result<FileFormat>> DetectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        await using var content = files.OpenRead(file);
        var found = await FileFormatDetector.InspectAsync(content, settings.Encoding, settings.Delimiter, cancellationToken);
        if (found.Problem is null)
        {
            return FileFormat.Delimited(found.Encoding, found.Delimiter);
        }

        // Workbooks are read by libraries that wait; not on the caller's thread.
        return found.Kind is FileKinds.Zip or FileKinds.Ole
            ? await Task.Run(() => ChooseSheet(file, settings.Sheet, found.Problem), cancellationToken)
            : found.Problem;
    }

    public async Task<FileRow?> ReadHeadingAsync(StoredFile file, FileFormat format, CancellationToken cancellationToken)
    {
        if (format.Sheet is { } sheet)
        {
            return await Task.Run(
                () =>
                {
                    using var content = files.OpenRead(file);
                    using var workbook = Open(content, sheet);
                    return workbook.ReadHeading();
                },
                cancellationToken);
        }

        await using var reader = OpenDelimited(file, format);
        return await reader.ReadHeadingAsync(cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlyList<FileRow>> ReadAsync(
        StoredFile file, FileFormat format, int? key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (format.Sheet is { } sheet)
        {
            await using var content = files.OpenRead(file);
            using var workbook = await Task.Run(() => Open(content, sheet), cancellationToken);
            await Task.Run(workbook.ReadHeading, cancellationToken);
            while (await Task.Run(() => ReadBlock(workbook), cancellationToken) is { Count: > 0 } block)
            {
                yield return block;
            }

            yield break;
        }

        await using var reader = OpenDelimited(file, format);
        await reader.ReadHeadingAsync(cancellationToken);
        await foreach (var batch in reader.ReadBatchesAsync(key, cancellationToken: cancellationToken))
        {
            yield return batch;
        }
    }

    private DelimitedFileReader OpenDelimited(StoredFile file, FileFormat format) =>
        new(files.OpenRead(file), format.Encoding ?? FileEncoding.Utf8, format.Delimiter ?? ',');

    private Result<FileFormat> ChooseSheet(StoredFile file, string? sheet, Error otherwise)
    {
        try
        {
            using var content = files.OpenRead(file);
            if (WorkbookFiles.IsEncrypted(content))
            {
                return new Error(ProblemCodes.PasswordProtected);
            }

            var names = WorkbookFiles.SheetNames(content);
            if (names.Count == 0)
            {
                return new Error(ProblemCodes.EmptyFile);
            }

            if (sheet is not null && !names.Contains(sheet))
            {
                return new Error(ProblemCodes.UnknownSheet, sheet, string.Join(", ", names));
            }

            using var workbook = Open(content, sheet ?? names[0]);
            return workbook.ReadHeading() is not null && workbook.ReadRow() is not null
                ? FileFormat.Workbook(workbook.SheetName)
                : new Error(ProblemCodes.EmptyFile);
        }
        catch (InvalidPasswordException)
        {
            return new Error(ProblemCodes.PasswordProtected);
        }
        catch (WorkbookTooLargeException)
        {
            return new Error(ProblemCodes.UnpacksTooLarge);
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException or ExcelReaderException or EndOfStreamException or IndexOutOfRangeException or ArgumentException)
        {
            // A file that only begins like a workbook, in as many ways as files can be broken.
            return otherwise;
        }
    }

    private static WorkbookReader Open(Stream content, string sheet) =>
        WorkbookFiles.Open(content, sheet) ?? throw new InvalidDataException("The workbook has lost its sheet.");

    private static List<FileRow> ReadBlock(WorkbookReader workbook)
    {
        var block = new List<FileRow>(BlockRows);
        while (block.Count < BlockRows && workbook.ReadRow() is { } row)
        {
            block.Add(row);
        }

        return block;
    }
}
