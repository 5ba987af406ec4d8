using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports.Mending;

/// <summary>Why a value rule was not taken.</summary>
/// <param name="Problem">What would be said of the replacement in a cell; null: as many rules are kept as may be, or the import cannot be mended any more.</param>
public sealed record RuleRefusal(ImportProblem? Problem);

/// <summary>Shows rejected rows with what was mended in them, and takes further mending in: cell by cell, or value by value.</summary>
public sealed class MendImport(MendingSources sources, IOrderFileReader reader, IMendings mendings, IRuleBook rules, IMendingProducts products, RecheckRows recheck)
{
    public const int PageRows = 100;

    /// <summary>Characters; a mended cell has no more.</summary>
    public const int CellLength = 4_000;

    /// <summary>Up to so many rejected rows are looked at together with every page, which makes the counts exact and finds every row of an order.</summary>
    public const int WholeRows = 10_000;

    /// <summary>Of more, so many before the page and behind it; rows of one order that lie further apart do not see one another.</summary>
    public const int Reach = 2_000;

    /// <param name="code">Only rows with this error, as the import found it; null: all.</param>
    /// <param name="after">The page begins behind this row; 0: with the first.</param>
    /// <returns>The page, the refusal, or null where there is no such import.</returns>
    public async Task<Result<MendingPage>?> LoadAsync(ImportId id, string? code, int after, CancellationToken cancellationToken)
    {
        var found = await sources.FindAsync(id, null, cancellationToken);
        if (found is not { Error: null, Value: { } source })
        {
            return found is { Error: { } refusal } ? (Result<MendingPage>?)refusal : null;
        }

        var wanted = await mendings.RowsAfterAsync(id, code, after, PageRows + 1, cancellationToken);
        var shown = wanted.Take(PageRows).ToHashSet();
        var isWhole = source.Import.Counts.RowsRejected <= WholeRows;
        var window = await WindowAsync(id, isWhole, wanted, cancellationToken);
        var looked = await recheck.ExecuteAsync(source, await ReadAsync(source, window, cancellationToken), cancellationToken);
        var known = Companions(looked, shown);
        return (Result<MendingPage>)new MendingPage
        {
            Import = source.Import,
            Heading = source.Heading,
            Columns = ColumnsOf(source, known),
            Troubled = Troubled(source.Reading.Map, [.. known.Where(row => shown.Contains(row.Number))]),
            Known = known,
            Shown = shown,
            Elsewhere = isWhole ? MendingCounts.Of([.. looked.Except(known)]) : null,
            Next = wanted.Count > PageRows ? wanted[PageRows - 1] : null,
            Previous = await PreviousAsync(id, code, after, cancellationToken),
        };
    }

    /// <summary>Saves one cell at once, and looks at the rows of the page again; the file is not read for that.</summary>
    /// <param name="value">Null, or what stands in the file: the mending of this cell is taken back.</param>
    /// <returns>The page as it is then, or the refusal where the import cannot be mended any more.</returns>
    /// <exception cref="ArgumentException">The page has no such cell, or the value is longer than <see cref="CellLength"/>.</exception>
    public async Task<Result<MendingPage>> SetCellAsync(MendingPage page, int row, int cell, string? value, CancellationToken cancellationToken)
    {
        var old = page.Rows.FirstOrDefault(one => one.Number == row) ?? throw new ArgumentException("The page has no such row.", nameof(row));
        if (!page.Columns.Any(column => column.Index == cell) || value?.Length > CellLength)
        {
            throw new ArgumentException("No such cell, or too long a value.", nameof(cell));
        }

        var found = await sources.FindAsync(page.Import.Id, page.Heading, cancellationToken);
        if (found is not { Error: null, Value: { } source })
        {
            return found is { Error: { } refusal } ? refusal : ImportTransitions.Refusal(page.Import.Status);
        }

        var edits = new Dictionary<int, string>(old.Edits);
        if (value is null || string.Equals(value, old.OriginalCell(cell), StringComparison.Ordinal))
        {
            edits.Remove(cell);
            await mendings.ClearAsync(page.Import.Id, row, cell, cancellationToken);
        }
        else
        {
            edits[cell] = value;
            await mendings.SaveAsync(page.Import.Id, new CellEdit(row, cell, value), cancellationToken);
        }

        IReadOnlyList<MendedRow> rows = [.. page.Known.Select(one => one.Number == row ? new MendedRow(one.Original, edits) : one)];
        return page with { Known = await recheck.ExecuteAsync(source, rows, cancellationToken) };
    }

    /// <summary>Mends a value wherever it stands: for this import's rows, or for all files to come.</summary>
    /// <returns>Why not, or null where the rule holds.</returns>
    /// <exception cref="ArgumentException">A rule that no mapping could have: for a column with personal data, or a value that is no text.</exception>
    public async Task<RuleRefusal?> SetRuleAsync(ImportId id, ValueRule rule, bool isKept, CancellationToken cancellationToken)
    {
        rule = rule with { Value = ValueRules.KeyOf(rule.Value), Replacement = rule.Replacement.Trim() };
        if (rule.Replacement.Length == 0)
        {
            return new RuleRefusal(new ImportProblem(0, rule.Column, ProblemCodes.Required, ProblemSeverity.Error, null));
        }

        if (rule.Replacement.Length > CellLength || MappingRules.Check(new ImportMapping { Rules = [rule] }) is not [])
        {
            throw new ArgumentException("No mapping could have such a rule.", nameof(rule));
        }

        if (await sources.FindAsync(id, null, cancellationToken) is not { Error: null, Value: { } source })
        {
            return new RuleRefusal(null);
        }

        var problem = await ProblemOfAsync(source, rule, cancellationToken);
        return problem is not null ? new RuleRefusal(problem)
            : await rules.SetAsync(id, rule, isKept, cancellationToken) ? null
            : new RuleRefusal(null);
    }

