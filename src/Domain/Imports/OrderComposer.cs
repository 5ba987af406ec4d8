using System.Diagnostics;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>Puts the rows of one order together: one value per order-level column, the lines, the rules on the whole, and every row's share of the blame.</summary>
internal sealed class OrderComposer(OrderRowReader reader)
{
    private static readonly ImportColumn[] OrderLevel =
        [.. ImportColumns.All.Where(static info => info.IsOrderLevel && info.Column != ImportColumn.OrderNumber).Select(static info => info.Column)];

    private readonly OrderRow?[] _sources = new OrderRow?[ImportColumns.TableLength];

    /// <param name="rows">At least one, in the order of the file.</param>
    public AssembledOrder Compose(int sequence, string? number, List<OrderRow> rows)
    {
        if (reader.Map.Cancelled is { } cancelled && rows.Exists(row => cancelled.Takes(row.File.Cells)))
        {
            return Cancelled(sequence, number, rows);
        }

        List<ImportProblem>? problems = null;
        Gather(rows, ref problems);
        if (rows.Count > 1)
        {
            Merge(number, rows, ref problems);
            RepeatedRows.Mark(rows, ref problems);
            if (reader.Options.Layout == MultiLineLayout.OneRowPerOrder)
            {
                RepeatedRows.Refuse(number, rows, ref problems);
            }
        }
        else
        {
            Settle(rows[0]);
        }

        CheckHead(rows, ref problems);
        var isRejected = HasError(problems);
        OrderDraft? draft = null;
        OrderTotals totals = default;
        if (!isRejected)
        {
            draft = Draft(number!, rows);
            isRejected = CheckWhole(draft, rows, ref problems, out totals);
            if (!isRejected && reader.Map.TotalIndex >= 0)
            {
                isRejected = !TotalAgrees(rows, totals.Total, ref problems);
            }
        }

        if (isRejected)
        {
            draft = null;
            totals = default;
            Blame(rows, problems!);
        }

        if (rows.Count > 1)
        {
            problems?.Sort(static (a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row) : Nullable.Compare(a.Column, b.Column));
        }

        return Result(sequence, number, rows, draft, totals, problems);
    }

    private static AssembledOrder Cancelled(int sequence, string? number, List<OrderRow> rows) => new()
    {
        Sequence = sequence,
        OrderNumber = number,
        Draft = null,
        Totals = default,
        Group = null,
        Rows = [.. rows.Select(static row => row.Number)],
        Problems = [],
        Quantity = 0,
        Amount = 0,
        IsCancelled = true,
    };

    /// <summary>One row of an order that has too many of them.</summary>
    public static AssembledOrder ComposePiece(int sequence, OrderRow row, int total, bool isFirst)
    {
        var rule = OrderRules.TooManyLines(row.OrderNumber ?? "", total);
        var problems = new List<ImportProblem>(row.Problems)
        {
            new(row.Number, null, rule.Code, rule.Severity, null, rule.Arguments),
        };
        var (quantity, amount) = Sums([row]);
        return new AssembledOrder
        {
            Sequence = sequence,
            OrderNumber = row.OrderNumber,
            Draft = null,
            Totals = default,
            Group = row.Group,
            Rows = [row.Number],
            Problems = problems,
            Quantity = quantity,
            Amount = amount,
            IsFurtherPiece = !isFirst,
        };
    }

    private AssembledOrder Result(
        int sequence, string? number, List<OrderRow> rows, OrderDraft? draft, OrderTotals totals, List<ImportProblem>? problems)
    {
        var (quantity, amount) = Sums(rows);
        var numbers = new int[rows.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = rows[i].Number;
        }

        return new AssembledOrder
        {
            Sequence = sequence,
            OrderNumber = number,
            Draft = draft,
            Totals = totals,
            Group = Source(ImportColumn.Group)?.Group,
            Rows = numbers,
            Problems = problems is null ? [] : problems,
            Quantity = quantity,
            Amount = amount,
            Given = draft is null ? ColumnSet.Empty : Given(),
            LinesGiven = draft is null ? null : LinesGiven(rows),
        };
    }

    private ColumnSet Given()
    {
        var given = ColumnSet.Empty;
        foreach (var column in OrderLevel)
        {
            // A default fills a blank, which on an update keeps what is stored; where the file has no such column it is a constant, and said.
            if (Source(column) is { } source && (source.Number > 0 || !reader.Map.Mapped.Has(column)))
            {
                given = given.With(column);
            }
        }

        return given;
    }

    private static ColumnSet[]? LinesGiven(List<OrderRow> rows)
    {
        if (rows.TrueForAll(static row => row.Has(ImportColumn.ProductName) && row.Has(ImportColumn.TaxRate)))
        {
            return null;
        }

        var given = new ColumnSet[rows.Count];
        for (var i = 0; i < given.Length; i++)
        {
            given[i] = rows[i].Given;
        }

        return given;
    }

