using System.Globalization;
using System.Runtime.CompilerServices;
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
        var (found, _) = await DecideAsync(file, settings, cancellationToken);
        return found.Format is { } format ? format : found.Problem!;
    }

    public async Task<FileInspection> InspectAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        var (found, text) = await DecideAsync(file, settings, cancellationToken);
        if (text is not { Decision: { } decision })
        {
            return found;
        }

        var evidence = new EncodingEvidence(() => files.OpenRead(file), text.Delimiter);
        var candidates = new List<EncodingCandidate>();
        foreach (var tried in decision.Tried)
        {
            candidates.Add(await evidence.CandidateAsync(tried, cancellationToken));
        }

        return found with
        {
            Encodings = candidates,
            DecidingCells = decision.RunnerUp is { } runnerUp ? await evidence.CompareAsync(decision.Encoding, runnerUp, cancellationToken) : [],
        };
    }

    public async Task<FilePreview> PreviewAsync(StoredFile file, FileFormat format, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        if (format.Sheet is { } sheet)
        {
            return await WorkAsync(
                () =>
                {
                    using var content = files.OpenRead(file);
                    using var workbook = Open(content, sheet);
                    return Preview(workbook.ReadHeading(format.HeadingRow ?? 1), ReadBlock(workbook, maxRows + 1), maxRows);
                },
                cancellationToken);
        }

        await using var reader = OpenDelimited(file, format);
        var heading = await reader.ReadHeadingAsync(format.HeadingRow ?? 1, cancellationToken);
        await foreach (var batch in reader.ReadBatchesAsync(batchSize: maxRows + 1, cancellationToken: cancellationToken))
        {
            return Preview(heading, batch, maxRows);
        }

        return new FilePreview(heading, [], false);
    }

    public async Task<FileRow?> ReadHeadingAsync(StoredFile file, FileFormat format, CancellationToken cancellationToken)
    {
        if (format.Sheet is { } sheet)
        {
            return await WorkAsync(
                () =>
                {
                    using var content = files.OpenRead(file);
                    using var workbook = Open(content, sheet);
                    return workbook.ReadHeading(format.HeadingRow ?? 1);
                },
                cancellationToken);
        }

        await using var reader = OpenDelimited(file, format);
        return await reader.ReadHeadingAsync(format.HeadingRow ?? 1, cancellationToken);
    }

    public async Task<IReadOnlyList<FileRow>> ReadTopAsync(StoredFile file, FileFormat format, int lastRow, CancellationToken cancellationToken)
    {
        if (format.Sheet is { } sheet)
        {
            return await WorkAsync(
                () =>
                {
                    using var content = files.OpenRead(file);
                    using var workbook = Open(content, sheet);
                    return ReadTop(workbook, lastRow);
                },
                cancellationToken);
        }

        await using var reader = OpenDelimited(file, format);
        return await reader.ReadTopAsync(lastRow, cancellationToken);
    }

    public async IAsyncEnumerable<IReadOnlyList<FileRow>> ReadAsync(
        StoredFile file, FileFormat format, int? key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (format.Sheet is { } sheet)
        {
            await using var content = files.OpenRead(file);
            using var workbook = await WorkAsync(() => Open(content, sheet), cancellationToken);
            await WorkAsync(() => workbook.ReadHeading(format.HeadingRow ?? 1), cancellationToken);
            while (await WorkAsync(() => ReadBlock(workbook, BlockRows), cancellationToken) is { Count: > 0 } block)
            {
                yield return block;
            }

            yield break;
        }

        await using var reader = OpenDelimited(file, format);
        await reader.ReadHeadingAsync(format.HeadingRow ?? 1, cancellationToken);
        await foreach (var batch in reader.ReadBatchesAsync(key, cancellationToken: cancellationToken))
        {
            yield return batch;
        }
    }

    /// <summary>Decides without gathering evidence, which an upload need not wait for.</summary>
    private async Task<(FileInspection Found, TextInspection? Text)> DecideAsync(StoredFile file, ImportSettings settings, CancellationToken cancellationToken)
    {
        TextInspection text;
        await using (var content = files.OpenRead(file))
        {
            text = await FileFormatDetector.InspectAsync(content, settings.Encoding, settings.Delimiter, cancellationToken);
        }

        if (text.Kind is FileKinds.Zip or FileKinds.Ole)
        {
            return (await Task.Run(() => ChooseSheet(file, settings.Sheet, text.Problem!), cancellationToken), null);
        }

        if (text.Decision is not { } decision)
        {
            return (new FileInspection(null, text.Problem), null);
        }

        var format = FileFormat.Delimited(text.Encoding, text.Delimiter);
        var problem = text.Problem ?? await FindRowsAsync(file, format, cancellationToken);
        return (new FileInspection(problem is null ? format : null, problem) { Certainty = decision.Certainty, Reason = decision.Reason, RunnerUp = decision.RunnerUp, Delimiters = text.Delimiters }, text);
    }

    /// <returns>Null where there is a heading and a row below it.</returns>
    private async Task<Error?> FindRowsAsync(StoredFile file, FileFormat format, CancellationToken cancellationToken)
    {
        await using var reader = OpenDelimited(file, format);
        if (await reader.ReadHeadingAsync(1, cancellationToken) is not { } heading)
        {
            return new Error(ProblemCodes.EmptyFile);
        }

        if (heading.Flaws.HasFlag(RowFlaws.UnclosedQuote))
        {
            return new Error(ProblemCodes.UnclosedQuote, heading.Number.ToString(CultureInfo.InvariantCulture));
        }

        await foreach (var _ in reader.ReadBatchesAsync(batchSize: 1, cancellationToken: cancellationToken))
        {
            return null;
        }

        return new Error(ProblemCodes.EmptyFile);
    }

    private static FilePreview Preview(FileRow? heading, IReadOnlyList<FileRow> read, int rows) => new(heading, [.. read.Take(rows)], read.Count > rows);

    private DelimitedFileReader OpenDelimited(StoredFile file, FileFormat format) =>
        new(files.OpenRead(file), format.Encoding ?? FileEncoding.Utf8, format.Delimiter ?? ',');

    private FileInspection ChooseSheet(StoredFile file, string? sheet, Error otherwise)
    {
        IReadOnlyList<string> names = [];
        try
        {
            using var content = files.OpenRead(file);
            if (WorkbookFiles.IsEncrypted(content))
            {
                return Refused(ProblemCodes.PasswordProtected);
            }

            names = WorkbookFiles.SheetNames(content);
            if (names.Count == 0)
            {
                return Refused(ProblemCodes.EmptyFile);
            }

            if (sheet is not null && !names.Contains(sheet))
            {
                return Refused(ProblemCodes.UnknownSheet, sheet, string.Join(", ", names)) with { Sheets = names };
            }

            using var workbook = Open(content, sheet ?? names[0]);
            var format = workbook.ReadHeading() is not null && workbook.ReadRow() is not null ? FileFormat.Workbook(workbook.SheetName) : null;
            return new FileInspection(format, format is null ? new Error(ProblemCodes.EmptyFile) : null)
            {
                Certainty = sheet is null ? FormatCertainty.Certain : FormatCertainty.Chosen, Sheets = names,
            };
        }
        catch (Exception exception) when (WorkbookFiles.ProblemOf(exception) is { } problem)
        {
            // Without a table of sheets it only begins like a workbook.
            return new FileInspection(null, problem.Code == ProblemCodes.DamagedWorkbook && names.Count == 0 ? otherwise : problem) { Sheets = names };
        }
    }

    /// <summary>Workbooks are read by libraries that wait; not on the caller's thread.</summary>
    /// <exception cref="BrokenFileException"/>
    private static async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception exception) when (WorkbookFiles.ProblemOf(exception) is { } problem)
        {
            throw new BrokenFileException(problem, exception);
        }
    }

    private static FileInspection Refused(string code, params string[] arguments) => new(null, new Error(code, arguments));

    private static WorkbookReader Open(Stream content, string sheet) =>
        WorkbookFiles.Open(content, sheet) ?? throw new InvalidDataException("The workbook has lost its sheet.");

    private static List<FileRow> ReadTop(WorkbookReader workbook, int lastRow)
    {
        var rows = new List<FileRow>();
        while (workbook.ReadRow() is { } row && row.Number <= lastRow)
        {
            rows.Add(row);
        }

        return rows;
    }

    private static List<FileRow> ReadBlock(WorkbookReader workbook, int rows)
    {
        var block = new List<FileRow>(rows);
        var cells = 0;
        while (block.Count < rows && cells < FileRow.MostCellsAtOnce && workbook.ReadRow() is { } row)
        {
            block.Add(row);
            cells += row.Cells.Length;
        }

        return block;
    }
}