    /// <summary>What would be said of the replacement, if it stood in a cell.</summary>
    private async Task<ImportProblem?> ProblemOfAsync(MendingSource source, ValueRule rule, CancellationToken cancellationToken)
    {
        var map = HeadingMap.Match([ImportColumns.Of(rule.Column).Name]);
        var catalog = await products.FindAsync([Values.CodeValue.Key(rule.Replacement)], cancellationToken);
        var options = source.Reading.Options with { Rules = [], Strict = false, Defaults = System.Collections.Frozen.FrozenDictionary<ImportColumn, string>.Empty };
        var row = new OrderRowReader(map, source.Tenant, options, catalog).Read(new FileRow(0, [rule.Replacement], RowFlaws.None));
        return row.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error && problem.Column == rule.Column);
    }

    private async Task<IReadOnlyList<int>> WindowAsync(ImportId id, bool isWhole, IReadOnlyList<int> wanted, CancellationToken cancellationToken)
    {
        if (isWhole)
        {
            return await mendings.RowsAfterAsync(id, null, 0, WholeRows, cancellationToken);
        }

        if (wanted.Count == 0)
        {
            return [];
        }

        // A filter thins the page out: what lies between its rows is not wanted, but for what lies near them.
        var before = await mendings.RowsBeforeAsync(id, null, wanted[0], Reach, cancellationToken);
        var behind = await mendings.RowsAfterAsync(id, null, wanted[0] - 1, Reach, cancellationToken);
        return [.. before.Concat(behind).Concat(wanted.Take(PageRows)).Distinct().Order()];
    }

    private async Task<List<MendedRow>> ReadAsync(MendingSource source, IReadOnlyList<int> window, CancellationToken cancellationToken)
    {
        var rows = new List<MendedRow>(window.Count);
        if (window.Count == 0)
        {
            return rows;
        }

        var edits = (await mendings.EditsAsync(source.Import.Id, window[0], window[^1], cancellationToken)).ToLookup(static edit => edit.Row);
        var next = 0;
        await foreach (var block in reader.ReadAsync(source.File, source.Format, null, cancellationToken))
        {
            foreach (var row in block)
            {
                while (next < window.Count && window[next] < row.Number)
                {
                    next++;
                }

                if (next == window.Count)
                {
                    return rows;
                }

                if (window[next] == row.Number)
                {
                    rows.Add(new MendedRow(row, edits[row.Number].ToDictionary(static edit => edit.Cell, static edit => edit.Value)));
                }
            }
        }

        return rows;
    }

    /// <summary>The rows of the page with the others of their orders.</summary>
    private static List<MendedRow> Companions(IReadOnlyList<MendedRow> looked, HashSet<int> shown)
    {
        var orders = looked.Where(row => shown.Contains(row.Number)).Select(static row => row.Order).ToHashSet();

        // Also by number: of an order with too many rows each is looked at by itself.
        var numbers = looked.Where(row => shown.Contains(row.Number)).Select(static row => row.OrderNumber).ToHashSet(StringComparer.Ordinal);
        return [.. looked.Where(row => orders.Contains(row.Order) || (row.OrderNumber is not null && numbers.Contains(row.OrderNumber)))];
    }

    private static List<MendingColumn> ColumnsOf(MendingSource source, List<MendedRow> rows)
    {
        // Cells behind the headings are shown as far as a person could look through them.
        const int mostExtra = 20;
        var heading = source.Heading.Cells;
        var map = source.Reading.Map;
        var count = Math.Max(heading.Length, Math.Min(rows.Count == 0 ? 0 : rows.Max(static row => row.File.Cells.Length), heading.Length + mostExtra));
        return [.. Enumerable.Range(0, count).Select(i => new MendingColumn(i, i < heading.Length ? heading[i] : "", map.ColumnAt(i)))];
    }

    /// <summary>A wrong number of cells concerns all columns; among other rows, one such row does not bring them all in.</summary>
    private static HashSet<int> Troubled(HeadingMap map, IReadOnlyList<MendedRow> rows)
    {
        var troubled = new HashSet<int>();
        var isMisshapen = rows.All(static row => row.Problems.Any(static problem => problem.Code is ProblemCodes.TooFewFields or ProblemCodes.TooManyFields));
        foreach (var row in rows)
        {
            troubled.UnionWith(row.Edits.Keys);
            var columns = ColumnSet.Of([.. row.Problems.Where(static problem => problem.Column is not null).Select(static problem => problem.Column!.Value)]);
            for (var i = 0; i < Math.Max(map.FieldCount, row.File.Cells.Length); i++)
            {
                if (isMisshapen || (map.ColumnAt(i) is { } column && columns.Has(column)))
                {
                    troubled.Add(i);
                }
            }
        }

        return troubled;
    }

    private async Task<int?> PreviousAsync(ImportId id, string? code, int after, CancellationToken cancellationToken)
    {
        if (after <= 0)
        {
            return null;
        }

        var before = await mendings.RowsBeforeAsync(id, code, after + 1, PageRows + 1, cancellationToken);
        return before.Count > PageRows ? before[0] : 0;
    }
}
