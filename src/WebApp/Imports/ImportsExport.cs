using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Imports;

/// <summary>The list of imports to be taken home.</summary>
public static class ImportsExport
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/imports/export", OpenAsync).RequireAuthorization(Permissions.ImportsRead).WithName("exportImports");

    private static Task<IResult> OpenAsync(
        HttpContext http, ListExport export, IImportQueries imports, IStringLocalizer<ImportsText> texts, IStringLocalizer<StatusText> statuses, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var written = new ImportsFilter { File = query["file"], Status = query["status"], From = query["from"], To = query["to"], By = query["by"], Group = query["group"], Sort = query["sort"] };
        var filter = written.ToDomain(ReaderClock.Tokyo);
        var understood = new Dictionary<string, object?>(written.ToQuery(), StringComparer.Ordinal) { ["status"] = filter.Status, ["from"] = filter.CreatedFrom, ["to"] = filter.CreatedBefore };
        return export.OpenAsync(query, understood, List(texts, statuses), (limit, cursor, ct) => imports.ListAsync(filter, limit, cursor, ct), cancellationToken);
    }

    private static ExportedList<ImportSnapshot> List(IStringLocalizer<ImportsText> texts, IStringLocalizer<StatusText> statuses) => new("import", () => texts[nameof(ImportsText.ListTitle)],
    [
        (() => texts[nameof(ImportsText.ColumnFile)], import => TableCell.Of(import.FileName)),
        (() => texts[nameof(ImportsText.ColumnNumber)], import => TableCell.Count(import.Number)),
        (() => texts[nameof(ImportsText.ColumnStatus)], import => TableCell.Of(statuses[ImportLook.Of(import).TextKey])),
        (() => texts[nameof(ImportsText.ColumnCreatedAt)], import => TableCell.Moment(import.CreatedAt)),
        (() => texts[nameof(ImportsText.ColumnBy)], import => TableCell.Of(import.CreatedBy)),
        (() => texts[nameof(ImportsText.ColumnRows)], import => import.RowsTotal is { } rows ? TableCell.Count(rows) : TableCell.Blank),
        (() => texts[nameof(ImportsText.ColumnRejected)], import => import.RowsTotal is null ? TableCell.Blank : TableCell.Count(import.Counts.RowsRejected)),
        (() => texts[nameof(ImportsText.ColumnAmount)], import => import.Status.IsFinal() ? TableCell.Count(import.Counts.Amount) : TableCell.Blank),
    ]);
}
