using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>
/// The mails to the customers of a batch: each order by itself, or one digest for each customer. Written chunk by chunk in transactions of their own,
/// since a batch may have a million orders; who begins again passes over what is there.
/// </summary>
internal sealed class BatchMails(TenantConnections connections, MailSources sources, NotificationWriter writer)
{
    /// <summary>Mails that are written and committed together.</summary>
    private const int Chunk = 1_000;

    public async Task WriteAsync(MailTenant tenant, PortalEvent about, Guid import, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant.Id, cancellationToken);
        if (await ModeAsync(connection, tenant, import, cancellationToken) is not { } mode || NotificationRules.ToCustomer(about.Type, mode) is not { } topic)
        {
            return;
        }

        await GatherAsync(connection, tenant, import, topic, cancellationToken);
        for (long first = 1; await ReadAsync(connection, tenant, import, mode, first, cancellationToken) is { Count: > 0 } told; first += Chunk)
        {
            var missing = await MissingAsync(connection, tenant, about, told, cancellationToken);
            var mails = missing.ConvertAll(one => Make(about, tenant, topic, one));
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await writer.WriteAsync(connection, tenant.Id, mails, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Null: the batch is not there any more, or is being taken back.</summary>
    private static async Task<NotificationMode?> ModeAsync(NpgsqlConnection connection, MailTenant tenant, Guid import, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT notify, orders_created FROM import_batches WHERE tenant_id = $1 AND id = $2 AND undo_requested_at IS NULL", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? NotificationRules.ForBatch(tenant.Mode, MailSources.ImportMode(reader.GetInt16(0)), reader.GetInt64(1))
            : null;
    }

    /// <summary>
    /// Numbers those who are told, from 1, and keeps of each the orders that the mail lists. Sorted once, so that the chunks that follow
    /// are read by number. The table is the connection's own and goes with it.
    /// </summary>
    private static async Task GatherAsync(NpgsqlConnection connection, MailTenant tenant, Guid import, NotificationTopic topic, CancellationToken cancellationToken)
    {
        var receiver = topic == NotificationTopic.BatchDigest ? "customer_email_index" : "customer_email_index, id";
        await using (var command = new NpgsqlCommand(
            $"""
            CREATE TEMPORARY TABLE batch_mails AS
            SELECT * FROM (
                SELECT dense_rank() OVER (ORDER BY {receiver}) AS receiver, row_number() OVER each AS place, count(*) OVER whole AS orders, (sum(total) OVER whole)::bigint AS sum,
                    id, order_number, ordered_at, total, payment_status, payment_method, customer_email_index, customer_email_encrypted, customer_name_encrypted
                FROM orders WHERE tenant_id = '{tenant.Id.Value}' AND batch_id = '{import}' AND customer_email_index IS NOT NULL AND status <> {(int)OrderStatus.Cancelled}
                WINDOW whole AS (PARTITION BY {receiver}), each AS (PARTITION BY {receiver} ORDER BY csv_row_number, id)) AS numbered
            WHERE place <= {MailFacts.MostOrders}
            """,
            connection))
        {
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var index = new NpgsqlCommand("CREATE INDEX ON batch_mails (receiver, place); ANALYZE batch_mails", connection);
        await index.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<ToldCustomer>> ReadAsync(NpgsqlConnection connection, MailTenant tenant, Guid import, NotificationMode mode, long first, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT receiver, orders, sum, id, order_number, ordered_at, total, payment_status, payment_method, customer_email_index, customer_email_encrypted, customer_name_encrypted
            FROM batch_mails WHERE receiver >= $1 AND receiver < $2 ORDER BY receiver, place
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first + Chunk });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var told = new List<ToldCustomer>();
        long last = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt64(0) != last)
            {
                last = reader.GetInt64(0);
                told.Add(new ToldCustomer((int)reader.GetInt64(1), reader.GetInt64(2), []));
            }

            var order = new MailOrder(reader.GetString(4), new DateTimeOffset(reader.GetDateTime(5)), reader.GetInt64(6), (PaymentStatus)reader.GetInt16(7), (PaymentMethod)reader.GetInt16(8));
            told[^1].Orders.Add(new MailOrderRow(
                reader.GetGuid(3), order, reader.GetFieldValue<byte[]>(9), reader.GetFieldValue<byte[]>(10), reader.GetFieldValue<byte[]>(11), import, mode, null));
        }

        return told;
    }

    /// <summary>Those who have no mail of this event yet: writing a mail costs more than looking for it.</summary>
    private static async Task<List<ToldCustomer>> MissingAsync(NpgsqlConnection connection, MailTenant tenant, PortalEvent about, List<ToldCustomer> told, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id FROM notifications WHERE tenant_id = $1 AND created_at = $2 AND id = ANY($3)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = about.OccurredAt.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = told.Select(one => IdOf(about, one)).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var there = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            there.Add(reader.GetGuid(0));
        }

        return told.FindAll(one => !there.Contains(IdOf(about, one)));
    }

    private NewNotification Make(PortalEvent about, MailTenant tenant, NotificationTopic topic, ToldCustomer one) =>
        MailMaking.ToCustomer(sources, about, topic, tenant, one.Orders, one.Count, one.Total) with { Id = IdOf(about, one), OrderId = one.Count == 1 ? one.Orders[0].Id : null };

    /// <summary>A customer's digest has the customer's id, a mail about one order the order's: a customer may have many.</summary>
    private static Guid IdOf(PortalEvent about, ToldCustomer one)
    {
        var first = one.Orders[0];
        return one.Count == 1
            ? NotificationWriter.IdOf(about.Id, NotificationChannel.Email, [.. first.Receiver, .. first.Id.ToByteArray(bigEndian: true)])
            : NotificationWriter.IdOf(about.Id, NotificationChannel.Email, first.Receiver);
    }

    /// <param name="Orders">The first of them.</param>
    private sealed record ToldCustomer(int Count, long Total, List<MailOrderRow> Orders);
}
