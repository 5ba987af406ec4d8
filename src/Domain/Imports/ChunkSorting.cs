using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>An order as it left the file: placed, or rejected with the reasons.</summary>
internal sealed record PlacedOrder(Order? Order, AssembledOrder Assembled);

/// <summary>What a pass over the file is for.</summary>
internal enum ImportPass
{
    Write,

    /// <summary>Counts what would be written.</summary>
    DryRun,

    /// <summary>Says what is wrong; good orders are skipped.</summary>
    ReportOnly,
}

/// <summary>Decides what becomes of each order of a chunk: new, updated, unchanged, skipped, rejected; and counts.</summary>
internal sealed class ChunkSorting(ImportRun run, ImportPass pass)
{
    private readonly List<Order> _created = [];
    private readonly List<OrderUpdate> _updates = [];
    private readonly List<ImportProblem> _problems = [];
    private long _rowsAccepted, _rowsRejected, _rowsSkipped, _warnings, _createdCount, _updated, _unchanged, _skipped, _rejected, _quantity, _amount;

    public static ImportChunk Sort(
        ImportRun run, ImportPass pass, IReadOnlyList<PlacedOrder> chunk, IReadOnlyDictionary<string, StoredOrder> stored, ImportCheckpoint before, long sequence)
    {
        var sorting = new ChunkSorting(run, pass);
        foreach (var (order, assembled) in chunk)
        {
            sorting.Add(order, assembled, order is null ? null : stored.GetValueOrDefault(order.OrderNumber));
        }

        return new ImportChunk(sorting._created, null, sorting._updates, sorting._problems, sorting.After(before, chunk[^1].Assembled.Sequence), sequence);
    }

    private void Add(Order? order, AssembledOrder assembled, StoredOrder? stored)
    {
        _problems.AddRange(assembled.Problems);
        foreach (var problem in assembled.Problems)
        {
            _warnings += problem.Severity == ProblemSeverity.Warning ? 1 : 0;
        }

        if (assembled.IsCancelled)
        {
            Skip(assembled);
        }
        else if (order is null)
        {
            Reject(assembled);
        }
        else if (stored is null)
        {
            Create(order, assembled);
        }
        else if (run.Settings.Duplicates == DuplicatePolicy.Skip)
        {
            Skip(assembled);
        }
        else if (run.Settings.Duplicates == DuplicatePolicy.Update)
        {
            Update(assembled, stored);
        }
        else
        {
            Reject(assembled, ProblemCodes.DuplicateExisting, stored.OrderNumber);
        }
    }

    private void Create(Order order, AssembledOrder assembled)
    {
        if (!Accept(assembled))
        {
            return;
        }

        _createdCount++;
        if (pass == ImportPass.Write)
        {
            _created.Add(order);
        }
    }

    private void Update(AssembledOrder assembled, StoredOrder stored)
    {
        if (!Order.CanChange(stored.Status, stored.PaymentStatus))
        {
            Reject(assembled, ProblemCodes.OrderNotUpdatable, stored.OrderNumber, stored.Status.ToString());
            return;
        }

        var values = OrderMerge.Over(stored.Values!, assembled);
        if (OrderMerge.AreSame(stored.Values!, values))
        {
            _unchanged++;
            _rowsSkipped += assembled.Rows.Count;
            return;
        }

        // Laid over what is stored, the values may break a rule on the whole that each side keeps.
        var problems = OrderRules.CheckWhole(values, run.TenantSettings, out _);
        if (problems.FirstOrDefault(static problem => problem.Severity == ProblemSeverity.Error) is { } broken)
        {
            Reject(assembled, broken.Code, broken.Value, [.. broken.Arguments]);
            return;
        }

        if (Accept(assembled))
        {
            _updated++;
            if (pass == ImportPass.Write)
            {
                _updates.Add(new OrderUpdate(stored, values, assembled.FirstRow));
            }
        }
    }

    /// <returns>False in a pass that takes nothing in.</returns>
    private bool Accept(AssembledOrder assembled)
    {
        if (pass == ImportPass.ReportOnly)
        {
            Skip(assembled);
            return false;
        }

        _rowsAccepted += assembled.Rows.Count;
        _quantity += assembled.Quantity;
        _amount += assembled.Amount;
        return true;
    }

    private void Skip(AssembledOrder assembled)
    {
        _skipped++;
        _rowsSkipped += assembled.Rows.Count;
    }

    private void Reject(AssembledOrder assembled)
    {
        _rejected += assembled.IsFurtherPiece ? 0 : 1;
        _rowsRejected += assembled.Rows.Count;
    }

    private void Reject(AssembledOrder assembled, string code, string? value, params string[] arguments)
    {
        foreach (var row in assembled.Rows)
        {
            _problems.Add(new ImportProblem(row, ImportColumn.OrderNumber, code, ProblemSeverity.Error, value, arguments));
        }

        Reject(assembled);
    }

    private ImportCheckpoint After(ImportCheckpoint before, long ordersDone) => before with
    {
        OrdersDone = ordersDone,
        RowsAccepted = before.RowsAccepted + _rowsAccepted,
        RowsRejected = before.RowsRejected + _rowsRejected,
        RowsSkipped = before.RowsSkipped + _rowsSkipped,
        Warnings = before.Warnings + _warnings,
        OrdersCreated = before.OrdersCreated + _createdCount,
        OrdersUpdated = before.OrdersUpdated + _updated,
        OrdersUnchanged = before.OrdersUnchanged + _unchanged,
        OrdersSkipped = before.OrdersSkipped + _skipped,
        OrdersRejected = before.OrdersRejected + _rejected,
        Quantity = before.Quantity + _quantity,
        Amount = before.Amount + _amount,
    };
}
