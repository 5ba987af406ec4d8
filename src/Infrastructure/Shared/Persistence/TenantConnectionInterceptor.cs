using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Tells the database, for every connection that a context opens, whose rows it may see.</summary>
internal sealed class TenantConnectionInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (eventData.Context is OrderPortalDbContext { Operation.TenantOrNull: { } tenant })
        {
            using var command = TenantConnections.SetTenantCommand(connection, tenant);
            command.ExecuteNonQuery();
        }
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is OrderPortalDbContext { Operation.TenantOrNull: { } tenant })
        {
            await using var command = TenantConnections.SetTenantCommand(connection, tenant);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
