using System.Data;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Dashboard;

/// <summary>A rollup is not what the tables add up to.</summary>
/// <param name="Table">The rollup.</param>
/// <param name="Keys">So many keys have other sums.</param>
/// <param name="Example">One of them, as JSON: what the rollup says and what the tables say.</param>
public sealed record RollupFault(string Table, long Keys, string Example);

/// <summary>
/// Folds differences into the rollups, says whether both together are what the tables add up to, and makes the rollups anew. Of one tenant only one fold or
/// rebuild works at a time.
/// </summary>
public sealed class Rollups(TenantConnections connections)
{
    /// <summary>Two numbers, since <c>safe_modified_seq</c> looks through locks of a single one.</summary>
    private const string Lock = "1380928594, hashtext(current_tenant()::text)";

    /// <summary>How long a rebuild waits for writers that are at work, with others waiting behind it, before it lets them pass.</summary>
    private const string WriterPatience = "2s";

    /// <summary>Few differences meet big rollups: these are looked up by key, whatever statistics of tables that are empty most of the time say.</summary>
    private const string ByKey = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off; SET LOCAL jit = off";

    /// <returns>Tenants that have something to fold.</returns>
    public Task<IReadOnlyList<TenantId>> MarkedAsync(CancellationToken cancellationToken) =>
        ListAsync("SELECT DISTINCT tenant_id FROM rollup_marks", static row => new TenantId(row.GetGuid(0)), cancellationToken);

    /// <returns>All tenants with their keys, by key.</returns>
    public Task<IReadOnlyList<(TenantId Id, string Key)>> TenantsAsync(CancellationToken cancellationToken) =>
        ListAsync("SELECT id, key FROM tenants ORDER BY key", static row => (new TenantId(row.GetGuid(0)), row.GetString(1)), cancellationToken);

    /// <summary>Adds the tenant's differences to its rollups, unless that is being done already.</summary>
    /// <remarks>
    /// All that there are, at once: a rollup is then what its tables were at some moment, so that nothing in it is negative, which the "top" lists rely on.
    /// </remarks>
    public async Task FoldAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        if (await ScalarAsync(connection, $"SELECT pg_try_advisory_lock({Lock})", cancellationToken) is not true)
        {
            return;
        }

        try
        {
            // Every statement sees the same differences.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await ExecuteAsync(connection, $"{ByKey}; DELETE FROM rollup_marks WHERE tenant_id = (SELECT current_tenant())", cancellationToken);
            foreach (var family in RollupTables.All)
            {
                if (await ScalarAsync(connection, $"SELECT EXISTS (SELECT FROM {family.Deltas} WHERE tenant_id = (SELECT current_tenant()))", cancellationToken) is true)
                {
                    foreach (var table in family.Tables)
                    {
                        await ExecuteAsync(connection, RollupSql.Fold(family, table), cancellationToken);
                    }

                    await ExecuteAsync(connection, RollupSql.Empty(family.Deltas), cancellationToken);
                }
            }

            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            await UnlockAsync(connection);
        }
    }

    /// <summary>Compares every rollup, differences included, with the tables, all of one moment. Reads the tenant's orders whole; nobody waits for it.</summary>
    /// <returns>Empty where the rollups are exact.</returns>
    public async Task<IReadOnlyList<RollupFault>> CheckAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var faults = new List<RollupFault>();
        foreach (var family in RollupTables.All)
        {
            await ExecuteAsync(connection, RollupSql.MakeSource(family), cancellationToken);
            foreach (var table in family.Tables)
            {
                await using var command = Command(connection, RollupSql.Check(family, table));
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                if (reader.GetInt64(0) is > 0 and var keys)
                {
                    faults.Add(new RollupFault(table.Name, keys, reader.GetString(1)));
                }
            }

            await ExecuteAsync(connection, RollupSql.DropSource, cancellationToken);
        }

        return faults;
    }

    /// <summary>
    /// Makes the tenant's rollups anew from the tables. Writers wait only for the moment in which the state is chosen that they are made of; what is written
    /// meanwhile stays as differences on top, and readers see the old rollups until the new ones are whole.
    /// </summary>
    public async Task RebuildAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);

        // Before the transaction: its snapshot must not be older than a fold that was at work.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({Lock})", cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await ChooseMomentAsync(connection, cancellationToken);
            foreach (var family in RollupTables.All)
            {
                await ExecuteAsync(connection, $"{RollupSql.Empty(family.Deltas)}; {RollupSql.MakeSource(family)}", cancellationToken);
                foreach (var table in family.Tables)
                {
                    await ExecuteAsync(connection, $"{RollupSql.Empty(table.Name)}; {RollupSql.Fill(family, table)}", cancellationToken);
                }

                await ExecuteAsync(connection, RollupSql.DropSource, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            await UnlockAsync(connection);
        }
    }

    /// <summary>Takes the snapshot while nobody writes: a change that is half done then would be neither in it nor in a difference that comes later.</summary>
    private async Task ChooseMomentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var gate = await connections.OpenGlobalAsync(cancellationToken);
        for (; ; )
        {
            await using var held = await gate.BeginTransactionAsync(cancellationToken);
            try
            {
                await ExecuteAsync(gate, $"SET LOCAL lock_timeout = '{WriterPatience}'; LOCK TABLE {RollupTables.Watched} IN SHARE MODE", cancellationToken);
                await ScalarAsync(connection, "SELECT 1", cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                // A long writer: those that came behind it pass first.
            }
        }
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenGlobalAsync(cancellationToken);
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A connection that broke has lost its lock anyway.</summary>
    private static Task UnlockAsync(NpgsqlConnection connection) =>
        connection.State == ConnectionState.Open ? ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Lock})", CancellationToken.None) : Task.CompletedTask;

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Without a limit of time: how long it takes is a matter of how many orders there are.</summary>
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = 0 };
}
