using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports;

/// <summary>Rows of one order that stand in the file more than once.</summary>
internal static class RepeatedRows
{
    // Up to here comparing each row with each is quicker than a dictionary.
    private const int PairwiseRows = 24;

    /// <summary>A row that is equal in every cell to an earlier one of its order may be meant, and should be looked at.</summary>
    public static void Mark(List<OrderRow> rows, ref List<ImportProblem>? problems)
    {
        if (rows.Count > PairwiseRows)
        {
            var seen = new Dictionary<OrderRow, int>(rows.Count, SameCells.Instance);
            foreach (var row in rows)
            {
                if (!seen.TryAdd(row, row.Number))
                {
                    AddDuplicate(row, seen[row], ref problems);
                }
            }

            return;
        }

        for (var i = 1; i < rows.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (SameCells.Instance.Equals(rows[i], rows[j]))
                {
                    AddDuplicate(rows[i], rows[j].Number, ref problems);
                    break;
                }
            }
        }
    }

    /// <summary>In a file of one row per order a number that comes again is not a second line.</summary>
    public static void Refuse(string? number, List<OrderRow> rows, ref List<ImportProblem>? problems)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            (problems ??= []).Add(new ImportProblem(
                rows[i].Number, ImportColumn.OrderNumber, ProblemCodes.DuplicateInFile, ProblemSeverity.Error, number, CellText.Number(rows[0].Number)));
        }
    }

    private static void AddDuplicate(OrderRow row, int other, ref List<ImportProblem>? problems) => (problems ??= []).Add(
        new ImportProblem(row.Number, null, ProblemCodes.DuplicateInFile, ProblemSeverity.Warning, null, CellText.Number(other)));

    private sealed class SameCells : IEqualityComparer<OrderRow>
    {
        public static SameCells Instance { get; } = new();

        /// <remarks>What differs between most lines is asked first: the cells of the order are equal on all of them.</remarks>
        public bool Equals(OrderRow? x, OrderRow? y) =>
            x!.Quantity == y!.Quantity
            && x.UnitPrice == y.UnitPrice
            && string.Equals(x.ProductCode, y.ProductCode, StringComparison.Ordinal)
            && x.File.Cells.AsSpan().SequenceEqual(y.File.Cells);

        public int GetHashCode(OrderRow row) =>
            HashCode.Combine(row.Quantity, row.UnitPrice, row.ProductCode, row.File.Cells.Length, row.File.Cells.Length == 0 ? 0 : row.File.Cells[^1].Length);
    }
}
