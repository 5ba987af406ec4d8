using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Notifications.Mail;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Notifications;

/// <inheritdoc cref="INotificationSettings"/>
public sealed class NotificationSettingsStore(TenantConnections connections, OperationContext operation, NotificationOptions options) : INotificationSettings
{
    public async Task<NotificationSettings> GetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var tenant = await MailSources.TenantAsync(connection, operation.Tenant, cancellationToken);
        return new NotificationSettings(tenant.Name, tenant.Mode, options.Transport!, options.From, options.RatePerSecond);
    }

    public async Task SetModeAsync(NotificationMode mode, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = (await MailSources.TenantAsync(connection, operation.Tenant, cancellationToken)).Mode;
        await using var command = new NpgsqlCommand("UPDATE tenants SET notification_mode = $2 WHERE id = $1 AND notification_mode <> $2", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)mode });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            var entry = new AuditEntry(AuditActions.NotificationSettingsChanged, "tenant", operation.Tenant.Value, Say(before), Say(mode));
            await AuditLog.WriteAsync(connection, transaction, operation, entry, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static string Say(NotificationMode mode) => JsonSerializer.Serialize(new { mode = JsonNamingPolicy.CamelCase.ConvertName(mode.ToString()) });
}