    private static (long Quantity, long Amount) Sums(List<OrderRow> rows)
    {
        long quantity = 0, amount = 0;
        foreach (var row in rows)
        {
            if (row.Has(ImportColumn.Quantity))
            {
                quantity += row.Quantity;
                amount += row.Has(ImportColumn.UnitPrice) ? row.Quantity * row.UnitPrice : 0;
            }
        }

        return (quantity, amount);
    }

    private static void Gather(List<OrderRow> rows, ref List<ImportProblem>? problems)
    {
        foreach (var row in rows)
        {
            if (row.HasProblems)
            {
                (problems ??= []).AddRange(row.Problems);
            }
        }
    }

    private OrderRow? Source(ImportColumn column) => _sources[(int)column];

    private void Settle(OrderRow row)
    {
        foreach (var column in OrderLevel)
        {
            _sources[(int)column] = row.Has(column) ? row : Default(column);
        }
    }

    private OrderRow? Default(ImportColumn column) => reader.Defaults.Has(column) ? reader.Defaults : null;

    /// <summary>
    /// One value per column from whichever row has it, so that the place of the rows does not matter: blank means "as above". Rows that say different things
    /// are at fault, against the first that spoke.
    /// </summary>
    private void Merge(string? number, List<OrderRow> rows, ref List<ImportProblem>? problems)
    {
        foreach (var column in OrderLevel)
        {
            OrderRow? first = null;
            foreach (var row in rows)
            {
                if (!row.Has(column))
                {
                    continue;
                }

                if (first is null)
                {
                    first = row;
                }
                else if (!Same(column, first, row))
                {
                    (problems ??= []).Add(new ImportProblem(
                        row.Number,
                        column,
                        ProblemCodes.InconsistentOrder,
                        ProblemSeverity.Error,
                        Cell(row, column),
                        number ?? "",
                        CellText.Number(first.Number),
                        Cell(first, column)));
                }
            }

            _sources[(int)column] = first ?? Default(column);
        }
    }

    private string Cell(OrderRow row, ImportColumn column) => ProblemText.Shorten(reader.Map.CellOf(row.File.Cells, column));

    private static bool Same(ImportColumn column, OrderRow a, OrderRow b) => column switch
    {
        ImportColumn.OrderedAt => a.OrderedAt == b.OrderedAt,
        ImportColumn.CustomerCode => string.Equals(a.CustomerCode, b.CustomerCode, StringComparison.Ordinal),
        ImportColumn.CustomerName => string.Equals(a.CustomerName, b.CustomerName, StringComparison.Ordinal),
        ImportColumn.CustomerEmail => string.Equals(a.CustomerEmail, b.CustomerEmail, StringComparison.Ordinal),
        ImportColumn.CustomerPhone => string.Equals(a.CustomerPhone, b.CustomerPhone, StringComparison.Ordinal),
        ImportColumn.PostalCode => string.Equals(a.PostalCode, b.PostalCode, StringComparison.Ordinal),
        ImportColumn.Prefecture => string.Equals(a.Prefecture, b.Prefecture, StringComparison.Ordinal),
        ImportColumn.City => string.Equals(a.City, b.City, StringComparison.Ordinal),
        ImportColumn.AddressLine1 => string.Equals(a.AddressLine1, b.AddressLine1, StringComparison.Ordinal),
        ImportColumn.AddressLine2 => string.Equals(a.AddressLine2, b.AddressLine2, StringComparison.Ordinal),
        ImportColumn.Discount => a.Discount == b.Discount,
        ImportColumn.ShippingFee => a.ShippingFee == b.ShippingFee,
        ImportColumn.PaymentMethod => a.PaymentMethod == b.PaymentMethod,
        ImportColumn.DeliveryDate => a.DeliveryDate == b.DeliveryDate,
        ImportColumn.DeliveryTime => string.Equals(a.DeliveryTime, b.DeliveryTime, StringComparison.Ordinal),
        ImportColumn.Note => string.Equals(a.Note, b.Note, StringComparison.Ordinal),
        ImportColumn.Group => string.Equals(a.Group, b.Group, StringComparison.Ordinal),
        _ => throw new UnreachableException(),
    };

    private void CheckHead(List<OrderRow> rows, ref List<ImportProblem>? problems)
    {
        // An order whose rows cannot be read at all is not blamed for lacking what may stand in them.
        if (Source(ImportColumn.CustomerName) is null && !HasError(problems, ImportColumn.CustomerName) && !HasUnread(rows))
        {
            (problems ??= []).Add(new ImportProblem(rows[0].Number, ImportColumn.CustomerName, ProblemCodes.Required, ProblemSeverity.Error, null));
        }

        var postal = Source(ImportColumn.PostalCode);
        var prefecture = Source(ImportColumn.Prefecture);
        if (postal is not null && prefecture is not null
            && OrderRules.CheckPrefecture(postal.PostalCode!, prefecture.Prefecture!) is { } mismatch)
        {
            var row = prefecture.Number > 0 ? prefecture.Number : rows[0].Number;
            (problems ??= []).Add(new ImportProblem(row, mismatch.Field, mismatch.Code, mismatch.Severity, mismatch.Value, mismatch.Arguments));
        }
    }

