using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>The tenant's endpoints in the database.</summary>
public sealed class WebhookEndpointStore(TenantConnections connections, OperationContext operation, FieldCipher cipher, TimeProvider clock) : IWebhookEndpoints
{
    /// <summary>What the audit log and screens call it.</summary>
    internal const string Entity = "webhook_endpoint";

    private const string Columns = "id, url, description, event_types, enabled, created_at, previous_secret_until, disabled_code, rests_until";

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        return await ReadAsync(connection, $"SELECT {Columns} FROM webhook_endpoints WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY created_at, id", cancellationToken, operation.Tenant.Value);
    }

    public async Task<WebhookEndpoint?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        return await FindAsync(connection, id, "", cancellationToken);
    }

    public async Task<bool> AddAsync(WebhookEndpoint endpoint, WebhookSecret secret, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = NotificationSql.Command(
            connection,
            $"""
             INSERT INTO webhook_endpoints (tenant_id, id, url, description, event_types, secret_encrypted, enabled, created_at)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8
             WHERE (SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $1 AND deleted_at IS NULL) < {WebhookRules.PerTenant}
             """,
            operation.Tenant.Value, endpoint.Id, endpoint.Url.AbsoluteUri, endpoint.Description, endpoint.EventTypes.ToArray(),
            cipher.Encrypt(secret.Reveal(), FieldContexts.WebhookSecret), endpoint.IsEnabled, endpoint.CreatedAt);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        await AuditAsync(connection, transaction, AuditActions.WebhookAdded, endpoint.Id, null, ForAudit(endpoint), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<bool> ChangeAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(connection, endpoint.Id, "FOR UPDATE", cancellationToken) is not { } before)
        {
            return false;
        }

        // Whoever changes it has seen to what failed: it starts afresh.
        await using var command = NotificationSql.Command(
            connection,
            """
            UPDATE webhook_endpoints SET url = $3, description = $4, event_types = $5, enabled = $6, disabled_code = CASE WHEN $6 THEN NULL ELSE disabled_code END,
                failures = 0, failing_since = NULL, rests_until = NULL, modified_at = $7
            WHERE tenant_id = $1 AND id = $2
            """,
            operation.Tenant.Value, endpoint.Id, endpoint.Url.AbsoluteUri, endpoint.Description, endpoint.EventTypes.ToArray(), endpoint.IsEnabled, clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (!endpoint.IsEnabled)
        {
            await WaitingDeliveries.GiveUpAsync(connection, operation.Tenant, endpoint.Id, WebhookErrors.Disabled, cancellationToken);
        }

        await AuditAsync(connection, transaction, AuditActions.WebhookChanged, endpoint.Id, ForAudit(before), ForAudit(endpoint), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(connection, id, "FOR UPDATE", cancellationToken) is not { } before)
        {
            return false;
        }

        // The row stays for the deliveries that name it, without what could still sign anything.
        await using var command = NotificationSql.Command(
            connection,
            """
            UPDATE webhook_endpoints SET deleted_at = $3, enabled = false, secret_encrypted = ''::bytea, previous_secret_encrypted = NULL, previous_secret_until = NULL, modified_at = $3
            WHERE tenant_id = $1 AND id = $2
            """,
            operation.Tenant.Value, id, clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await WaitingDeliveries.GiveUpAsync(connection, operation.Tenant, id, WebhookErrors.Deleted, cancellationToken);
        await AuditAsync(connection, transaction, AuditActions.WebhookDeleted, id, ForAudit(before), null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<bool> RotateAsync(Guid id, WebhookSecret secret, DateTimeOffset previousUntil, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = NotificationSql.Command(
            connection,
            """
            UPDATE webhook_endpoints SET previous_secret_encrypted = secret_encrypted, previous_secret_until = $4, secret_encrypted = $3, modified_at = $5
            WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL
            """,
            operation.Tenant.Value, id, cipher.Encrypt(secret.Reveal(), FieldContexts.WebhookSecret), previousUntil, clock.GetUtcNow());
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        await AuditAsync(connection, transaction, AuditActions.WebhookSecretRotated, id, null, JsonSerializer.Serialize(new { previousSecretUntil = previousUntil }), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<WebhookEndpoint?> FindAsync(NpgsqlConnection connection, Guid id, string locking, CancellationToken cancellationToken) =>
        (await ReadAsync(
            connection, $"SELECT {Columns} FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL {locking}", cancellationToken, operation.Tenant.Value, id)).SingleOrDefault();

    private static async Task<IReadOnlyList<WebhookEndpoint>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = NotificationSql.Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var endpoints = new List<WebhookEndpoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            endpoints.Add(new WebhookEndpoint(
                reader.GetGuid(0), new Uri(reader.GetString(1)), await reader.ObjectAsync<string>(2, cancellationToken), reader.GetFieldValue<string[]>(3), reader.GetBoolean(4))
            {
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(5),
                PreviousSecretUntil = await reader.ValueAsync<DateTimeOffset>(6, cancellationToken),
                DisabledCode = await reader.ObjectAsync<string>(7, cancellationToken),
                RestsUntil = await reader.ValueAsync<DateTimeOffset>(8, cancellationToken),
            });
        }

        return endpoints;
    }

    private Task AuditAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string action, Guid id, string? before, string? after, CancellationToken cancellationToken) =>
        AuditLog.WriteAsync(connection, transaction, operation, new AuditEntry(action, Entity, id, before, after), cancellationToken);

    /// <summary>A query often holds a token, so it is not written down.</summary>
    private static string ForAudit(WebhookEndpoint endpoint) => JsonSerializer.Serialize(new
    {
        url = endpoint.Url.GetLeftPart(UriPartial.Path) + (endpoint.Url.Query.Length > 0 ? "?***" : ""), description = endpoint.Description, eventTypes = endpoint.EventTypes, enabled = endpoint.IsEnabled,
    });
}
