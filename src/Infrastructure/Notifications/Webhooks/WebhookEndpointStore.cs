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
internal sealed class WebhookEndpointStore(TenantConnections connections, OperationContext operation, ModifiedRows modified, FieldCipher cipher, TimeProvider clock) : IWebhookEndpoints
{
    /// <summary>What the audit log and screens call it.</summary>
    internal const string Entity = "webhook_endpoint";

    private const string Columns = "id, url, description, event_types, enabled, created_at, previous_secret_until, disabled_code, rests_until, deleted_at";

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = NotificationSql.Command(
            connection, $"SELECT {Columns} FROM webhook_endpoints WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY created_at, id", operation.Tenant.Value);
        return await ReadAsync(command, ReadAsync, cancellationToken);
    }

    public async Task<ModifiedPage<WebhookEndpoint>> ListModifiedAsync(ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = NotificationSql.Command(connection, "", operation.Tenant.Value);
        command.CommandText =
            $"SELECT {Columns}, modified_seq FROM webhook_endpoints e WHERE tenant_id = $1 AND {ModifiedSql.Add(command, window, "e")} ORDER BY modified_seq LIMIT {window.Take}";
        return window.ToPage(await ReadAsync(command, static async (reader, token) => (await ReadAsync(reader, token), reader.GetInt64(10)), cancellationToken));
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

    public async Task<Result<bool>> ChangeAsync(WebhookEndpoint endpoint, string? version, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(connection, endpoint.Id, "FOR UPDATE", cancellationToken) is not { } before)
        {
            return false;
        }

        if (version is not null && version != before.Version)
        {
            return new Error(WebhookErrors.ChangedMeanwhile);
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

    public async Task<Result<bool>> DeleteAsync(Guid id, string? version, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(connection, id, "FOR UPDATE", cancellationToken) is not { } before)
        {
            return false;
        }

        if (version is not null && version != before.Version)
        {
            return new Error(WebhookErrors.ChangedMeanwhile);
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

    public async Task<Result<bool>> RotateAsync(Guid id, WebhookSecret secret, DateTimeOffset previousUntil, string? version, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(connection, id, "FOR UPDATE", cancellationToken) is not { } before)
        {
            return false;
        }

        if (version is not null && version != before.Version)
        {
            return new Error(WebhookErrors.ChangedMeanwhile);
        }

        await using var command = NotificationSql.Command(
            connection,
            """
            UPDATE webhook_endpoints SET previous_secret_encrypted = secret_encrypted, previous_secret_until = $4, secret_encrypted = $3, modified_at = $5
            WHERE tenant_id = $1 AND id = $2
            """,
            operation.Tenant.Value, id, cipher.Encrypt(secret.Reveal(), FieldContexts.WebhookSecret), previousUntil, clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditActions.WebhookSecretRotated, id, null, JsonSerializer.Serialize(new { previousSecretUntil = previousUntil }), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<WebhookEndpoint?> FindAsync(NpgsqlConnection connection, Guid id, string locking, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection, $"SELECT {Columns} FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL {locking}", operation.Tenant.Value, id);
        return (await ReadAsync(command, ReadAsync, cancellationToken)).SingleOrDefault();
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(await read(reader, cancellationToken));
        }

        return rows;
    }

    private static async Task<WebhookEndpoint> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => new(
        reader.GetGuid(0), new Uri(reader.GetString(1)), await reader.ObjectAsync<string>(2, cancellationToken), reader.GetFieldValue<string[]>(3), reader.GetBoolean(4))
    {
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(5),
        PreviousSecretUntil = await reader.ValueAsync<DateTimeOffset>(6, cancellationToken),
        DisabledCode = await reader.ObjectAsync<string>(7, cancellationToken),
        RestsUntil = await reader.ValueAsync<DateTimeOffset>(8, cancellationToken),
        DeletedAt = await reader.ValueAsync<DateTimeOffset>(9, cancellationToken),
    };

    private Task AuditAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string action, Guid id, string? before, string? after, CancellationToken cancellationToken) =>
        AuditLog.WriteAsync(connection, transaction, operation, new AuditEntry(action, Entity, id, before, after), cancellationToken);

    /// <summary>A query often holds a token, so it is not written down.</summary>
    private static string ForAudit(WebhookEndpoint endpoint) => JsonSerializer.Serialize(new
    {
        url = endpoint.Url.GetLeftPart(UriPartial.Path) + (endpoint.Url.Query.Length > 0 ? "?***" : ""), description = endpoint.Description, eventTypes = endpoint.EventTypes, enabled = endpoint.IsEnabled,
    });
}
