using System.Net;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Auditing;

/// <summary>The audit log in PostgreSQL; number, time and hash chain are the database's.</summary>
public sealed class AuditLog(OrderPortalDbContext context, TenantConnections connections, OperationContext operation) : IAuditLog
{
    /// <summary>What belongs to no tenant is chained under the empty id.</summary>
    public static TenantId Platform => new(Guid.Empty);

    private const string Insert =
        """
        INSERT INTO audit_log (tenant_id, action, result, actor_kind, actor_id, actor_name, entity_type, entity_id, before, after, source_address, user_agent, session_id, correlation_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    public async Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (context.Database.CurrentTransaction is { } transaction)
        {
            var open = (NpgsqlTransaction)transaction.GetDbTransaction();
            await WriteAsync(open.Connection!, open, operation, entry, cancellationToken);
            return;
        }

        await using var connection = await connections.OpenAsync(operation.TenantOrNull ?? Platform, cancellationToken);
        await WriteAsync(connection, null, operation, entry, cancellationToken);
    }

    /// <summary>For writers that keep a connection and transaction of their own.</summary>
    /// <param name="connection">Opened for the operation's tenant.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, OperationContext operation, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection, transaction);
        Add(command, NpgsqlDbType.Uuid, (operation.TenantOrNull ?? Platform).Value);
        Add(command, NpgsqlDbType.Text, entry.Action);
        Add(command, NpgsqlDbType.Smallint, (short)entry.Result);
        Add(command, NpgsqlDbType.Smallint, (short)operation.Actor.Kind);
        Add(command, NpgsqlDbType.Uuid, operation.Actor.Id);
        Add(command, NpgsqlDbType.Text, operation.Actor.Name);
        Add(command, NpgsqlDbType.Text, entry.EntityType);
        Add(command, NpgsqlDbType.Uuid, entry.EntityId);
        Add(command, NpgsqlDbType.Jsonb, entry.Before);
        Add(command, NpgsqlDbType.Jsonb, entry.After);
        Add(command, NpgsqlDbType.Inet, IPAddress.TryParse(operation.SourceAddress, out var address) ? address : null);
        Add(command, NpgsqlDbType.Text, operation.UserAgent);
        Add(command, NpgsqlDbType.Text, operation.SessionId);
        Add(command, NpgsqlDbType.Text, operation.CorrelationId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