    private static bool HasUnread(List<OrderRow> rows) => rows.Exists(static row => row.HasError && row.Given.IsEmpty && row.Faulty.IsEmpty);

    private bool CheckWhole(OrderDraft draft, List<OrderRow> rows, ref List<ImportProblem>? problems, out OrderTotals totals)
    {
        var isRejected = false;
        foreach (var problem in OrderRules.CheckWhole(draft, reader.Settings, out totals))
        {
            isRejected |= problem.Severity == ProblemSeverity.Error;
            var source = problem.Field is { } field ? Source(field) : null;
            var row = source is { Number: > 0 } ? source.Number : rows[0].Number;
            (problems ??= []).Add(new ImportProblem(row, problem.Field, problem.Code, problem.Severity, problem.Value, problem.Arguments));
        }

        return isRejected;
    }

    /// <summary>The file's own total, wherever on the order's rows it stands. A blank one says nothing; one that is no amount cannot agree.</summary>
    private bool TotalAgrees(List<OrderRow> rows, long total, ref List<ImportProblem>? problems)
    {
        foreach (var row in rows)
        {
            var cells = row.File.Cells;
            var cell = reader.Map.TotalIndex < cells.Length ? cells[reader.Map.TotalIndex] : "";
            if (CellText.IsBlank(cell))
            {
                continue;
            }

            var isAmount = !WholeNumberValue.ReadYen(cell, 0, long.MaxValue, out var stated).IsFault;
            if (!isAmount || stated != total)
            {
                var shown = ProblemText.Shorten(cell);
                (problems ??= []).Add(new ImportProblem(
                    rows[0].Number, null, ProblemCodes.TotalMismatch, ProblemSeverity.Error, shown, isAmount ? CellText.Number(stated) : shown, CellText.Number(total)));
                return false;
            }
        }

        return true;
    }

    private OrderDraft Draft(string number, List<OrderRow> rows)
    {
        var lines = new OrderLineDraft[rows.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var row = rows[i];
            lines[i] = new OrderLineDraft(row.ProductCode!, row.ProductName!, row.Quantity, row.UnitPrice, row.TaxRate, row.Number);
        }

        return new OrderDraft
        {
            OrderNumber = number,
            Customer = new OrderCustomer(
                Source(ImportColumn.CustomerCode)?.CustomerCode,
                Source(ImportColumn.CustomerName)!.CustomerName!,
                Source(ImportColumn.CustomerEmail)?.CustomerEmail,
                Source(ImportColumn.CustomerPhone)?.CustomerPhone),
            ShippingAddress = Address(),
            OrderedAt = Source(ImportColumn.OrderedAt)?.OrderedAt ?? reader.Options.ReceivedAt,
            DeliveryDate = Source(ImportColumn.DeliveryDate)?.DeliveryDate,
            DeliveryTime = Source(ImportColumn.DeliveryTime)?.DeliveryTime,
            PaymentMethod = Source(ImportColumn.PaymentMethod)?.PaymentMethod ?? reader.Settings.DefaultPaymentMethod,
            Note = Source(ImportColumn.Note)?.Note,
            ShippingFee = Source(ImportColumn.ShippingFee)?.ShippingFee ?? 0,
            Discount = Source(ImportColumn.Discount)?.Discount ?? 0,
            TaxIncluded = reader.Options.TaxIncluded,
            Lines = lines,
        };
    }

    private ShippingAddress Address()
    {
        var postal = Source(ImportColumn.PostalCode)?.PostalCode;
        var prefecture = Source(ImportColumn.Prefecture)?.Prefecture;
        var city = Source(ImportColumn.City)?.City;
        var line1 = Source(ImportColumn.AddressLine1)?.AddressLine1;
        var line2 = Source(ImportColumn.AddressLine2)?.AddressLine2;
        return postal is null && prefecture is null && city is null && line1 is null && line2 is null
            ? ShippingAddress.Empty
            : new ShippingAddress(postal ?? "", prefecture ?? "", city ?? "", line1 ?? "", line2 ?? "");
    }

    /// <summary>Every row of a rejected order says so: those without an error of their own name the row that has one.</summary>
    private static void Blame(List<OrderRow> rows, List<ImportProblem> problems)
    {
        if (rows.Count == 1)
        {
            return;
        }

        var faulty = new HashSet<int>();
        var first = int.MaxValue;
        foreach (var problem in problems)
        {
            if (problem.Severity == ProblemSeverity.Error)
            {
                faulty.Add(problem.Row);
                first = Math.Min(first, problem.Row);
            }
        }

        foreach (var row in rows)
        {
            if (!faulty.Contains(row.Number))
            {
                problems.Add(new ImportProblem(row.Number, null, ProblemCodes.OrderRejected, ProblemSeverity.Error, null, CellText.Number(first)));
            }
        }
    }

    private static bool HasError(List<ImportProblem>? problems, ImportColumn? column = null)
    {
        if (problems is null)
        {
            return false;
        }

        foreach (var problem in problems)
        {
            if (problem.Severity == ProblemSeverity.Error && (column is null || problem.Column == column))
            {
                return true;
            }
        }

        return false;
    }
}
