using System.Data.Common;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// Reads whole orders, hundreds a time, for programs that wait for them: orders and lines in one statement, so that both are of one moment, and in one round
/// trip. Which ones a query of EF says.
/// </summary>
internal sealed class OrderRows(TenantConnections connections, OperationContext operation, FieldCipher cipher) : IOrderReader
{
    private const int FirstOfLine = 34;

    /// <param name="ids">Answers the orders' ids in their sequence. Becomes another command.</param>
    /// <param name="isUsual">Of a form of which there are few: kept prepared.</param>
    public async Task<List<VersionedOrder>> ReadAsync(DbCommand ids, bool isUsual, CancellationToken cancellationToken)
    {
        var tenant = operation.Tenant;
        var command = (NpgsqlCommand)ids;
        command.CommandText = SqlOf(command.CommandText);
        command.Parameters.Add(new NpgsqlParameter<Guid>("rows_tenant_id", tenant.Value));
        await using var reader = await connections.ReadAsync(tenant, command, isUsual, cancellationToken);
        var found = new List<(RecordedOrder Order, long Seq)>();
        var lines = new List<OrderLineDraft>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = new OrderId(reader.GetGuid(0));
            if (found.Count == 0 || found[^1].Order.Id != id)
            {
                lines = [];
                found.Add((ReadOrder(reader, tenant, id, lines), reader.GetInt64(1)));
            }

            if (!reader.IsDBNull(FirstOfLine))
            {
                lines.Add(ReadLine(reader));
            }
        }

        return found.ConvertAll(static row => new VersionedOrder(Order.Restore(row.Order), row.Seq));
    }

    public async Task<VersionedOrder?> GetAsync(OrderId id, CancellationToken cancellationToken)
    {
        await using var one = new NpgsqlCommand("SELECT @id");
        one.Parameters.Add(new NpgsqlParameter<Guid>("id", id.Value));
        return (await ReadAsync(one, isUsual: true, cancellationToken)) is [var found] ? found : null;
    }

    /// <remarks>What is long of an order comes with its first line only.</remarks>
    internal static string SqlOf(string ids) =>
        $"""
        SELECT o.id, o.modified_seq, o.order_number, o.status, o.payment_status, o.source, o.customer_id, o.customer_code, o.ordered_at, o.delivery_date, o.delivery_time,
            o.payment_method, o.tax_included, o.subtotal, o.shipping_fee, o.discount, o.taxable_10, o.tax_10, o.taxable_8, o.tax_8, o.taxable_0, o.total,
            o.batch_id, o.csv_row_number, o.bulk_import_group, o.created_at, o.modified_at,
            {FirstOnly("customer_name_encrypted")}, {FirstOnly("customer_email_encrypted")}, {FirstOnly("customer_phone_encrypted")}, {FirstOnly("shipping_address_encrypted")},
            {FirstOnly("note_encrypted")}, {FirstOnly("csv_source")}, {FirstOnly("csv_source_sha256")},
            l.product_code, l.product_name, l.quantity, l.unit_price, l.tax_rate, l.row_number
        FROM unnest(ARRAY({ids})) WITH ORDINALITY AS page (id, place)
        JOIN orders o ON o.tenant_id = @rows_tenant_id AND o.id = page.id
        LEFT JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
        ORDER BY page.place, l.number
        """;

    private static string FirstOnly(string column) => $"CASE WHEN l.number > 1 THEN NULL ELSE o.{column} END";

    private RecordedOrder ReadOrder(NpgsqlDataReader reader, Domain.Tenancy.TenantId tenant, OrderId id, List<OrderLineDraft> lines)
    {
        var draft = new OrderDraft
        {
            OrderNumber = reader.GetString(2),
            Customer = new OrderCustomer(
                Text(reader, 7), cipher.Decrypt(reader.GetFieldValue<byte[]>(27), FieldContexts.OrderCustomerName), Personal(reader, 28, FieldContexts.OrderCustomerEmail),
                Personal(reader, 29, FieldContexts.OrderCustomerPhone)),
            OrderedAt = Moment(reader, 8),
            DeliveryDate = reader.IsDBNull(9) ? null : reader.GetFieldValue<DateOnly>(9),
            DeliveryTime = Text(reader, 10),
            PaymentMethod = (PaymentMethod)reader.GetInt16(11),
            TaxIncluded = reader.GetBoolean(12),
            ShippingFee = reader.GetInt64(14),
            Discount = reader.GetInt64(15),
            ShippingAddress = ShippingAddressText.Decrypt(reader.GetFieldValue<byte[]>(30), cipher),
            Note = Personal(reader, 31, FieldContexts.OrderNote),
            Lines = lines,
        };
        return new RecordedOrder(
            tenant, id, (OrderStatus)reader.GetInt16(3), (PaymentStatus)reader.GetInt16(4), (OrderSource)reader.GetInt16(5), reader.IsDBNull(6) ? null : new CustomerId(reader.GetGuid(6)), draft,
            new OrderTotals(
                reader.GetInt64(13), draft.ShippingFee, draft.Discount, reader.GetInt64(16), reader.GetInt64(17), reader.GetInt64(18), reader.GetInt64(19), reader.GetInt64(20), reader.GetInt64(21)),
            reader.IsDBNull(22)
                ? null
                : new ImportOrigin(new ImportId(reader.GetGuid(22)), reader.GetString(32), reader.GetFieldValue<byte[]>(33), reader.GetInt32(23), Text(reader, 24)),
            Moment(reader, 25), Moment(reader, 26));
    }

    private static OrderLineDraft ReadLine(NpgsqlDataReader reader) => new(
        reader.GetString(FirstOfLine), reader.GetString(FirstOfLine + 1), reader.GetInt32(FirstOfLine + 2), reader.GetInt64(FirstOfLine + 3), (TaxRate)reader.GetInt16(FirstOfLine + 4),
        reader.IsDBNull(FirstOfLine + 5) ? null : reader.GetInt32(FirstOfLine + 5));

    private string? Personal(NpgsqlDataReader reader, int column, string context) => reader.IsDBNull(column) ? null : cipher.Decrypt(reader.GetFieldValue<byte[]>(column), context);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset Moment(NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);
}
