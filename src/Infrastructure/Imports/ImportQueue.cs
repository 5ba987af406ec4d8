using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// Which imports wait for a worker or have one. Ids only and of all tenants, because an instance that looks for work does not know
/// whose it will be; everything else about an import is behind row-level security.
/// </summary>
public sealed class ImportQueue(NpgsqlDataSource database)
{
    /// <summary>A worker that was not heard of for so long is taken to be dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    /// <summary>Imports without a living worker that have waited longer than waking one takes.</summary>
    public async Task<IReadOnlyList<ImportId>> FindAbandonedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT import_id FROM import_queue
            WHERE coalesce(lease_until, enqueued_at + interval '3 seconds') < now()
            ORDER BY enqueued_at LIMIT 20
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<ImportId>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new ImportId(reader.GetGuid(0)));
        }

        return found;
    }

    /// <summary>Takes an import unless a living worker has it; in the caller's transaction, so that a claim that gets no further is none.</summary>
    /// <returns>Whose import it is, the how-manieth attempt this is and how many failed, or null.</returns>
    public static async Task<(TenantId Tenant, int Attempt, int Failures)?> ClaimAsync(
        NpgsqlConnection connection, ImportId import, Guid worker, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE import_queue SET worker = $2, lease_until = now() + $3, attempt = attempt + 1
            WHERE import_id = (
                SELECT import_id FROM import_queue
                WHERE import_id = $1 AND (lease_until IS NULL OR lease_until < now())
                FOR UPDATE SKIP LOCKED)
            RETURNING tenant_id, attempt, failures
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = worker });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (new TenantId(reader.GetGuid(0)), reader.GetInt32(1), reader.GetInt32(2)) : null;
    }

    /// <remarks>
    /// The wall clock, not the statement's: this waits while the worker's own transaction holds the row, and the lease shall count
    /// from the end of the waiting.
    /// </remarks>
    /// <returns>False when another worker has the import.</returns>
    public async Task<bool> ExtendAsync(ImportId import, Guid worker, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE import_queue SET lease_until = clock_timestamp() + $3 WHERE import_id = $1 AND worker = $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = worker });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Lease });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Gives an import back unfinished: to be taken at once, or where it failed when others had their turn.</summary>
    public async Task ReleaseAsync(ImportId import, Guid worker, bool failed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE import_queue SET worker = NULL, lease_until = NULL, failures = failures + CASE WHEN $3 THEN 1 ELSE 0 END,
                enqueued_at = now() - CASE WHEN $3 THEN interval '0' ELSE interval '3 seconds' END
            WHERE import_id = $1 AND worker = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = worker });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = failed });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What a person asks of the import's worker.</summary>
    public async Task<ImportStop?> RequestedStopAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT kind FROM import_stops WHERE import_id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        return await command.ExecuteScalarAsync(cancellationToken) is short kind ? (ImportStop)kind : null;
    }

    /// <summary>Puts an import in, in the transaction that creates it.</summary>
    public static async Task EnqueueAsync(NpgsqlConnection connection, ImportId import, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO import_queue (import_id, tenant_id) VALUES ($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Holds the worker's claim for the rest of the transaction, so that nothing is written on behalf of a worker that lost it.</summary>
    /// <exception cref="ImportTakenOverException"/>
    public static async Task FenceAsync(NpgsqlConnection connection, ImportId import, Guid worker, bool finish, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            finish
                ? "DELETE FROM import_queue WHERE import_id = $1 AND worker = $2"
                : "UPDATE import_queue SET lease_until = now() + $3 WHERE import_id = $1 AND worker = $2",
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = worker });
        if (!finish)
        {
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Lease });
        }

        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            throw new ImportTakenOverException();
        }
    }
}
