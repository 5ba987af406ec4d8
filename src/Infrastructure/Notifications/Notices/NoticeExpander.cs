using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Notifications.Notices;

/// <summary>
/// Makes notices for the bell of the events that a person should hear of: a file that is worked off, a settlement of which something was left. One for
/// each of these, however many orders and charges it had.
/// </summary>
public sealed class NoticeExpander : IEventExpander
{
    public async Task ExpandAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        foreach (var stored in events)
        {
            var written = stored.Event switch
            {
                { Type: EventTypes.ImportFinished, ImportId: { } import } => ImportAsync(connection, stored, import, cancellationToken),
                { Type: EventTypes.SettlementFinished, SettlementId: { } settlement } => SettlementAsync(connection, stored, settlement, cancellationToken),
                _ => Task.CompletedTask,
            };
            await written;
        }
    }

    private static async Task ImportAsync(NpgsqlConnection connection, StoredEvent stored, Guid import, CancellationToken cancellationToken)
    {
        string number;
        ImportStatus status;
        long orders;
        long rejected;
        await using (var command = NotificationSql.Command(
            connection, "SELECT number, status, orders_created + orders_updated, rows_rejected FROM import_batches WHERE tenant_id = $1 AND id = $2", stored.Tenant.Value, import))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return;
            }

            (number, status, orders, rejected) = (Text(reader.GetInt64(0)), (ImportStatus)reader.GetInt16(1), reader.GetInt64(2), reader.GetInt64(3));
        }

        // Whoever cancels or undoes an import knows it.
        (string Code, string[] Arguments)? notice = status switch
        {
            ImportStatus.Failed => (NoticeCodes.ImportFailed, [number]),
            ImportStatus.CompletedWithErrors => (NoticeCodes.ImportFinishedWithErrors, [number, Text(orders), Text(rejected)]),
            ImportStatus.Cancelled or ImportStatus.Undone => null,
            _ => (NoticeCodes.ImportFinished, [number, Text(orders)]),
        };
        if (notice is { } some)
        {
            await WriteAsync(connection, stored, some.Code, some.Arguments, $"/imports/{number}", Permissions.ImportsRead, cancellationToken);
        }
    }

    private static async Task SettlementAsync(NpgsqlConnection connection, StoredEvent stored, Guid settlement, CancellationToken cancellationToken)
    {
        string number;
        long failed;
        int charges;
        await using (var command = NotificationSql.Command(
            connection,
            """
            SELECT number, (SELECT count(*) FROM charges WHERE tenant_id = $1 AND settlement_id = $2 AND status = ANY($3)), charges FROM settlements WHERE tenant_id = $1 AND id = $2
            """,
            stored.Tenant.Value, settlement, new[] { (short)ChargeStatus.Declined, (short)ChargeStatus.Failed }))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return;
            }

            (number, failed, charges) = (Text(reader.GetInt64(0)), reader.GetInt64(1), reader.GetInt32(2));
        }

        if (failed > 0)
        {
            await WriteAsync(
                connection, stored, NoticeCodes.SettlementFailures, [number, Text(failed), Text(charges)], $"/settlements/{number}", Permissions.PaymentsRead, cancellationToken);
        }
    }

    private static Task WriteAsync(NpgsqlConnection connection, StoredEvent stored, string code, string[] arguments, string href, string permission, CancellationToken cancellationToken) =>
        PortalNoticeStore.WriteAsync(
            connection, stored.Tenant, NotificationWriter.IdOf(stored.Event.Id, NotificationChannel.Portal, []), code, arguments, href, permission, cancellationToken);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
