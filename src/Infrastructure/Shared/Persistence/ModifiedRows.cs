using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Between which numbers of <c>modified_seq</c> a page of changes lies, and from which moment on.</summary>
/// <param name="After">Exclusive.</param>
/// <param name="UpTo">Inclusive; nothing can appear any more up to it.</param>
/// <param name="Take">Rows to read: one more than the page has, to know whether there is a next one.</param>
internal readonly record struct ModifiedWindow(long After, long UpTo, DateTimeOffset Since, int Take)
{
    /// <summary>What was read, as a page.</summary>
    /// <param name="found">In the sequence of their numbers, at most <see cref="Take"/>.</param>
    public ModifiedPage<T> ToPage<T>(IReadOnlyList<(T Item, long Seq)> found)
    {
        var hasMore = found.Count == Take;
        var items = hasMore ? found.Take(Take - 1).ToList() : found;
        var resume = Cursor.Write(hasMore ? items[^1].Seq : Math.Max(After, UpTo), Guid.Empty);
        return new ModifiedPage<T>([.. items.Select(static row => row.Item)], hasMore ? resume : null, resume);
    }
}

/// <summary>Reads what changed, without gaps; see README.md on reading by <c>modified_seq</c>.</summary>
internal sealed class ModifiedRows(OrderPortalDbContext context)
{
    /// <summary>To be asked before the rows are read, in a statement of its own; never within a transaction that has a snapshot.</summary>
    public async Task<ModifiedWindow> WindowAsync(ModifiedQuery query, CancellationToken cancellationToken)
    {
        var safe = await context.Database.SqlQuery<long>($"""SELECT safe_modified_seq() AS "Value" """).SingleAsync(cancellationToken);
        var since = query.Since.ToUniversalTime();
        var after = Cursor.Read(query.Cursor)?.Sort
            ?? await context.Database.SqlQuery<long>($"""SELECT coalesce((SELECT seq FROM modification_marks WHERE at < {since} ORDER BY at DESC LIMIT 1), 0) AS "Value" """)
                .SingleAsync(cancellationToken);
        return new ModifiedWindow(after, safe, since, query.Limit + 1);
    }

    /// <summary>Remembers how far the numbers are; nothing is written where they stand still.</summary>
    public Task MarkAsync(CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO modification_marks (at, seq)
        SELECT clock_timestamp(), s.seq FROM (SELECT safe_modified_seq() AS seq) s
        WHERE s.seq > coalesce((SELECT seq FROM modification_marks ORDER BY at DESC LIMIT 1), -1)
        ON CONFLICT DO NOTHING
        """,
        cancellationToken);
}

internal static class ModifiedRowsQueries
{
    /// <summary>The rows of the window, in the sequence of their changes.</summary>
    public static IQueryable<T> Within<T>(this IQueryable<T> rows, ModifiedWindow window, Expression<Func<T, DateTimeOffset>> modifiedAt)
        where T : class
    {
        var (after, upTo, since, take) = (window.After, window.UpTo, window.Since, window.Take);

        // Captured, so that the moment is a parameter of one query and not another query each time.
        Expression<Func<DateTimeOffset>> moment = () => since;
        var later = Expression.Lambda<Func<T, bool>>(Expression.GreaterThanOrEqual(modifiedAt.Body, moment.Body), modifiedAt.Parameters);
        return rows.Where(row => EF.Property<long>(row, ModifiedMapping.Seq) > after && EF.Property<long>(row, ModifiedMapping.Seq) <= upTo).Where(later)
            .OrderBy(row => EF.Property<long>(row, ModifiedMapping.Seq)).Take(take);
    }
}
