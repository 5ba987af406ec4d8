using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>The tenant as its mails need it.</summary>
internal sealed record MailTenant(TenantId Id, string Name, NotificationMode Mode);

/// <summary>An order and the customer whom it can be told to.</summary>
/// <param name="Receiver">Blind index of the address.</param>
/// <param name="Mode">What holds for the order's customer.</param>
/// <param name="ChargeId">The charge it was read for; null for none.</param>
internal sealed record MailOrderRow(Guid Id, MailOrder Order, byte[] Receiver, byte[] Email, byte[] Name, Guid? ImportId, NotificationMode Mode, Guid? ChargeId);

/// <summary>What a konbini charge waits for.</summary>
internal sealed record MailCharge(Guid Id, MailKonbini? Konbini);

/// <summary>Reads what mails are written from, many at once, on the caller's connection.</summary>
internal sealed class MailSources(FieldCipher cipher)
{
    private const string OrderColumns =
        "o.id, o.order_number, o.ordered_at, o.payment_status, o.payment_method, o.customer_email_index, o.customer_email_encrypted, o.customer_name_encrypted, o.batch_id, b.notify, b.orders_created";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<MailTenant> TenantAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT name, notification_mode FROM tenants WHERE id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new MailTenant(tenant, reader.GetString(0), (NotificationMode)reader.GetInt16(1));
    }

    /// <summary>Those of the orders whose customers have an address.</summary>
    public static async Task<List<MailOrderRow>> OrdersAsync(NpgsqlConnection connection, MailTenant tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {OrderColumns}, o.total, NULL::uuid FROM orders o LEFT JOIN import_batches b ON b.tenant_id = o.tenant_id AND b.id = o.batch_id
            WHERE o.tenant_id = $1 AND o.id = ANY($2) AND o.customer_email_index IS NOT NULL
            """,
            connection);
        return await ReadAsync(command, tenant, ids, cancellationToken);
    }

    /// <summary>The orders of charges, with what the charge settles of each, the oldest first.</summary>
    public static async Task<List<MailOrderRow>> OrdersOfChargesAsync(NpgsqlConnection connection, MailTenant tenant, IReadOnlyCollection<Guid> charges, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {OrderColumns}, a.amount, a.charge_id FROM charge_allocations a
            JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id
            LEFT JOIN import_batches b ON b.tenant_id = o.tenant_id AND b.id = o.batch_id
            WHERE a.tenant_id = $1 AND a.charge_id = ANY($2) AND o.customer_email_index IS NOT NULL
            ORDER BY o.ordered_at, o.order_number
            """,
            connection);
        return await ReadAsync(command, tenant, charges, cancellationToken);
    }

    public async Task<Dictionary<Guid, MailCharge>> ChargesAsync(NpgsqlConnection connection, MailTenant tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, voucher_encrypted, expires_at FROM charges WHERE tenant_id = $1 AND id = ANY($2)", connection);
        AddKeys(command, tenant, ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var charges = new Dictionary<Guid, MailCharge>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var voucher = reader.IsDBNull(1) ? null : JsonSerializer.Deserialize<Voucher>(cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.ChargeVoucher), Json);
            var expiresAt = reader.IsDBNull(2) ? voucher?.ExpiresAt : new DateTimeOffset(reader.GetDateTime(2));
            charges.Add(reader.GetGuid(0), new MailCharge(reader.GetGuid(0), new MailKonbini(voucher?.Stores ?? [], expiresAt, voucher?.Url)));
        }

        return charges;
    }

    public string Email(MailOrderRow row) => cipher.Decrypt(row.Email, FieldContexts.OrderCustomerEmail);

    public string Name(MailOrderRow row) => cipher.Decrypt(row.Name, FieldContexts.OrderCustomerName);

    /// <summary>What an import says about its notifications, by the column's numbers.</summary>
    public static NotificationMode? ImportMode(short notify) => (ImportNotify)notify switch
    {
        ImportNotify.None => NotificationMode.None,
        ImportNotify.PerOrder => NotificationMode.PerOrder,
        ImportNotify.Digest => NotificationMode.Digest,
        _ => null,
    };

    private static async Task<List<MailOrderRow>> ReadAsync(NpgsqlCommand command, MailTenant tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        AddKeys(command, tenant, ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<MailOrderRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Row(reader, tenant));
        }

        return rows;
    }

    private static MailOrderRow Row(NpgsqlDataReader reader, MailTenant tenant) => new(
        reader.GetGuid(0),
        new MailOrder(reader.GetString(1), new DateTimeOffset(reader.GetDateTime(2)), reader.GetInt64(11), (PaymentStatus)reader.GetInt16(3), (PaymentMethod)reader.GetInt16(4)),
        reader.GetFieldValue<byte[]>(5),
        reader.GetFieldValue<byte[]>(6),
        reader.GetFieldValue<byte[]>(7),
        reader.IsDBNull(8) ? null : reader.GetGuid(8),
        reader.IsDBNull(9) ? NotificationRules.ForSingle(tenant.Mode) : NotificationRules.ForBatch(tenant.Mode, ImportMode(reader.GetInt16(9)), reader.GetInt64(10)),
        reader.IsDBNull(12) ? null : reader.GetGuid(12));

    private static void AddKeys(NpgsqlCommand command, MailTenant tenant, IReadOnlyCollection<Guid> ids)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Id.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = ids.ToArray() });
    }
}
