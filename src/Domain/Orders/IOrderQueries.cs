using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Orders;

/// <summary>By what a list of orders is sorted. The names are those of the address and the API.</summary>
public enum OrderSortKey
{
    OrderedAt,
    OrderNumber,
    Total,
}

/// <summary>A sequence of orders; those that are alike in it are kept apart by their ids.</summary>
public sealed record OrderSort(OrderSortKey Key, bool Descending)
{
    public static OrderSort NewestFirst { get; } = new(OrderSortKey.OrderedAt, Descending: true);
}

/// <summary>What narrows a list of orders, and in which sequence it stands; conditions that are null do not narrow.</summary>
public sealed record OrderFilter
{
    public ImportId? Import { get; init; }

    public OrderStatus? Status { get; init; }

    public PaymentStatus? PaymentStatus { get; init; }

    /// <summary>True: only those whose money is still to come, as <see cref="OpenPayments"/> has it.</summary>
    public bool IsOpen { get; init; }

    public OrderSource? Source { get; init; }

    /// <summary>Exact.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>Exact.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>Exact e-mail address or phone number as a person writes it; looked up by blind index.</summary>
    public string? Contact { get; init; }

    /// <summary>Exact; the group that a file or an upload named.</summary>
    public string? Group { get; init; }

    public DateTimeOffset? OrderedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? OrderedBefore { get; init; }

    /// <summary>Yen including tax.</summary>
    public long? TotalFrom { get; init; }

    /// <summary>Yen including tax, that amount included.</summary>
    public long? TotalTo { get; init; }

    /// <summary>Null: newest first, or the orders of one import in the sequence of the file.</summary>
    public OrderSort? Sort { get; init; }
}

/// <summary>An order as a list shows it.</summary>
/// <param name="Total">Yen including tax.</param>
/// <param name="ImportNumber">Of the import it came from, or null.</param>
public sealed record OrderListItem(
    OrderId Id, string OrderNumber, OrderStatus Status, PaymentStatus PaymentStatus, DateTimeOffset OrderedAt, string? CustomerCode, string CustomerName,
    long Total, OrderSource Source, long? ImportNumber, int? RowNumber)
{
    /// <summary>Its <c>modified_seq</c>: names the state that the list shows when somebody acts on it.</summary>
    public long Seq { get; init; }
}

/// <summary>One order with what belongs to its page.</summary>
/// <param name="Seq">Its <c>modified_seq</c>: names the state that the page shows when somebody acts on it.</param>
/// <param name="ImportNumber">Of the import it came from, or null.</param>
/// <param name="FailureCode">Why its last charge was declined or failed, while its payment is in that state; one of the payments' codes.</param>
/// <param name="GroupSize">Orders of its group, itself included, counted up to <see cref="MaxGroupCount"/>; 0 without a group.</param>
public sealed record OrderDetails(Order Order, long Seq, long? ImportNumber, string? FailureCode, int GroupSize)
{
    public const int MaxGroupCount = 1_000;
}

/// <summary>One order and the state it was read in.</summary>
/// <param name="Seq">Its <c>modified_seq</c>: another one after every change.</param>
public sealed record VersionedOrder(Order Order, long Seq);

/// <summary>Reads one whole order, at the least cost; always within the operation's tenant.</summary>
public interface IOrderReader
{
    Task<VersionedOrder?> GetAsync(OrderId id, CancellationToken cancellationToken);
}

/// <summary>Reads orders for people and programs; always within the operation's tenant.</summary>
public interface IOrderQueries
{
    /// <param name="cursor">Where an earlier page of the same filter and sequence ended.</param>
    Task<Page<OrderListItem>> ListAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>The same with everything there is of each order.</summary>
    Task<Page<Order>> ListFullAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>What changed among the orders that fit, in the sequence of the changes whatever the filter's is.</summary>
    Task<ModifiedPage<Order>> ListModifiedAsync(OrderFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    /// <summary>How many orders fit, as the database estimates it without reading them; never for reckoning.</summary>
    Task<long> EstimateAsync(OrderFilter filter, CancellationToken cancellationToken);

    /// <summary>How many lines the orders that fit have together, counted no further than <paramref name="most"/>.</summary>
    Task<long> CountLinesAsync(OrderFilter filter, long most, CancellationToken cancellationToken);

    Task<Order?> FindAsync(string orderNumber, CancellationToken cancellationToken);

    /// <summary>The order of this number as its page shows it.</summary>
    Task<OrderDetails?> DetailsAsync(string orderNumber, CancellationToken cancellationToken);

    /// <summary>The number that people use for an import.</summary>
    Task<long?> ImportNumberAsync(ImportId import, CancellationToken cancellationToken);
}
