using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// Makes the moves that people ask for. Import and queue change together, in the order in which workers lock them; a worker that is at work
/// is not waited for but told.
/// </summary>
public sealed class ImportControl(TenantConnections connections, OperationContext operation, IImportQueries imports, TimeProvider clock) : IImportControl
{
    public async Task<Result<ImportSnapshot>?> MoveAsync(
        ImportId import, ImportRequest request, Func<ImportState, Result<ImportMove>> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryMoveAsync(import, request, decide, cancellationToken);
            }
            catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.ForeignKeyViolation, TableName: "import_stops" })
            {
                // The worker finished in this moment: decide again.
            }
        }
    }

    private async Task<Result<ImportSnapshot>?> TryMoveAsync(
        ImportId import, ImportRequest request, Func<ImportState, Result<ImportMove>> decide, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            var hasWorker = await HasWorkerAsync(connection, import, cancellationToken);
            if (await ReadAsync(connection, import, hasWorker, cancellationToken) is not ({ } state, var sequence))
            {
                return null;
            }

            var decision = decide(state);
            if (decision.Error is { } refusal)
            {
                return (Result<ImportSnapshot>)refusal;
            }

            await MakeAsync(connection, import, decision.Value, sequence + 1, cancellationToken);
            await AuditLog.WriteAsync(connection, transaction, operation, new AuditEntry(ActionOf(request), "import", import.Value), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return (await imports.GetAsync(import, cancellationToken))!;
    }

    /// <summary>Holds the import's place in the queue unless a worker holds it: then, or while its lease runs, it has one.</summary>
    private static async Task<bool> HasWorkerAsync(NpgsqlConnection connection, ImportId import, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT EXISTS (SELECT FROM import_queue WHERE import_id = $1),
                (SELECT coalesce(lease_until > now(), false) FROM import_queue WHERE import_id = $1 FOR UPDATE SKIP LOCKED)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) && (await reader.IsDBNullAsync(1, cancellationToken) || reader.GetBoolean(1));
    }

    private async Task<(ImportState State, long Sequence)?> ReadAsync(NpgsqlConnection connection, ImportId import, bool hasWorker, CancellationToken cancellationToken)
    {
        // A worker holds this row too, for as long as it writes: only who moves the import itself waits for it.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT status, dry_run, undo_requested_at IS NOT NULL, orders_created + orders_updated > 0, undo_until, progress_sequence, modified_seq
            FROM import_batches WHERE tenant_id = $1 AND id = $2 {(hasWorker ? "" : "FOR UPDATE")}
            """,
            connection);
        Key(command, import);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var isDryRun = reader.GetBoolean(1);
        var isUndo = reader.GetBoolean(2);
        var state = new ImportState(
            (ImportStatus)reader.GetInt16(0),
            isUndo ? ImportTask.Undo : isDryRun ? ImportTask.DryRun : ImportTask.Write,
            hasWorker,
            reader.GetBoolean(3) && !isDryRun,
            await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(4)) { ModifiedSeq = reader.GetInt64(6) };
        return (state, reader.GetInt64(5));
    }

    private async Task MakeAsync(NpgsqlConnection connection, ImportId import, ImportMove move, long sequence, CancellationToken cancellationToken)
    {
        switch (move)
        {
            case ImportMove.AskWorkerToPause:
                await AskAsync(connection, import, ImportStop.Pause, cancellationToken);
                break;
            case ImportMove.AskWorkerToCancel:
                await AskAsync(connection, import, ImportStop.Cancel, cancellationToken);
                break;
            case ImportMove.PauseNow or ImportMove.CancelNow:
                await ExecuteAsync(connection, import, "DELETE FROM import_queue WHERE tenant_id = $1 AND import_id = $2", cancellationToken);
                var stop = move == ImportMove.PauseNow ? ImportStop.Pause : ImportStop.Cancel;
                await ImportStops.EndAsync(connection, operation.Tenant, import, stop, sequence, clock.GetUtcNow(), cancellationToken);
                break;
            case ImportMove.Queue:
                await QueueAsync(connection, import, "", cancellationToken);
                break;
            case ImportMove.QueueForWriting:
                await ExecuteAsync(
                    connection,
                    import,
                    "DELETE FROM import_problems WHERE tenant_id = $1 AND batch_id = $2 AND batch_created_at = (SELECT created_at FROM import_batches WHERE tenant_id = $1 AND id = $2)",
                    cancellationToken);
                await QueueAsync(
                    connection,
                    import,
                    """
                    , dry_run = false, phase = 1, started_at = NULL, finished_at = NULL, rows_read = 0, rows_accepted = 0, rows_rejected = 0, rows_skipped = 0, warnings = 0, orders_created = 0,
                        orders_updated = 0, orders_unchanged = 0, orders_skipped = 0, orders_rejected = 0, quantity_read = 0, amount_read = 0, checkpoint_orders = 0, checkpoint_rows = 0
                    """,
                    cancellationToken);
                break;
            case ImportMove.QueueForUndo:
                await QueueAsync(connection, import, ", undo_requested_at = now(), phase = 1", cancellationToken);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(move), move, null);
        }
    }

    /// <remarks>The attempt goes on from where it was: it is the upper part of the sequence of progress events, which must rise.</remarks>
    private async Task QueueAsync(NpgsqlConnection connection, ImportId import, string also, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, import, $"UPDATE import_batches SET status = 1, progress_sequence = progress_sequence + 1 {also} WHERE tenant_id = $1 AND id = $2", cancellationToken);
        await ExecuteAsync(
            connection, import, "INSERT INTO import_queue (import_id, tenant_id, attempt) SELECT id, tenant_id, attempt FROM import_batches WHERE tenant_id = $1 AND id = $2", cancellationToken);
    }

    /// <remarks>Cancelling outdoes pausing, whichever was asked for first.</remarks>
    private static async Task AskAsync(NpgsqlConnection connection, ImportId import, ImportStop stop, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO import_stops (import_id, kind) VALUES ($1, $2) ON CONFLICT (import_id) DO UPDATE SET kind = greatest(import_stops.kind, excluded.kind)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)stop });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, ImportId import, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Key(command, import);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Key(NpgsqlCommand command, ImportId import)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
    }

    private static string ActionOf(ImportRequest request) => request switch
    {
        ImportRequest.Pause => AuditActions.ImportPaused,
        ImportRequest.Resume => AuditActions.ImportResumed,
        ImportRequest.Cancel => AuditActions.ImportCancelled,
        ImportRequest.Confirm => AuditActions.ImportConfirmed,
        _ => AuditActions.ImportUndoRequested,
    };
}
