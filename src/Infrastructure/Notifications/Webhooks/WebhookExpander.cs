using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>Makes of an event one message for each endpoint that wants to hear of its type.</summary>
public sealed class WebhookExpander(NotificationWriter writer) : IEventExpander
{
    public async Task ExpandAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0 || await EndpointsAsync(connection, events[0], cancellationToken) is not { Count: > 0 } endpoints)
        {
            return;
        }

        var wanted = events.Where(stored => endpoints.Exists(endpoint => endpoint.Types.Contains(stored.Event.Type, StringComparer.Ordinal))).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var numbers = await NumbersAsync(connection, wanted, cancellationToken);
        var notifications = wanted.SelectMany(stored =>
        {
            var content = WebhookPayload.Of(stored.Event, numbers);
            return endpoints.Where(endpoint => endpoint.Types.Contains(stored.Event.Type, StringComparer.Ordinal)).Select(endpoint => Message(stored.Event, endpoint.Id, content));
        });
        await writer.WriteAsync(connection, events[0].Tenant, [.. notifications], cancellationToken);
    }

    private static NewNotification Message(PortalEvent happened, Guid endpoint, string content) => new(
        NotificationWriter.IdOf(happened.Id, NotificationChannel.Webhook, endpoint.ToByteArray(bigEndian: true)),
        happened.OccurredAt, happened.Id, NotificationTopic.Webhook, NotificationChannel.Webhook, content)
    {
        EventType = happened.Type,
        EndpointId = endpoint,
        OrderId = happened.OrderId,
        ChargeId = happened.ChargeId,
        ImportId = happened.ImportId,
    };

    private static async Task<List<(Guid Id, string[] Types)>> EndpointsAsync(NpgsqlConnection connection, StoredEvent any, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection, "SELECT id, event_types FROM webhook_endpoints WHERE tenant_id = $1 AND enabled AND deleted_at IS NULL", any.Tenant.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var endpoints = new List<(Guid, string[])>();
        while (await reader.ReadAsync(cancellationToken))
        {
            endpoints.Add((reader.GetGuid(0), reader.GetFieldValue<string[]>(1)));
        }

        return endpoints;
    }

    /// <summary>What people and other systems call the things that the events are about.</summary>
    private static async Task<IReadOnlyDictionary<Guid, string>> NumbersAsync(NpgsqlConnection connection, List<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection,
            """
            SELECT id, order_number FROM orders WHERE tenant_id = $1 AND id = ANY($2)
            UNION ALL SELECT id, number::text FROM settlements WHERE tenant_id = $1 AND id = ANY($3)
            UNION ALL SELECT id, number::text FROM import_batches WHERE tenant_id = $1 AND id = ANY($4)
            """,
            events[0].Tenant.Value, Ids(static e => e.OrderId), Ids(static e => e.SettlementId), Ids(static e => e.ImportId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var numbers = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            numbers[reader.GetGuid(0)] = reader.GetString(1);
        }

        return numbers;

        Guid[] Ids(Func<PortalEvent, Guid?> id) => [.. events.Select(stored => id(stored.Event)).OfType<Guid>().Distinct()];
    }
}
