using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>One order of a file, good or rejected, with everything that is to be said of its rows.</summary>
public sealed class AssembledOrder
{
    /// <summary>1, 2, 3, … in the order of completion: the same for the same file, whoever reads it and however often. What a checkpoint remembers.</summary>
    public required int Sequence { get; init; }

    /// <summary>Null where the file has none.</summary>
    public required string? OrderNumber { get; init; }

    /// <summary>Null: the order is rejected, or cancelled.</summary>
    public required OrderDraft? Draft { get; init; }

    /// <summary>Amounts of the draft; default where there is none.</summary>
    public required OrderTotals Totals { get; init; }

    /// <summary>The group that the file names, or null.</summary>
    public required string? Group { get; init; }

    /// <summary>Ascending, as Excel shows them. Each row with content is in exactly one assembled order.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>By row, then column. A rejected order has an error on each of its rows; an accepted one has warnings at most.</summary>
    public required IReadOnlyList<ImportProblem> Problems { get; init; }

    /// <summary>Sum over the rows whose quantity could be read.</summary>
    public required long Quantity { get; init; }

    /// <summary>Yen: sum of quantity × unit price over the rows where both could be read, as a person adds them up in the spreadsheet.</summary>
    public required long Amount { get; init; }

    /// <summary>Columns of the order that the file gives a value, "no value" included: what an update changes. Empty where rejected.</summary>
    public ColumnSet Given { get; init; }

    /// <summary>The same for name and rate of each line of the draft; null where every line gives both.</summary>
    public IReadOnlyList<ColumnSet>? LinesGiven { get; init; }

    /// <summary>
    /// True for the second and further pieces of an order with more rows than an order may have. Such an order is rejected, and handed out row
    /// by row so that it need not fit into memory; only its first piece counts as an order.
    /// </summary>
    public bool IsFurtherPiece { get; init; }

    /// <summary>True where the file itself says that the order is no longer wanted (<see cref="ImportMapping.Cancelled"/>): it is skipped, whatever else its rows say.</summary>
    public bool IsCancelled { get; init; }

    public bool IsRejected => Draft is null && !IsCancelled;

    public int FirstRow => Rows[0];
}
