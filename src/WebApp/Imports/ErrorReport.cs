using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Writing;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// The rows that were not imported, as they stood in the file, each with its reasons in the reader's language. File and problems
/// are read side by side, both sorted by row, so that memory does not depend on either.
/// </summary>
public sealed class ErrorReport(
    IImportQueries imports, IOrderFileReader reader, ImportMessages messages, IStringLocalizer<ImportProblemsText> texts, IAuditLog audit, TimeProvider clock)
{
    /// <summary>More rows, or more columns, than a sheet of Excel has: only CSV can hold the report.</summary>
    public const string TooLargeForWorkbook = "too_large_for_workbook";

    /// <summary>Whether a workbook can hold the rejected rows. Where it cannot, it is refused: rows on a second sheet would be missing when it is imported.</summary>
    public static bool FitsWorkbook(ImportSnapshot import)
    {
        ArgumentNullException.ThrowIfNull(import);
        return WorkbookReportWriter.Fits(0, import.Counts.RowsRejected);
    }

    /// <returns>The download or a refusal, or null where there is no such import.</returns>
    public async Task<IResult?> OpenAsync(ImportId id, DownloadFormat format, CancellationToken cancellationToken)
    {
        if (await imports.GetAsync(id, cancellationToken) is not { } import
            || await imports.FileAsync(id, cancellationToken) is not ({ } file, { } fileFormat))
        {
            return null;
        }

        var heading = (await reader.ReadHeadingAsync(file, fileFormat, cancellationToken))?.Cells ?? [];
        if (format.IsWorkbook && !WorkbookReportWriter.Fits(heading.Length, import.Counts.RowsRejected))
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, TooLargeForWorkbook);
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.ReportDownloaded, "import", id.Value), cancellationToken);
        return new Download(this, import, file, fileFormat, heading, format);
    }

    private async Task WriteAsync(Stream output, Download download, CancellationToken cancellationToken)
    {
        CultureInfo.CurrentUICulture = download.Format.Culture;
        var wording = new ReportWording(download.Format.IsJapanese, Say);
        using var writer = download.Format.IsWorkbook
            ? ErrorReportWriter.Workbook(output, wording, download.Heading)
            : ErrorReportWriter.Delimited(output, download.Format.Encoding, wording, download.Heading);
        await WriteRowsAsync(writer, download, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
    }

    private async Task WriteRowsAsync(ErrorReportWriter writer, Download download, CancellationToken cancellationToken)
    {
        var sources = await SourcesAsync(download, cancellationToken);
        await using var problems = imports.RejectedAsync(download.Import.Id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = await problems.MoveNextAsync() ? problems.Current : null;
        await foreach (var block in reader.ReadAsync(download.File, download.FileFormat, null, cancellationToken))
        {
            foreach (var row in block)
            {
                if (next is null)
                {
                    return;
                }

                var here = new List<ImportProblem>();
                while (next is not null && next.Row <= row.Number)
                {
                    if (next.Row == row.Number)
                    {
                        here.Add(next);
                    }

                    next = await problems.MoveNextAsync() ? problems.Current : null;
                }

                if (here.Exists(problem => problem.Severity == ProblemSeverity.Error))
                {
                    await writer.WriteAsync(
                        row,
                        new ReportReasons(
                            here.Where(problem => problem.Column is not null).Select(problem => ImportMessages.ColumnName(problem.Column!.Value)).Distinct(StringComparer.Ordinal),
                            here.Select(problem => problem.Code).Distinct(StringComparer.Ordinal),
                            here.Select(problem => messages.Whole(AsInSource(problem, sources)))),
                        cancellationToken);
                }
            }
        }
    }

    /// <summary>
    /// Where the file is itself a report that came back: by its rows, their numbers in the first file (0 for none), which the new report names again,
    /// so that people find the row in the file they know. Null for other files.
    /// </summary>
    private async Task<IReadOnlyList<int>?> SourcesAsync(Download download, CancellationToken cancellationToken)
    {
        var sources = new List<int>();
        await foreach (var block in reader.ReadAsync(download.File, download.FileFormat, null, cancellationToken))
        {
            foreach (var row in block)
            {
                if (row.SourceNumber is { } source)
                {
                    sources.AddRange(Enumerable.Repeat(0, row.Number - sources.Count));
                    sources.Add(source);
                }
            }

            if (sources.Count == 0)
            {
                return null;
            }
        }

        return sources;
    }

    private static ImportProblem AsInSource(ImportProblem problem, IReadOnlyList<int>? sources)
    {
        if (sources is null)
        {
            return problem;
        }

        return problem.Renumber(number => number < sources.Count && sources[number] > 0 ? sources[number] : number);
    }

    private string Say(ReportNote note) => note.Kind switch
    {
        ReportNoteKind.NotInCp932 => texts[nameof(ImportProblemsText.NoteNotInCp932), note.Column, note.Characters],
        ReportNoteKind.Cut => texts[nameof(ImportProblemsText.NoteCut), note.Column],
        ReportNoteKind.CellsLeftOut => texts[nameof(ImportProblemsText.NoteCellsLeftOut), note.Column],
        _ => throw new ArgumentOutOfRangeException(nameof(note), note.Kind, null),
    };

    private sealed class Download(
        ErrorReport report, ImportSnapshot import, StoredFile file, FileFormat fileFormat, IReadOnlyList<string> heading, DownloadFormat format) : IResult
    {
        public ImportSnapshot Import { get; } = import;

        public StoredFile File { get; } = file;

        public FileFormat FileFormat { get; } = fileFormat;

        public IReadOnlyList<string> Heading { get; } = heading;

        public DownloadFormat Format { get; } = format;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var stamp = TimeZoneInfo.ConvertTime(report.Now, ReaderClock.Tokyo).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
            Format.Announce(httpContext.Response, string.Create(CultureInfo.InvariantCulture, $"{(Format.IsJapanese ? "取り込みエラー" : "import_errors")}_{Import.Number}_{stamp}"));
            await report.WriteAsync(httpContext.Response.Body, this, httpContext.RequestAborted);
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();
}
