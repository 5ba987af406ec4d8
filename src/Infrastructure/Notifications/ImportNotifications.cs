using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Notifications;

/// <inheritdoc cref="IImportNotifications"/>
public sealed class ImportNotifications(TenantConnections connections, OperationContext operation) : IImportNotifications
{
    public async Task<IReadOnlyList<NotificationTally>> OfImportAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT status, count(*)::int FROM notifications WHERE tenant_id = $1 AND import_id = $2 GROUP BY status ORDER BY status", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tallies = new List<NotificationTally>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tallies.Add(new NotificationTally((NotificationStatus)reader.GetInt16(0), reader.GetInt32(1)));
        }

        return tallies;
    }
}
