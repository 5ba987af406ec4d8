using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Shared.Outbox;

/// <summary>Keeps events in the transaction in which they happen, for those who tell of them afterwards.</summary>
public static class EventOutbox
{
    /// <summary>Lane of the queue in which events wait to be told of.</summary>
    public const string Lane = "event";

    /// <summary>Writes events and their places in the queue; both or neither are there after the caller's transaction.</summary>
    /// <param name="connection">The tenant's.</param>
    public static async Task WriteAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<PortalEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        await using (var command = new NpgsqlCommand(
            """
            INSERT INTO outbox_events (tenant_id, id, occurred_at, type, order_id, charge_id, refund_id, settlement_id, import_id, data)
            SELECT $1, id, occurred_at, type, order_id, charge_id, refund_id, settlement_id, import_id, data::jsonb
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS e (id, occurred_at, type, order_id, charge_id, refund_id, settlement_id, import_id, data)
            """,
            connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
            Add(command, NpgsqlDbType.Uuid, events, static e => e.Id);
            Add(command, NpgsqlDbType.TimestampTz, events, static e => e.OccurredAt.UtcDateTime);
            Add(command, NpgsqlDbType.Text, events, static e => e.Type);
            Add(command, NpgsqlDbType.Uuid, events, static e => e.OrderId);
            Add(command, NpgsqlDbType.Uuid, events, static e => e.ChargeId);
            Add(command, NpgsqlDbType.Uuid, events, static e => e.RefundId);
            Add(command, NpgsqlDbType.Uuid, events, static e => e.SettlementId);
            Add(command, NpgsqlDbType.Uuid, events, static e => e.ImportId);
            Add(command, NpgsqlDbType.Text, events, static e => e.Data);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await WorkQueue.EnqueueAsync(connection, Lane, tenant, [.. events.Select(static e => e.Id)], TimeSpan.Zero, cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<PortalEvent> events, Func<PortalEvent, T> value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = events.Select(value).ToArray() });
}
