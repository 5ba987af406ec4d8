using System.Runtime.CompilerServices;
using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Orders;

/// <summary>What a file of orders says beside the columns that every order file has, in the language of the file.</summary>
/// <param name="Headings">Of the further columns, which an import reads over.</param>
/// <param name="Further">Their values.</param>
public sealed record OrderFileWording(
    string SheetName, Func<PaymentMethod, string> Method, IReadOnlyList<string> Headings, Func<Order, IReadOnlyList<string>> Further);

/// <summary>Writes files of orders, one row for each line, in constant memory.</summary>
public interface IOrderFileWriter
{
    /// <summary>Lines that a workbook can hold.</summary>
    long MaxWorkbookLines { get; }

    /// <summary>No cell of it is taken for a formula. The output stays open.</summary>
    Task WriteAsync(Stream output, TableFormat format, OrderFileWording wording, IAsyncEnumerable<Order> orders, CancellationToken cancellationToken);
}

/// <summary>Gives orders out as a file that can be imported again. Callers see to it that the actor has the permission to read orders.</summary>
public sealed class ExportOrders(IOrderQueries orders, IOrderFileWriter files, IAuditLog audit)
{
    /// <summary>More lines than a sheet of Excel has: only CSV can hold them.</summary>
    public const string TooLargeForWorkbook = "too_large_for_workbook";

    private const int PageSize = 500;

    /// <param name="filter">Null: nothing can fit, and the file has its headings only.</param>
    /// <param name="conditions">Names of the conditions for the audit log; what they look for may be personal.</param>
    /// <returns>What writes the file, or the refusal.</returns>
    public async Task<Result<Func<Stream, OrderFileWording, CancellationToken, Task>>> OpenAsync(
        OrderFilter? filter, TableFormat format, IReadOnlyList<string> conditions, CancellationToken cancellationToken)
    {
        if (format.IsWorkbook && filter is not null && await orders.CountLinesAsync(filter, files.MaxWorkbookLines + 1, cancellationToken) > files.MaxWorkbookLines)
        {
            return new Error(TooLargeForWorkbook);
        }

        // Before the first byte: whoever breaks off has seen orders all the same.
        var what = JsonSerializer.Serialize(new { format = format.IsWorkbook ? "xlsx" : "csv", conditions });
        await audit.WriteAsync(new AuditEntry(AuditActions.OrdersExported, After: what), cancellationToken);
        return (Func<Stream, OrderFileWording, CancellationToken, Task>)((output, wording, token) => files.WriteAsync(output, format, wording, AllAsync(filter, token), token));
    }

    private async IAsyncEnumerable<Order> AllAsync(OrderFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = filter is null ? new Page<Order>([], null) : await orders.ListFullAsync(filter, PageSize, cursor, cancellationToken);
            foreach (var order in page.Items)
            {
                yield return order;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
