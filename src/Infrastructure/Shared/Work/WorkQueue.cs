using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Shared.Work;

/// <summary>Something that an instance has taken to do.</summary>
/// <param name="Claims">How many times it was taken, this time included.</param>
/// <param name="Abandoned">Somebody had it before and was not heard of any more: what became of it is not known.</param>
public sealed record WorkItem(string Lane, Guid Id, TenantId Tenant, int Claims, bool Abandoned);

/// <summary>How a worker's breaker stands. Stored as its number.</summary>
public enum CircuitState : short
{
    Closed = 0,
    Open = 1,
    HalfOpen = 2,
}

/// <param name="Since">Null while closed.</param>
/// <param name="Until">When it is tried again; null while closed or being tried.</param>
/// <param name="Reason">Code of the last failure, or null.</param>
public readonly record struct Circuit(CircuitState State, DateTimeOffset? Since = null, DateTimeOffset? Until = null, string? Reason = null);

/// <summary>
/// What waits to be done or is in an instance's hands, in lanes. A claim is a lease by the database's clock: who is not heard of for its length is
/// taken to be dead, and the next one gets the work. Whoever finishes work says so in the transaction that writes its result, and writes nothing
/// for what is no longer his (<see cref="FinishAsync"/>).
/// </summary>
public sealed class WorkQueue(NpgsqlDataSource database)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    /// <summary>Puts work in, in the caller's transaction, and wakes workers when it commits. What is there already is due at the earlier time of the two.</summary>
    public static async Task EnqueueAsync(
        NpgsqlConnection connection, string lane, TenantId tenant, IReadOnlyList<Guid> ids, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO work_queue (lane, id, tenant_id, due_at) SELECT $1, id, $2, now() + $3 FROM unnest($4) AS id ORDER BY id
            ON CONFLICT (lane, id) DO UPDATE SET due_at = least(work_queue.due_at, excluded.due_at) WHERE work_queue.worker IS NULL
            """,
            connection);
        Add(command, NpgsqlDbType.Text, lane);
        Add(command, NpgsqlDbType.Uuid, tenant.Value);
        Add(command, NpgsqlDbType.Interval, delay);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await PortalSignals.PublishAsync(connection, PortalSignals.Work, lane, cancellationToken);
    }

    /// <summary>Takes what is due, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(string lane, Guid worker, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ClaimAsync(connection, lane, worker, limit, cancellationToken);
    }

    /// <summary>The same on a connection that the caller keeps, with or without a transaction.</summary>
    public static async Task<IReadOnlyList<WorkItem>> ClaimAsync(NpgsqlConnection connection, string lane, Guid worker, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE work_queue q SET worker = $2, due_at = now() + $4, claims = q.claims + 1
            FROM (
                SELECT id, worker IS NOT NULL AS abandoned FROM work_queue
                WHERE lane = $1 AND due_at <= now() ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) due
            WHERE q.lane = $1 AND q.id = due.id
            RETURNING q.id, q.tenant_id, q.claims, due.abandoned
            """,
            connection);
        Add(command, NpgsqlDbType.Text, lane);
        Add(command, NpgsqlDbType.Uuid, worker);
        Add(command, NpgsqlDbType.Integer, limit);
        Add(command, NpgsqlDbType.Interval, Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<WorkItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new WorkItem(lane, reader.GetGuid(0), new TenantId(reader.GetGuid(1)), reader.GetInt32(2), reader.GetBoolean(3)));
        }

        return items;
    }

    /// <summary>Takes work out because it is done, in the transaction that writes its result.</summary>
    /// <returns>What was really the worker's. For anything else nothing may be written.</returns>
    public static Task<IReadOnlySet<Guid>> FinishAsync(NpgsqlConnection connection, string lane, Guid worker, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        IdsAsync(connection, "DELETE FROM work_queue WHERE lane = $1 AND id = ANY($2) AND worker = $3 RETURNING id", lane, ids, worker, null, cancellationToken);

    /// <summary>Gives work back, to be taken by anybody after the delay.</summary>
    /// <inheritdoc cref="FinishAsync"/>
    public static Task<IReadOnlySet<Guid>> DeferAsync(
        NpgsqlConnection connection, string lane, Guid worker, IReadOnlyList<Guid> ids, TimeSpan delay, CancellationToken cancellationToken) =>
        IdsAsync(connection, "UPDATE work_queue SET worker = NULL, due_at = now() + $4 WHERE lane = $1 AND id = ANY($2) AND worker = $3 RETURNING id", lane, ids, worker, delay, cancellationToken);

    /// <summary>The same, each piece with a delay of its own.</summary>
    /// <inheritdoc cref="FinishAsync"/>
    public static async Task DeferEachAsync(
        NpgsqlConnection connection, string lane, Guid worker, IReadOnlyList<(Guid Id, TimeSpan Delay)> items, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE work_queue q SET worker = NULL, due_at = now() + i.delay FROM unnest($2, $4) AS i (id, delay)
            WHERE q.lane = $1 AND q.id = i.id AND q.worker = $3
            """,
            connection);
        Add(command, NpgsqlDbType.Text, lane);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, items.Select(static item => item.Id).ToArray());
        Add(command, NpgsqlDbType.Uuid, worker);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Interval, items.Select(static item => item.Delay).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps the worker's hold on work until the transaction ends, which then finishes or defers it.</summary>
    /// <inheritdoc cref="FinishAsync"/>
    public static Task<IReadOnlySet<Guid>> HoldAsync(NpgsqlConnection connection, string lane, Guid worker, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        IdsAsync(connection, "SELECT id FROM work_queue WHERE lane = $1 AND id = ANY($2) AND worker = $3 ORDER BY id FOR UPDATE", lane, ids, worker, null, cancellationToken);

    /// <summary>Takes out what nobody has in hand, in the caller's transaction.</summary>
    /// <returns>What was taken out.</returns>
    public static Task<IReadOnlySet<Guid>> WithdrawAsync(NpgsqlConnection connection, string lane, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        IdsAsync(
            connection,
            "DELETE FROM work_queue WHERE (lane, id) IN (SELECT lane, id FROM work_queue WHERE lane = $1 AND id = ANY($2) AND worker IS NULL ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING id",
            lane, ids, null, null, cancellationToken);

    /// <summary>A sign of life: extends the leases of all that the worker holds in the lane, and says how its breaker stands.</summary>
    /// <returns>How many workers of the lane are alive, this one included.</returns>
    public async Task<int> BeatAsync(string lane, Guid worker, string instance, Circuit circuit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH extended AS (UPDATE work_queue SET due_at = clock_timestamp() + $4 WHERE worker = $2 AND lane = $1),
            alive AS (
                INSERT INTO workers (lane, worker, instance, seen_at, circuit, circuit_since, circuit_until, circuit_reason)
                VALUES ($1, $2, $3, now(), $5, $6, $7, $8)
                ON CONFLICT (lane, worker) DO UPDATE SET seen_at = now(), circuit = excluded.circuit, circuit_since = excluded.circuit_since,
                    circuit_until = excluded.circuit_until, circuit_reason = excluded.circuit_reason),
            gone AS (DELETE FROM workers WHERE lane = $1 AND seen_at < now() - interval '1 hour')
            SELECT count(*) FROM workers WHERE lane = $1 AND worker <> $2 AND seen_at > now() - $4
            """);
        Add(command, NpgsqlDbType.Text, lane);
        Add(command, NpgsqlDbType.Uuid, worker);
        Add(command, NpgsqlDbType.Text, instance);
        Add(command, NpgsqlDbType.Interval, Lease);
        Add(command, NpgsqlDbType.Smallint, (short)circuit.State);
        Add(command, NpgsqlDbType.TimestampTz, circuit.Since?.UtcDateTime);
        Add(command, NpgsqlDbType.TimestampTz, circuit.Until?.UtcDateTime);
        Add(command, NpgsqlDbType.Text, circuit.Reason);
        return 1 + (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Gives back all that the worker still holds in the lane, and takes its name off.</summary>
    public async Task LeaveAsync(string lane, Guid worker, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH gone AS (DELETE FROM workers WHERE lane = $1 AND worker = $2)
            UPDATE work_queue SET worker = NULL, due_at = now() WHERE lane = $1 AND worker = $2
            """);
        Add(command, NpgsqlDbType.Text, lane);
        Add(command, NpgsqlDbType.Uuid, worker);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives one piece back outside any transaction.</summary>
    public async Task DeferAsync(WorkItem item, Guid worker, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await DeferAsync(connection, item.Lane, worker, [item.Id], delay, cancellationToken);
    }

    private static async Task<IReadOnlySet<Guid>> IdsAsync(
        NpgsqlConnection connection, string sql, string lane, IReadOnlyList<Guid> ids, Guid? worker, TimeSpan? delay, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Add(command, NpgsqlDbType.Text, lane);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids.ToArray());
        if (worker is not null)
        {
            Add(command, NpgsqlDbType.Uuid, worker);
        }

        if (delay is not null)
        {
            Add(command, NpgsqlDbType.Interval, delay);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
