using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Reads imports and their problems, always by key and within the operation's tenant.</summary>
internal sealed class ImportQueries(OrderPortalDbContext context, ModifiedRows modified, TenantConnections connections, OperationContext operation, FieldCipher cipher) : IImportQueries
{
    private const int RowsPerSummary = 3;

    /// <summary>Errors of rows, and warnings of rows that have an error too; the numbers of a row's problems lie side by side.</summary>
    private static readonly string OfRejectedRows = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        AND row_number > 0 AND (severity = {(short)ProblemSeverity.Error} OR EXISTS (
            SELECT 1 FROM import_problems e
            WHERE e.tenant_id = $1 AND e.batch_id = $2 AND e.batch_created_at = p.batch_created_at AND e.severity = {(short)ProblemSeverity.Error}
                AND e.number BETWEEN p.row_number * {ImportProblemWriter.ProblemsPerRow}::bigint AND p.row_number * {ImportProblemWriter.ProblemsPerRow}::bigint + {ImportProblemWriter.ProblemsPerRow - 1}))
        """);

    public async Task<ImportSnapshot?> GetAsync(ImportId id, CancellationToken cancellationToken) =>
        (await ReadAsync(context.ImportBatches.AsNoTracking().Where(batch => batch.Id == id), cancellationToken)).SingleOrDefault();

    public async Task<ImportSnapshot?> FindAsync(long number, CancellationToken cancellationToken) =>
        (await ReadAsync(context.ImportBatches.AsNoTracking().Where(batch => batch.Number == number), cancellationToken)).SingleOrDefault();

    public async Task<Page<ImportSnapshot>> ListAsync(ImportFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            Sorted(Filtered(filter).Where(batch => !(batch.DryRun && batch.Status == ImportStatus.Cancelled)), filter.OldestFirst, Cursor.Read(cursor)).Take(limit + 1), cancellationToken);
        return new Page<ImportSnapshot>(
            [.. found.Take(limit)], found.Count > limit ? Cursor.Write(found[limit - 1].CreatedAt.UtcTicks, found[limit - 1].Id.Value) : null);
    }

    public async Task<ModifiedPage<ImportSnapshot>> ListModifiedAsync(ImportFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        var found = await ReadAsync(Filtered(filter).Within(window, batch => batch.ModifiedAt), cancellationToken);
        return window.ToPage([.. found.Select(import => (import, import.ModifiedSeq))]);
    }

    public async Task<Page<ImportProblem>> ProblemsAsync(ImportId id, ImportProblemFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var found = new List<(long Number, ImportProblem Problem)>();
        await foreach (var problem in ReadAsync(id, filter, Cursor.Read(cursor)?.Sort, limit + 1, rejectedOnly: false, cancellationToken))
        {
            found.Add(problem);
        }

        var next = found.Count > limit ? Cursor.Write(found[limit - 1].Number, id.Value) : null;
        return new Page<ImportProblem>([.. found.Take(limit).Select(one => one.Problem)], next);
    }

    public async Task<IReadOnlyList<ProblemSummary>> SummariseAsync(ImportId id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT code, severity, count(*), (array_agg(DISTINCT row_number ORDER BY row_number))[1:{RowsPerSummary}]
            FROM import_problems
            WHERE tenant_id = $1 AND batch_id = $2 AND batch_created_at = (SELECT created_at FROM import_batches WHERE tenant_id = $1 AND id = $2)
            GROUP BY code, severity ORDER BY severity, count(*) DESC, code
            """,
            connection);
        Key(command, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var summaries = new List<ProblemSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            summaries.Add(new ProblemSummary(reader.GetString(0), (ProblemSeverity)reader.GetInt16(1), reader.GetInt64(2), reader.GetFieldValue<int[]>(3)));
        }

        return summaries;
    }

    public async IAsyncEnumerable<ImportProblem> RejectedAsync(ImportId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, problem) in ReadAsync(id, new ImportProblemFilter(), null, null, rejectedOnly: true, cancellationToken))
        {
            yield return problem;
        }
    }

    public async Task<(StoredFile File, FileFormat? Format)?> FileAsync(ImportId id, CancellationToken cancellationToken)
    {
        var found = await (
            from batch in context.ImportBatches.AsNoTracking()
            join file in context.StoredFiles.AsNoTracking() on batch.FileId equals file.Id
            where batch.Id == id
            select new { batch.FileName, batch.Encoding, batch.Delimiter, batch.Sheet, batch.HeadingRow, file.Id, file.Length, file.Sha256 }).SingleOrDefaultAsync(cancellationToken);
        if (found?.Sha256 is null)
        {
            return null;
        }

        var stored = new StoredFile(found.Id, found.FileName, found.Length, found.Sha256);
        FileFormat? format = found switch
        {
            { Sheet: { } sheet } => FileFormat.Workbook(sheet),
            { Encoding: { } encoding, Delimiter: [var delimiter, ..] } => FileFormat.Delimited(encoding, delimiter),
            _ => null,
        };
        return (stored, format is null ? null : format with { HeadingRow = found.HeadingRow });
    }

    public async Task<Page<KeptOrder>> KeptAsync(ImportId id, bool lastFirst, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT o.id, o.order_number, k.row_number, CASE WHEN o.status <> 1 THEN '{KeptReasons.StatusChanged}' WHEN o.payment_status NOT IN (1, 4) THEN '{KeptReasons.Paid}' ELSE '{KeptReasons.ChangedSince}' END
            FROM (
                SELECT id, csv_row_number AS row_number FROM orders WHERE tenant_id = $1 AND batch_id = $2
                UNION ALL SELECT order_id, row_number FROM import_updates WHERE tenant_id = $1 AND batch_id = $2) k
            JOIN orders o ON o.tenant_id = $1 AND o.id = k.id
            WHERE k.row_number {(lastFirst ? "<" : ">")} $3 ORDER BY k.row_number {(lastFirst ? "DESC" : "")} LIMIT $4
            """,
            connection);
        Key(command, id);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Cursor.Read(cursor)?.Sort ?? (lastFirst ? long.MaxValue : 0) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        var kept = new List<KeptOrder>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            kept.Add(new KeptOrder(new OrderId(reader.GetGuid(0)), reader.GetString(1), reader.GetInt32(2), reader.GetString(3)));
        }

        return new Page<KeptOrder>([.. kept.Take(limit)], kept.Count > limit ? Cursor.Write(kept[limit - 1].RowNumber, id.Value) : null);
    }

    public async Task<IReadOnlyList<ImportSnapshot>> ChildrenAsync(ImportId id, CancellationToken cancellationToken) =>
        await ReadAsync(context.ImportBatches.AsNoTracking().Where(batch => batch.ParentId == id).OrderBy(batch => batch.Number), cancellationToken);

    private static async Task<List<ImportSnapshot>> ReadAsync(IQueryable<ImportBatchRecord> batches, CancellationToken cancellationToken)
    {
        var found = await batches.Select(batch => new { Batch = batch, Seq = EF.Property<long>(batch, ModifiedMapping.Seq) }).ToListAsync(cancellationToken);
        return found.ConvertAll(static row => row.Batch.ToSnapshot() with { ModifiedSeq = row.Seq });
    }

    private static IQueryable<ImportBatchRecord> Sorted(IQueryable<ImportBatchRecord> batches, bool up, (long Sort, Guid Id)? after)
    {
        if (after is { } place)
        {
            var moment = new DateTimeOffset(place.Sort, TimeSpan.Zero);
            var id = new ImportId(place.Id);
            batches = up
                ? batches.Where(batch => EF.Functions.GreaterThan(ValueTuple.Create(batch.CreatedAt, batch.Id), ValueTuple.Create(moment, id)))
                : batches.Where(batch => EF.Functions.LessThan(ValueTuple.Create(batch.CreatedAt, batch.Id), ValueTuple.Create(moment, id)));
        }

        return up
            ? batches.OrderBy(batch => batch.CreatedAt).ThenBy(batch => batch.Id)
            : batches.OrderByDescending(batch => batch.CreatedAt).ThenByDescending(batch => batch.Id);
    }

    private IQueryable<ImportBatchRecord> Filtered(ImportFilter filter)
    {
        var query = context.ImportBatches.AsNoTracking();
        if (filter.Status is { } status)
        {
            query = query.Where(batch => batch.Status == status);
        }

        if (filter.CreatedFrom is { } from)
        {
            query = query.Where(batch => batch.CreatedAt >= from.ToUniversalTime());
        }

        if (filter.CreatedBefore is { } before)
        {
            query = query.Where(batch => batch.CreatedAt < before.ToUniversalTime());
        }

        if (filter.FileName is { } file)
        {
            var pattern = PartOf(file);
            query = query.Where(batch => EF.Functions.ILike(batch.FileName, pattern, @"\"));
        }

        if (filter.CreatedBy is { } name)
        {
            var pattern = PartOf(name);
            query = query.Where(batch => EF.Functions.ILike(batch.CreatedByName, pattern, @"\"));
        }

        return filter.Group is { } group ? query.Where(batch => batch.OrderGroup == group) : query;
    }

    /// <summary>The text as a pattern for its place anywhere; what it holds of the pattern's own characters stands for itself.</summary>
    private static string PartOf(string text) =>
        $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    private async IAsyncEnumerable<(long Number, ImportProblem Problem)> ReadAsync(
        ImportId id, ImportProblemFilter filter, long? after, int? limit, bool rejectedOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (code, severity, lastFirst) = filter;
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT number, row_number, column_id, code, severity, detail_encrypted FROM import_problems p
            WHERE tenant_id = $1 AND batch_id = $2 AND batch_created_at = (SELECT created_at FROM import_batches WHERE tenant_id = $1 AND id = $2)
                AND number {(lastFirst ? "<" : ">")} $3 {(code is null ? "" : "AND code = $4")} {(severity is null ? "" : code is null ? "AND severity = $4" : "AND severity = $5")}
                {(rejectedOnly ? OfRejectedRows : "")}
            ORDER BY number {(lastFirst ? "DESC" : "")} {(limit is null ? "" : $"LIMIT {limit.Value.ToString(CultureInfo.InvariantCulture)}")}
            """,
            connection);
        Key(command, id);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after ?? (lastFirst ? long.MaxValue : -1) });
        if (code is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = code });
        }

        if (severity is { } wanted)
        {
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)wanted });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var detail = await reader.IsDBNullAsync(5, cancellationToken) ? null : cipher.Decrypt(reader.GetFieldValue<byte[]>(5), FieldContexts.ImportProblemDetail);
            var (value, arguments) = ProblemDetail.Unpack(detail);
            ImportColumn? column = await reader.IsDBNullAsync(2, cancellationToken) ? null : (ImportColumn)reader.GetInt16(2);
            yield return (reader.GetInt64(0), new ImportProblem(reader.GetInt32(1), column, reader.GetString(3), (ProblemSeverity)reader.GetInt16(4), value, arguments));
        }
    }

    private void Key(NpgsqlCommand command, ImportId id)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
    }
}
