using System.Data;
using System.Data.Common;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// Connections for SQL without EF. Each is the tenant's that it was opened for until it is closed; the pool forgets the tenant
/// when it gets the connection back.
/// </summary>
public sealed class TenantConnections(NpgsqlDataSource dataSource)
{
    /// <summary>Opens a connection that sees and writes the rows of this tenant only.</summary>
    public async Task<NpgsqlConnection> OpenAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await SetTenantAsync(connection, tenant, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same for readers that can only wait: libraries that read a stream synchronously.</summary>
    public NpgsqlConnection Open(TenantId tenant)
    {
        var connection = dataSource.OpenConnection();
        try
        {
            using var command = SetTenantCommand(connection, tenant);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs one query as the tenant's, which costs a single round trip; its connection goes back when the reader is disposed.</summary>
    /// <param name="query">With named parameters, and no connection that matters.</param>
    /// <param name="prepare">Keeps the statement prepared on its connection for good: only for queries of which there are few.</param>
    internal async Task<NpgsqlDataReader> ReadAsync(TenantId tenant, NpgsqlCommand query, bool prepare, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            query.Connection = connection;
            query.CommandText = $"SELECT set_config('app.tenant_id', @app_tenant_id, false);\n{query.CommandText}";
            query.Parameters.Add(new NpgsqlParameter<string>("app_tenant_id", tenant.Value.ToString("D")));
            if (prepare)
            {
                await query.PrepareAsync(cancellationToken);
            }

            var reader = await query.ExecuteReaderAsync(CommandBehavior.CloseConnection, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return reader;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="OpenAsync(TenantId, CancellationToken)"/>
    /// <exception cref="InvalidOperationException">The operation has no tenant.</exception>
    public Task<NpgsqlConnection> OpenAsync(OperationContext operation, CancellationToken cancellationToken) => OpenAsync(operation.Tenant, cancellationToken);

    /// <summary>Opens a connection that sees no tenant's rows: for the global tables, LISTEN and NOTIFY.</summary>
    public async Task<NpgsqlConnection> OpenGlobalAsync(CancellationToken cancellationToken) => await dataSource.OpenConnectionAsync(cancellationToken);

    /// <summary>Makes a connection that was opened for nobody a tenant's, for good; undone with the transaction that it happens in.</summary>
    internal static async Task SetTenantAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var command = SetTenantCommand(connection, tenant);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static DbCommand SetTenantCommand(DbConnection connection, TenantId tenant)
    {
        var command = ((NpgsqlConnection)connection).CreateCommand();
        command.CommandText = "SELECT set_config('app.tenant_id', $1, false)";
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant.Value.ToString("D") });
        return command;
    }
}
