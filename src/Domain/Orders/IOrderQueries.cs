using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Orders;

/// <summary>What narrows a list of orders; conditions that are null do not.</summary>
public sealed record OrderFilter
{
    public ImportId? Import { get; init; }

    public OrderStatus? Status { get; init; }

    /// <summary>Exact.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>Exact.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>Exact e-mail address or phone number as a person writes it; looked up by blind index.</summary>
    public string? Contact { get; init; }
}

/// <summary>An order as a list shows it.</summary>
/// <param name="Total">Yen including tax.</param>
/// <param name="ImportNumber">Of the import it came from, or null.</param>
public sealed record OrderListItem(
    OrderId Id, string OrderNumber, OrderStatus Status, PaymentStatus PaymentStatus, DateTimeOffset OrderedAt, string? CustomerCode, string CustomerName,
    long Total, OrderSource Source, long? ImportNumber, int? RowNumber);

/// <summary>Reads orders for people and programs; always within the operation's tenant.</summary>
public interface IOrderQueries
{
    /// <summary>Newest first; the orders of one import in the sequence of the file.</summary>
    Task<Page<OrderListItem>> ListAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>The same with everything there is of each order.</summary>
    Task<Page<Order>> ListFullAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    Task<Order?> GetAsync(OrderId id, CancellationToken cancellationToken);

    Task<Order?> FindAsync(string orderNumber, CancellationToken cancellationToken);

    /// <summary>The number that people use for an import.</summary>
    Task<long?> ImportNumberAsync(ImportId import, CancellationToken cancellationToken);
}
