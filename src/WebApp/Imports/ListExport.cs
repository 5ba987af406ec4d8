using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Imports;

/// <summary>A list as a table that people take home. The words are asked for when the language of the file is set.</summary>
/// <param name="Entity">What the audit log calls it.</param>
/// <param name="Columns">Heading and cell, in their sequence.</param>
public sealed record ExportedList<T>(string Entity, Func<string> Name, IReadOnlyList<(Func<string> Heading, Func<T, TableCell> Cell)> Columns);

/// <summary>Gives what a list shows out as CSV or XLSX, streamed page by page. Per request; routes see to it that the actor has the permission of the list.</summary>
public sealed class ListExport(ITableFileWriter files, IAuditLog audit, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>Beside the conditions of the list.</summary>
    private static readonly string[] Own = ["format", "encoding", "lang"];

    /// <param name="conditions">Those of the list as the address has them; a parameter that is not among them is refused, for nothing narrowed would be everything.</param>
    /// <param name="read">A page of the list; null: nothing can fit.</param>
    /// <returns>The download or the refusal.</returns>
    public async Task<IResult> OpenAsync<T>(
        IQueryCollection query, IReadOnlyDictionary<string, object?> conditions, ExportedList<T> list, Func<int, string?, CancellationToken, Task<Page<T>>>? read, CancellationToken cancellationToken)
    {
        if (FirstNotUnderstood(query, conditions) is { } unclear)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, unclear);
        }

        var format = DownloadFormat.Parse(Of(query, "format") ?? "csv", Of(query, "encoding") ?? "utf-8", Of(query, "lang"));
        if (format.Error is { } unknown)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, unknown);
        }

        if (format.Value.IsWorkbook && read is not null && await IsTooLargeAsync(read, cancellationToken))
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, new Error(ExportOrders.TooLargeForWorkbook));
        }

        // Before the first byte: whoever breaks off has seen it all the same.
        var what = JsonSerializer.Serialize(new { format = format.Value.IsWorkbook ? "xlsx" : "csv", conditions = conditions.Where(static pair => pair.Value is not null).Select(static pair => pair.Key) });
        await audit.WriteAsync(new AuditEntry(AuditActions.ListExported, list.Entity, After: what), cancellationToken);
        return new Download<T>(files, format.Value, list, AllAsync(read, cancellationToken), clock.GetUtcNow());
    }

    /// <summary>Of a list that is read as a whole and has no conditions but its sequence.</summary>
    public Task<IResult> OpenAsync<T>(
        IQueryCollection query, RowSequences<T> sequences, ExportedList<T> list, Func<CancellationToken, Task<IReadOnlyList<T>>> read, CancellationToken cancellationToken)
    {
        var sort = sequences.Understood(query["sort"]);
        return OpenAsync(
            query, new Dictionary<string, object?>(StringComparer.Ordinal) { ["sort"] = sort }, list,
            async (_, _, ct) => new Page<T>(sequences.Of(await read(ct), sort), null), cancellationToken);
    }

    private static Error? FirstNotUnderstood(IQueryCollection query, IReadOnlyDictionary<string, object?> conditions)
    {
        foreach (var (key, values) in query)
        {
            if (!conditions.ContainsKey(key) && !Own.Contains(key, StringComparer.Ordinal))
            {
                return new Error(ListQuery.UnknownField, ListQuery.Shorten(key));
            }

            if (values.Count > 1 || (values is [{ Length: > 0 } value] && conditions.TryGetValue(key, out var understood) && understood is null))
            {
                return ListQuery.Bad(key, values[^1] ?? "");
            }
        }

        return null;
    }

    private static string? Of(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>Lists are not counted but walked; only those that come near the end of a sheet take long.</summary>
    private async Task<bool> IsTooLargeAsync<T>(Func<int, string?, CancellationToken, Task<Page<T>>> read, CancellationToken cancellationToken)
    {
        var (rows, cursor) = (0L, (string?)null);
        do
        {
            var page = await read(PageSize, cursor, cancellationToken);
            (rows, cursor) = (rows + page.Items.Count, page.Next);
        }
        while (cursor is not null && rows <= files.MaxWorkbookRows);
        return rows > files.MaxWorkbookRows;
    }

    private static async IAsyncEnumerable<T> AllAsync<T>(Func<int, string?, CancellationToken, Task<Page<T>>>? read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = read is null ? new Page<T>([], null) : await read(PageSize, cursor, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private sealed class Download<T>(ITableFileWriter files, DownloadFormat format, ExportedList<T> list, IAsyncEnumerable<T> items, DateTimeOffset now) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            CultureInfo.CurrentUICulture = format.Culture;
            var stamp = TimeZoneInfo.ConvertTime(now, ReaderClock.Tokyo).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
            format.Announce(httpContext.Response, $"{list.Name()}_{stamp}");
            return files.WriteAsync(
                httpContext.Response.Body, format.ToTable(), list.Name(), [.. list.Columns.Select(static column => column.Heading())], RowsAsync(httpContext.RequestAborted), httpContext.RequestAborted);
        }

        private async IAsyncEnumerable<IReadOnlyList<TableCell>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                yield return [.. list.Columns.Select(column => column.Cell(item))];
            }
        }
    }
}
