using System.Globalization;
using Microsoft.Net.Http.Headers;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// The rows that were not imported, as they stood in the file, each with its reasons in the reader's language. File and problems
/// are read side by side, both sorted by row, so that memory does not depend on either.
/// </summary>
public sealed class ErrorReport(IImportQueries imports, IOrderFileReader reader, ImportMessages messages, IAuditLog audit, TimeProvider clock)
{
    /// <returns>The download, or null where there is no such import.</returns>
    public async Task<IResult?> OpenAsync(ImportId id, FileEncoding encoding, string? language, CancellationToken cancellationToken)
    {
        if (await imports.GetAsync(id, cancellationToken) is not { } import
            || await imports.FileAsync(id, cancellationToken) is not ({ } file, { } format))
        {
            return null;
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.ReportDownloaded, "import", id.Value), cancellationToken);
        var culture = CultureInfo.GetCultureInfo(language ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        return new Download(this, import, file, format, encoding, culture);
    }

    private async Task WriteAsync(Stream output, Download download, CancellationToken cancellationToken)
    {
        CultureInfo.CurrentUICulture = download.Culture;
        var heading = await reader.ReadHeadingAsync(download.File, download.Format, cancellationToken);
        await using var writer = new ErrorReportWriter(output, download.Encoding, download.Culture.TwoLetterISOLanguageName == "ja", heading?.Cells ?? []);
        var sources = await SourcesAsync(download, cancellationToken);
        await using var problems = imports.RejectedAsync(download.Import.Id, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = await problems.MoveNextAsync() ? problems.Current : null;
        await foreach (var block in reader.ReadAsync(download.File, download.Format, null, cancellationToken))
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
                        here.Where(problem => problem.Column is not null).Select(problem => ImportMessages.ColumnName(problem.Column!.Value)).Distinct(StringComparer.Ordinal),
                        here.Select(problem => problem.Code).Distinct(StringComparer.Ordinal),
                        here.Select(problem => messages.Whole(AsInSource(problem, sources))),
                        cancellationToken);
                }
            }
        }
    }

    /// <summary>
    /// Where the file is itself a report that came back: its rows' numbers in the first file, which the new report names again, so that people
    /// find the row in the file they know. Null for other files.
    /// </summary>
    private async Task<IReadOnlyDictionary<int, int>?> SourcesAsync(Download download, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<int, int>();
        await foreach (var block in reader.ReadAsync(download.File, download.Format, 0, cancellationToken))
        {
            foreach (var row in block)
            {
                if (row.SourceNumber is { } source)
                {
                    sources[row.Number] = source;
                }
            }

            if (sources.Count == 0)
            {
                return null;
            }
        }

        return sources;
    }

    private static ImportProblem AsInSource(ImportProblem problem, IReadOnlyDictionary<int, int>? sources)
    {
        if (sources is null)
        {
            return problem;
        }

        var arguments = problem.Arguments.ToArray();
        var at = problem.Code switch
        {
            ProblemCodes.OrderRejected or ProblemCodes.DuplicateInFile => 0,
            ProblemCodes.InconsistentOrder => 1,
            _ => -1,
        };
        if (at >= 0 && at < arguments.Length && int.TryParse(arguments[at], NumberStyles.None, CultureInfo.InvariantCulture, out var row))
        {
            arguments[at] = sources.GetValueOrDefault(row, row).ToString(CultureInfo.InvariantCulture);
        }

        return problem with { Row = sources.GetValueOrDefault(problem.Row, problem.Row), Arguments = arguments };
    }

    private sealed class Download(ErrorReport report, ImportSnapshot import, StoredFile file, FileFormat format, FileEncoding encoding, CultureInfo culture) : IResult
    {
        public ImportSnapshot Import { get; } = import;

        public StoredFile File { get; } = file;

        public FileFormat Format { get; } = format;

        public FileEncoding Encoding { get; } = encoding;

        public CultureInfo Culture { get; } = culture;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var japanese = Culture.TwoLetterISOLanguageName == "ja";
            var stamp = TimeZoneInfo.ConvertTime(report.Now, Shared.Localization.ReaderClock.Tokyo).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
            var name = string.Create(CultureInfo.InvariantCulture, $"{(japanese ? "取り込みエラー" : "import_errors")}_{Import.Number}_{stamp}.csv");
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(name);
            var response = httpContext.Response;
            response.ContentType = Encoding == FileEncoding.Cp932 ? "text/csv; charset=Shift_JIS" : "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = disposition.ToString();
            response.Headers.CacheControl = "no-store";
            response.Headers.Pragma = "no-cache";
            await report.WriteAsync(response.Body, this, httpContext.RequestAborted);
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();
}
