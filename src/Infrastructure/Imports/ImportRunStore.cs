using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// The database side of a running import, on one connection for the whole run, because the bulk writer's temporary tables live with
/// it. One run, one instance; not thread-safe but for <see cref="KeepAliveAsync"/>, which goes its own way.
/// </summary>
public sealed partial class ImportRunStore(
    ImportQueue queue, TenantConnections connections, OrderBulkWriter orders, ImportUpdates updates, FieldCipher cipher, OperationContext operation,
    TimeProvider clock, ILogger<ImportRunStore> logger) : IImportRunStore, IAsyncDisposable
{
    private const string EmptyStaging =
        """
        DO $$
        DECLARE
            staged text;
        BEGIN
            SELECT string_agg(oid::regclass::text, ', ') INTO staged FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r';
            IF staged IS NOT NULL THEN
                EXECUTE 'TRUNCATE ' || staged;
            END IF;
        END
        $$
        """;

    private readonly ImportProblemWriter _problems = new(cipher);
    private NpgsqlConnection? _connection;

    /// <summary>Open from <see cref="BeginWholeAsync"/> on.</summary>
    private NpgsqlTransaction? _whole;

    public async Task<ImportRun?> ClaimAsync(ImportId import, Guid worker, CancellationToken cancellationToken)
    {
        // Nobody's until the queue has said whose the import is; then the tenant's, and kept.
        var connection = _connection ??= await connections.OpenGlobalAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ImportQueue.ClaimAsync(connection, import, worker, cancellationToken) is not { } claim)
        {
            return null;
        }

        operation.Begin(claim.Tenant, Actor.System);
        await TenantConnections.SetTenantAsync(connection, claim.Tenant, cancellationToken);
        var run = await StartAsync(connection, import, worker, claim, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }

    private async Task<ImportRun> StartAsync(
        NpgsqlConnection connection, ImportId import, Guid worker, (TenantId Tenant, int Attempt, int Failures) claim, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE import_batches b SET status = 2, attempt = $2, worker_token = $3, heartbeat_at = $4, started_at = coalesce(b.started_at, $4)
            FROM stored_files f, tenants t
            WHERE b.tenant_id = $5 AND b.id = $1 AND f.tenant_id = b.tenant_id AND f.id = b.file_id AND t.id = b.tenant_id
            RETURNING b.number, f.id, b.file_name, f.length, f.sha256, b.encoding, b.delimiter, b.mode, b.duplicates, b.order_group,
                b.checkpoint_orders, b.rows_accepted, b.rows_rejected, b.rows_skipped, b.warnings, b.orders_created, b.orders_rejected,
                b.quantity_read, b.amount_read, b.created_at, t.free_product_codes, t.split_settlement, t.tax_rounding, t.default_payment_method, b.sheet,
                b.orders_updated, b.orders_unchanged, b.orders_skipped, b.dry_run, b.undo_requested_at IS NOT NULL, b.touched_digest,
                b.heading_row, b.mapping, b.settle, b.notify
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = claim.Attempt });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = worker });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = claim.Tenant.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? ReadRun(reader, import, claim.Tenant, claim.Attempt) with { Failures = claim.Failures }
            : throw new InvalidOperationException("The queue names an import that does not exist.");
    }

    private static ImportRun ReadRun(NpgsqlDataReader reader, ImportId import, TenantId tenant, int attempt) => new(
        import,
        tenant,
        reader.GetInt64(0),
        new StoredFile(new StoredFileId(reader.GetGuid(1)), reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4)),
        (reader.IsDBNull(24)
            ? FileFormat.Delimited((FileEncoding)reader.GetInt16(5), reader.GetString(6)[0])
            : FileFormat.Workbook(reader.GetString(24))) with { HeadingRow = reader.IsDBNull(31) ? null : reader.GetInt32(31) },
        new ImportSettings
        {
            Mode = (ImportMode)reader.GetInt16(7),
            Duplicates = (DuplicatePolicy)reader.GetInt16(8),
            Group = reader.IsDBNull(9) ? null : reader.GetString(9),
            Settle = (ImportSettle)reader.GetInt16(33),
            Notify = (ImportNotify)reader.GetInt16(34),
        },
        new TenantSettings
        {
            FreeProductCodes = reader.GetBoolean(20),
            SplitSettlement = reader.GetBoolean(21),
            TaxRounding = (TaxRounding)reader.GetInt16(22),
            DefaultPaymentMethod = (PaymentMethod)reader.GetInt16(23),
        },
        attempt,
        new ImportCheckpoint
        {
            OrdersDone = reader.GetInt64(10),
            RowsAccepted = reader.GetInt64(11),
            RowsRejected = reader.GetInt64(12),
            RowsSkipped = reader.GetInt64(13),
            Warnings = reader.GetInt64(14),
            OrdersCreated = reader.GetInt64(15),
            OrdersRejected = reader.GetInt64(16),
            OrdersUpdated = reader.GetInt64(25),
            OrdersUnchanged = reader.GetInt64(26),
            OrdersSkipped = reader.GetInt64(27),
            Quantity = reader.GetInt64(17),
            Amount = reader.GetInt64(18),
        },
        reader.GetFieldValue<DateTimeOffset>(19))
    {
        Mapping = reader.IsDBNull(32) ? ImportMapping.Automatic : ImportMappingJson.Read(reader.GetString(32)),
        Task = reader.GetBoolean(29) ? ImportTask.Undo : reader.GetBoolean(28) ? ImportTask.DryRun : ImportTask.Write,
        Confirmed = reader.GetBoolean(28) || reader.IsDBNull(30) ? null : reader.GetFieldValue<byte[]>(30),
    };

    public async Task<ImportStop?> RequestedStopAsync(ImportId import, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.RequestedStopAsync(import, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNotHeard(logger, import, exception);
            return null;
        }
    }

    public async Task<bool> KeepAliveAsync(ImportId import, Guid worker, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.ExtendAsync(import, worker, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNotExtended(logger, import, exception);
            return true;
        }
    }

    public async Task ReleaseAsync(ImportId import, Guid worker, bool failed, CancellationToken cancellationToken)
    {
        // Whatever is still open holds the import's place in the queue.
        await RollBackWholeAsync(CancellationToken.None);
        await queue.ReleaseAsync(import, worker, failed, cancellationToken);
    }

    public async Task BeginWholeAsync(ImportRun run, Guid worker, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(run, cancellationToken);
        _whole = await connection.BeginTransactionAsync(cancellationToken);
        await ImportQueue.FenceAsync(connection, run.Id, worker, finish: false, cancellationToken);
    }

    public async Task RollBackWholeAsync(CancellationToken cancellationToken)
    {
        if (_whole is not null)
        {
            var whole = _whole;
            _whole = null;
            await whole.DisposeAsync();
        }
    }

    public Task EnterPhaseAsync(ImportRun run, Guid worker, ImportPhase phase, long? rowsTotal, long sequence, CancellationToken cancellationToken) =>
        InTransactionAsync(run, worker, finish: false, async transaction =>
        {
            await using var command = new NpgsqlCommand(
                "UPDATE import_batches SET phase = $3, rows_total = coalesce($4, rows_total), progress_sequence = $5 WHERE tenant_id = $1 AND id = $2", transaction.Connection);
            Key(command, run);
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)phase });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)rowsTotal ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public IPreparedOrders Prepare(IReadOnlyList<Order> newOrders) => orders.Prepare(newOrders);

    public async Task CommitAsync(ImportRun run, Guid worker, ImportChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            await InTransactionAsync(run, worker, finish: false, async transaction =>
            {
                var connection = transaction.Connection!;
                if (chunk.Prepared is PreparedOrders prepared)
                {
                    await orders.WriteAsync(connection, chunk.Orders, prepared, cancellationToken);
                }

                await updates.WriteAsync(transaction, run, chunk.Updates, cancellationToken);
                await _problems.WriteAsync(connection, run, chunk.Problems, cancellationToken);
                await SaveCheckpointAsync(connection, run, chunk.After, chunk.Sequence, cancellationToken);
            }, cancellationToken);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_orders_tenant_id_order_number" })
        {
            throw new StoredOrdersChangedException(exception);
        }
    }

    private static async Task SaveCheckpointAsync(NpgsqlConnection connection, ImportRun run, ImportCheckpoint after, long sequence, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE import_batches SET checkpoint_orders = $3, checkpoint_rows = $4, rows_read = $4, rows_accepted = $5, rows_rejected = $6, rows_skipped = $7,
                warnings = $8, orders_created = $9, orders_rejected = $10, quantity_read = $11, amount_read = $12, progress_sequence = $13,
                orders_updated = $14, orders_unchanged = $15, orders_skipped = $16
            WHERE tenant_id = $1 AND id = $2
            """,
            connection);
        Key(command, run);
        long[] values =
        [
            after.OrdersDone, after.RowsDone, after.RowsAccepted, after.RowsRejected, after.RowsSkipped, after.Warnings, after.OrdersCreated,
            after.OrdersRejected, after.Quantity, after.Amount, sequence, after.OrdersUpdated, after.OrdersUnchanged, after.OrdersSkipped,
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<StoredTotals> AddUpAsync(ImportRun run, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(run, cancellationToken);

        // Order by order, on purpose: what was just written is unknown to the planner's statistics, and of a plain join it makes one that
        // compares every line with every order. The aggregate within leaves it no choice: each order's lines by their key.
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*), coalesce(sum(l.lines), 0)::bigint, coalesce(sum(l.quantity), 0)::bigint, coalesce(sum(l.amount), 0)::bigint
            FROM (
                SELECT tenant_id, id FROM orders WHERE tenant_id = $1 AND batch_id = $2
                UNION ALL SELECT tenant_id, order_id FROM import_updates WHERE tenant_id = $1 AND batch_id = $2) o
            CROSS JOIN LATERAL (
                SELECT count(*) AS lines, sum(quantity) AS quantity, sum(amount) AS amount FROM order_lines WHERE tenant_id = o.tenant_id AND order_id = o.id) l
            """,
            connection)
        { CommandTimeout = 600 };
        Key(command, run);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new StoredTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    public async Task<(UndoCounts Counts, bool IsDone)> UndoAsync(ImportRun run, Guid worker, int limit, long sequence, CancellationToken cancellationToken)
    {
        (UndoCounts, bool) result = default;
        await InTransactionAsync(run, worker, finish: false, async transaction =>
        {
            var (removed, restored) = await updates.TakeBackAsync(transaction, run, limit, cancellationToken);
            await using var command = new NpgsqlCommand(
                """
                UPDATE import_batches b SET orders_removed = orders_removed + $3, orders_restored = orders_restored + $4, progress_sequence = $5,
                    orders_kept = CASE WHEN $3 + $4 > 0 THEN 0 ELSE
                        (SELECT count(*) FROM orders WHERE tenant_id = $1 AND batch_id = $2) + (SELECT count(*) FROM import_updates WHERE tenant_id = $1 AND batch_id = $2) END
                WHERE tenant_id = $1 AND id = $2 RETURNING orders_removed, orders_restored, orders_kept
                """,
                transaction.Connection);
            Key(command, run);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = removed });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = restored });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            result = (new UndoCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)), removed + restored == 0);
        }, cancellationToken);
        return result;
    }

    public Task FinishAsync(ImportRun run, Guid worker, ImportOutcome outcome, CancellationToken cancellationToken) =>
        InTransactionAsync(run, worker, finish: true, async transaction =>
        {
            await _problems.WriteAsync(transaction.Connection!, run, outcome.Problems, cancellationToken);
            await using (var command = new NpgsqlCommand(
                """
                UPDATE import_batches SET status = $3, phase = $15, failure_code = coalesce($4, failure_code),
                    orders_stored = coalesce($5, orders_stored), lines_stored = coalesce($6, lines_stored), quantity_stored = coalesce($7, quantity_stored),
                    amount_stored = coalesce($8, amount_stored), totals_match = coalesce($9, totals_match), progress_sequence = $10,
                    finished_at = CASE WHEN undo_requested_at IS NOT NULL THEN coalesce(finished_at, $11) ELSE $11 END,
                    touched_digest = coalesce($13, touched_digest), worker_token = NULL,
                    undo_until = CASE WHEN $12 AND NOT dry_run AND orders_created + orders_updated > 0 AND undo_until IS NULL THEN $14 ELSE undo_until END
                WHERE tenant_id = $1 AND id = $2
                """,
                transaction.Connection))
            {
                var now = clock.GetUtcNow().UtcDateTime;
                Key(command, run);
                command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)outcome.Status });
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)outcome.FailureCode ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
                foreach (var value in new[] { outcome.Stored?.Orders, outcome.Stored?.Lines, outcome.Stored?.Quantity, outcome.Stored?.Amount })
                {
                    command.Parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
                }

                command.Parameters.Add(new NpgsqlParameter { Value = (object?)outcome.TotalsMatch ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = outcome.Sequence });
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now });
                command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = outcome.Status.IsFinal() });
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)outcome.Touched ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now + ImportTransitions.UndoPeriod });
                command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)outcome.Next });
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            await ImportFollowing.BeginAsync(transaction.Connection!, run, outcome, clock.GetUtcNow(), cancellationToken);

            await AuditAsync(
                transaction.Connection!,
                run,
                outcome.Status == ImportStatus.Undone ? AuditActions.ImportUndone : AuditActions.ImportFinished,
                new { status = outcome.Status.ToString(), outcome.FailureCode, outcome.Stored },
                outcome.Status == ImportStatus.Failed ? AuditResult.Failed : AuditResult.Success,
                cancellationToken);
        }, cancellationToken);

    public async Task StopAsync(ImportRun run, Guid worker, ImportStop stop, long sequence, CancellationToken cancellationToken)
    {
        await RollBackWholeAsync(CancellationToken.None);

        // Whoever asked for it is in the audit log already.
        await InTransactionAsync(
            run,
            worker,
            finish: true,
            transaction => ImportStops.EndAsync(transaction.Connection!, run.Tenant, run.Id, stop, sequence, clock.GetUtcNow(), cancellationToken),
            cancellationToken);
    }

    private Task AuditAsync(NpgsqlConnection connection, ImportRun run, string action, object after, AuditResult result, CancellationToken cancellationToken) =>
        AuditLog.WriteAsync(connection, null, operation, new AuditEntry(action, "import", run.Id.Value, After: JsonSerializer.Serialize(after), Result: result), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await RollBackWholeAsync(CancellationToken.None);
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    /// <summary>Everything that a worker writes stands or falls with its claim.</summary>
    private async Task InTransactionAsync(ImportRun run, Guid worker, bool finish, Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        if (_whole is not null && !finish)
        {
            await write(_whole);

            // Staged rows go with the end of a transaction, and this one does not end yet.
            await using var empty = new NpgsqlCommand(EmptyStaging, _whole.Connection);
            await empty.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        var connection = await ConnectAsync(run, cancellationToken);
        await using var transaction = _whole ?? await connection.BeginTransactionAsync(cancellationToken);
        _whole = null;
        await ImportQueue.FenceAsync(connection, run.Id, worker, finish, cancellationToken);
        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>That of the claim; another one for a run that was claimed elsewhere, and where a cancelled command has broken the first.</summary>
    private async Task<NpgsqlConnection> ConnectAsync(ImportRun run, CancellationToken cancellationToken)
    {
        if (_connection is { State: not System.Data.ConnectionState.Open } broken)
        {
            _connection = null;
            await broken.DisposeAsync();
        }

        return _connection ??= await connections.OpenAsync(run.Tenant, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "It could not be asked whether import {Import} is to stop; the next try follows")]
    private static partial void LogNotHeard(ILogger logger, ImportId import, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim on import {Import} could not be extended; the next try follows")]
    private static partial void LogNotExtended(ILogger logger, ImportId import, Exception exception);

    private static void Key(NpgsqlCommand command, ImportRun run)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id.Value });
    }
}
