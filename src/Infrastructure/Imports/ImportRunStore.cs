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
    ImportQueue queue, TenantConnections connections, OrderBulkWriter orders, FieldCipher cipher, OperationContext operation, TimeProvider clock,
    ILogger<ImportRunStore> logger) : IImportRunStore, IAsyncDisposable
{
    /// <summary>Problems of one row lie within so many numbers of one another.</summary>
    internal const int ProblemsPerRow = 1_000;

    private NpgsqlConnection? _connection;

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
                b.heading_row, b.mapping
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
            : FileFormat.Workbook(reader.GetString(24))) with { HeadingRow = reader.IsDBNull(25) ? null : reader.GetInt32(25) },
        new ImportSettings
        {
            Mode = (ImportMode)reader.GetInt16(7),
            Duplicates = (DuplicatePolicy)reader.GetInt16(8),
            Group = reader.IsDBNull(9) ? null : reader.GetString(9),
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
            Quantity = reader.GetInt64(17),
            Amount = reader.GetInt64(18),
        },
        reader.GetFieldValue<DateTimeOffset>(19))
    {
        Mapping = reader.IsDBNull(26) ? ImportMapping.Automatic : ImportMappingJson.Read(reader.GetString(26)),
    };

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

    public Task ReleaseAsync(ImportId import, Guid worker, bool failed, CancellationToken cancellationToken) =>
        queue.ReleaseAsync(import, worker, failed, cancellationToken);

    public Task EnterPhaseAsync(ImportRun run, Guid worker, ImportPhase phase, long? rowsTotal, long sequence, CancellationToken cancellationToken) =>
        InTransactionAsync(run, worker, finish: false, async connection =>
        {
            await using var command = new NpgsqlCommand(
                "UPDATE import_batches SET phase = $3, rows_total = coalesce($4, rows_total), progress_sequence = $5 WHERE tenant_id = $1 AND id = $2", connection);
            Key(command, run);
            command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)phase });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)rowsTotal ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public async Task<IReadOnlySet<string>> FindTakenAsync(ImportRun run, IReadOnlyCollection<string> orderNumbers, CancellationToken cancellationToken)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        if (orderNumbers.Count == 0)
        {
            return taken;
        }

        var connection = await ConnectAsync(run, cancellationToken);
        await using var command = new NpgsqlCommand("SELECT order_number FROM orders WHERE tenant_id = $1 AND order_number = ANY($2)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. orderNumbers] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add(reader.GetString(0));
        }

        return taken;
    }

    public async Task CommitAsync(ImportRun run, Guid worker, ImportChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            await InTransactionAsync(run, worker, finish: false, async connection =>
            {
                // The look-up behind the lines' foreign key is planned once for the connection's life. Planned while the table was as small as
                // before the import, it reads all of the tenant's orders for each line: a minute for 100,000 orders.
                await using (var forget = new NpgsqlCommand("DISCARD PLANS", connection))
                {
                    await forget.ExecuteNonQueryAsync(cancellationToken);
                }

                await orders.WriteAsync(connection, chunk.Orders, cancellationToken);
                await WriteProblemsAsync(connection, run, chunk.Problems, cancellationToken);
                await SaveCheckpointAsync(connection, run, chunk.After, chunk.Sequence, cancellationToken);
            }, cancellationToken);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_orders_tenant_id_order_number" })
        {
            throw new OrderNumberTakenException(exception);
        }
    }

    private static async Task SaveCheckpointAsync(NpgsqlConnection connection, ImportRun run, ImportCheckpoint after, long sequence, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE import_batches SET checkpoint_orders = $3, checkpoint_rows = $4, rows_read = $4, rows_accepted = $5, rows_rejected = $6, rows_skipped = $7,
                warnings = $8, orders_created = $9, orders_rejected = $10, quantity_read = $11, amount_read = $12, progress_sequence = $13
            WHERE tenant_id = $1 AND id = $2
            """,
            connection);
        Key(command, run);
        long[] values =
        [
            after.OrdersDone, after.RowsDone, after.RowsAccepted, after.RowsRejected, after.RowsSkipped, after.Warnings, after.OrdersCreated,
            after.OrdersRejected, after.Quantity, after.Amount, sequence,
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task WriteProblemsAsync(NpgsqlConnection connection, ImportRun run, IReadOnlyList<ImportProblem> problems, CancellationToken cancellationToken)
    {
        if (problems.Count == 0)
        {
            return;
        }

        const string Columns = "tenant_id, batch_id, batch_created_at, number, row_number, column_id, code, severity, detail_encrypted";
        await using (var create = new NpgsqlCommand("CREATE TEMPORARY TABLE IF NOT EXISTS staged_problems (LIKE import_problems) ON COMMIT DELETE ROWS", connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync($"COPY staged_problems ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            var row = -1;
            var within = 0;
            foreach (var problem in problems.OrderBy(problem => problem.Row))
            {
                within = problem.Row == row ? within + 1 : 0;
                row = problem.Row;
                await copy.StartRowAsync(cancellationToken);
                WriteProblem(copy, run, problem, ((long)row * ProblemsPerRow) + within);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using var insert = new NpgsqlCommand($"INSERT INTO import_problems ({Columns}) SELECT {Columns} FROM staged_problems", connection);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private void WriteProblem(NpgsqlBinaryImporter copy, ImportRun run, ImportProblem problem, long number)
    {
        copy.Write(run.Tenant.Value, NpgsqlDbType.Uuid);
        copy.Write(run.Id.Value, NpgsqlDbType.Uuid);
        copy.Write(run.CreatedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(number, NpgsqlDbType.Bigint);
        copy.Write(problem.Row, NpgsqlDbType.Integer);
        if (problem.Column is { } column)
        {
            copy.Write((short)column, NpgsqlDbType.Smallint);
        }
        else
        {
            copy.WriteNull();
        }

        copy.Write(problem.Code, NpgsqlDbType.Text);
        copy.Write((short)problem.Severity, NpgsqlDbType.Smallint);
        if (ProblemDetail.Pack(problem) is { } detail)
        {
            copy.Write(cipher.Encrypt(detail, FieldContexts.ImportProblemDetail), NpgsqlDbType.Bytea);
        }
        else
        {
            copy.WriteNull();
        }
    }

    public async Task<StoredTotals> AddUpAsync(ImportRun run, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(run, cancellationToken);

        // Order by order, on purpose: what was just written is unknown to the planner's statistics, and of a plain join it makes one that
        // compares every line with every order. The aggregate within leaves it no choice: each order's lines by their key.
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*), coalesce(sum(l.lines), 0)::bigint, coalesce(sum(l.quantity), 0)::bigint, coalesce(sum(l.amount), 0)::bigint
            FROM orders o CROSS JOIN LATERAL (
                SELECT count(*) AS lines, sum(quantity) AS quantity, sum(amount) AS amount FROM order_lines WHERE tenant_id = o.tenant_id AND order_id = o.id) l
            WHERE o.tenant_id = $1 AND o.batch_id = $2
            """,
            connection)
        { CommandTimeout = 600 };
        Key(command, run);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new StoredTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    public Task FinishAsync(ImportRun run, Guid worker, ImportOutcome outcome, CancellationToken cancellationToken) =>
        InTransactionAsync(run, worker, finish: true, async connection =>
        {
            await WriteProblemsAsync(connection, run, outcome.Problems, cancellationToken);
            await using (var command = new NpgsqlCommand(
                """
                UPDATE import_batches SET status = $3, phase = 7, failure_code = $4, orders_stored = $5, lines_stored = $6, quantity_stored = $7, amount_stored = $8,
                    totals_match = $9, progress_sequence = $10, finished_at = $11, worker_token = NULL
                WHERE tenant_id = $1 AND id = $2
                """,
                connection))
            {
                Key(command, run);
                command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)outcome.Status });
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)outcome.FailureCode ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
                foreach (var value in new[] { outcome.Stored?.Orders, outcome.Stored?.Lines, outcome.Stored?.Quantity, outcome.Stored?.Amount })
                {
                    command.Parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
                }

                command.Parameters.Add(new NpgsqlParameter { Value = (object?)outcome.TotalsMatch ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = outcome.Sequence });
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            await AuditLog.WriteAsync(
                connection,
                null,
                operation,
                new AuditEntry(
                    AuditActions.ImportFinished,
                    "import",
                    run.Id.Value,
                    After: JsonSerializer.Serialize(new { status = outcome.Status.ToString(), outcome.FailureCode, outcome.Stored }),
                    Result: outcome.Status == ImportStatus.Failed ? AuditResult.Failed : AuditResult.Success),
                cancellationToken);
        }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    /// <summary>Everything that a worker writes stands or falls with its claim.</summary>
    private async Task InTransactionAsync(ImportRun run, Guid worker, bool finish, Func<NpgsqlConnection, Task> write, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(run, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ImportQueue.FenceAsync(connection, run.Id, worker, finish, cancellationToken);
        await write(connection);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>That of the claim; another one only for a run that was claimed elsewhere.</summary>
    private async Task<NpgsqlConnection> ConnectAsync(ImportRun run, CancellationToken cancellationToken) =>
        _connection ??= await connections.OpenAsync(run.Tenant, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim on import {Import} could not be extended; the next try follows")]
    private static partial void LogNotExtended(ILogger logger, ImportId import, Exception exception);

    private static void Key(NpgsqlCommand command, ImportRun run)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id.Value });
    }
}

/// <summary>Value and arguments of a problem as the one encrypted value of its column.</summary>
internal static class ProblemDetail
{
    /// <summary>Null where there is nothing to keep.</summary>
    public static string? Pack(ImportProblem problem) =>
        problem.Value is null && problem.Arguments.Count == 0 ? null : JsonSerializer.Serialize<string?[]>([problem.Value, .. problem.Arguments]);

    public static (string? Value, IReadOnlyList<string> Arguments) Unpack(string? detail)
    {
        if (detail is null)
        {
            return (null, []);
        }

        var parts = JsonSerializer.Deserialize<string?[]>(detail) ?? [];
        return (parts.FirstOrDefault(), [.. parts.Skip(1).Select(part => part ?? "")]);
    }
}
