using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// Writes many new orders with their lines in the caller's open transaction. The rows travel by binary COPY into a temporary table of
/// the connection and from there by one INSERT: PostgreSQL refuses COPY into a table with row-level security, and the policy
/// shall check every row all the same. Keep the connection for a run of several calls; the temporary tables live as long as it does.
/// </summary>
public sealed class OrderBulkWriter(FieldCipher cipher, BlindIndex blindIndex)
{
    private const string OrderColumns =
        "tenant_id, id, order_number, status, payment_status, source, customer_id, customer_code, customer_name_encrypted, customer_email_encrypted, " +
        "customer_phone_encrypted, customer_email_index, customer_phone_index, shipping_address_encrypted, ordered_at, delivery_date, delivery_time, " +
        "payment_method, note_encrypted, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, " +
        "batch_id, csv_source, csv_source_sha256, csv_row_number, bulk_import_group, created_at, modified_at";

    private const string LineColumns =
        "tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount, row_number";

    private byte[] _scratch = new byte[FieldCipher.MaxEncryptedLength(1024)];

    /// <remarks>In the order of their numbers, so that two writers that bring the same ones wait for one another instead of deadlocking.</remarks>
    /// <param name="connection">The tenant's, with an open transaction.</param>
    /// <param name="newOrders">All of the connection's tenant.</param>
    /// <exception cref="PostgresException">Unique violation where an order number is taken; the transaction is then to be rolled back.</exception>
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<Order> newOrders, CancellationToken cancellationToken)
    {
        if (newOrders.Count == 0)
        {
            return;
        }

        Order[] orders = [.. newOrders];
        Array.Sort(orders, static (one, other) => string.CompareOrdinal(one.OrderNumber, other.OrderNumber));
        var customers = await ResolveCustomersAsync(connection, orders, cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_orders ON COMMIT DELETE ROWS AS SELECT {OrderColumns} FROM orders WITH NO DATA;
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_order_lines ON COMMIT DELETE ROWS AS SELECT {LineColumns} FROM order_lines WITH NO DATA
            """,
            cancellationToken);
        await CopyOrdersAsync(connection, orders, customers, cancellationToken);
        await CopyLinesAsync(connection, orders, cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            INSERT INTO orders ({OrderColumns}) SELECT {OrderColumns} FROM staged_orders;
            INSERT INTO order_lines ({LineColumns}) SELECT {LineColumns} FROM staged_order_lines
            """,
            cancellationToken);
    }

    private async Task CopyOrdersAsync(
        NpgsqlConnection connection, IReadOnlyList<Order> orders, Dictionary<string, Guid> customers, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY staged_orders ({OrderColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var order in orders)
        {
            await copy.StartRowAsync(cancellationToken);
            WriteOrder(copy, order, customers);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <remarks>Written synchronously: the values go into the driver's buffer, and a task for each of forty values would cost more than the value.</remarks>
    private void WriteOrder(NpgsqlBinaryImporter copy, Order order, Dictionary<string, Guid> customers)
    {
        copy.Write(order.TenantId.Value, NpgsqlDbType.Uuid);
        copy.Write(order.Id.Value, NpgsqlDbType.Uuid);
        copy.Write(order.OrderNumber, NpgsqlDbType.Text);
        copy.Write((short)order.Status, NpgsqlDbType.Smallint);
        copy.Write((short)order.PaymentStatus, NpgsqlDbType.Smallint);
        copy.Write((short)order.Source, NpgsqlDbType.Smallint);
        if (order.CustomerCode is not null && customers.TryGetValue(order.CustomerCode, out var customer))
        {
            copy.Write(customer, NpgsqlDbType.Uuid);
        }
        else
        {
            copy.WriteNull();
        }

        Text(copy, order.CustomerCode);
        Encrypted(copy, order.CustomerName, FieldContexts.OrderCustomerName);
        EncryptedOrNull(copy, order.CustomerEmail, FieldContexts.OrderCustomerEmail);
        EncryptedOrNull(copy, order.CustomerPhone, FieldContexts.OrderCustomerPhone);
        Index(copy, order.TenantId, order.CustomerEmail, blindIndex.ForEmail);
        Index(copy, order.TenantId, order.CustomerPhone, blindIndex.ForPhone);
        var address = ShippingAddressText.Pack(order.ShippingAddress);
        if (address.Length > 0)
        {
            Encrypted(copy, address, FieldContexts.OrderShippingAddress);
        }
        else
        {
            copy.Write(Array.Empty<byte>(), NpgsqlDbType.Bytea);
        }

        copy.Write(order.OrderedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        if (order.DeliveryDate is { } date)
        {
            copy.Write(date, NpgsqlDbType.Date);
        }
        else
        {
            copy.WriteNull();
        }

        Text(copy, order.DeliveryTime);
        copy.Write((short)order.PaymentMethod, NpgsqlDbType.Smallint);
        EncryptedOrNull(copy, order.Note, FieldContexts.OrderNote);
        copy.Write(order.TaxIncluded, NpgsqlDbType.Boolean);
        WriteTotals(copy, order.Totals);
        WriteOrigin(copy, order);
        copy.Write(order.CreatedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(order.ModifiedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
    }

    private static void WriteTotals(NpgsqlBinaryImporter copy, OrderTotals totals)
    {
        copy.Write(totals.Subtotal, NpgsqlDbType.Bigint);
        copy.Write(totals.ShippingFee, NpgsqlDbType.Bigint);
        copy.Write(totals.Discount, NpgsqlDbType.Bigint);
        copy.Write(totals.Taxable10, NpgsqlDbType.Bigint);
        copy.Write(totals.Tax10, NpgsqlDbType.Bigint);
        copy.Write(totals.Taxable8, NpgsqlDbType.Bigint);
        copy.Write(totals.Tax8, NpgsqlDbType.Bigint);
        copy.Write(totals.Taxable0, NpgsqlDbType.Bigint);
        copy.Write(totals.Total, NpgsqlDbType.Bigint);
    }

    private static void WriteOrigin(NpgsqlBinaryImporter copy, Order order)
    {
        if (order.Origin is not { } origin)
        {
            for (var i = 0; i < 5; i++)
            {
                copy.WriteNull();
            }

            return;
        }

        copy.Write(origin.BatchId.Value, NpgsqlDbType.Uuid);
        copy.Write(origin.FileName, NpgsqlDbType.Text);
        copy.Write(origin.FileSha256, NpgsqlDbType.Bytea);
        copy.Write(origin.RowNumber, NpgsqlDbType.Integer);
        Text(copy, origin.Group);
    }

    private static async Task CopyLinesAsync(NpgsqlConnection connection, IReadOnlyList<Order> orders, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY staged_order_lines ({LineColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var order in orders)
        {
            foreach (var line in order.Lines)
            {
                await copy.StartRowAsync(cancellationToken);
                copy.Write(line.TenantId.Value, NpgsqlDbType.Uuid);
                copy.Write(line.OrderId.Value, NpgsqlDbType.Uuid);
                copy.Write(line.Number, NpgsqlDbType.Integer);
                copy.Write(line.ProductCode, NpgsqlDbType.Text);
                copy.Write(line.ProductName, NpgsqlDbType.Text);
                copy.Write(line.Quantity, NpgsqlDbType.Integer);
                copy.Write(line.UnitPrice, NpgsqlDbType.Bigint);
                copy.Write((short)line.TaxRate, NpgsqlDbType.Smallint);
                copy.Write(line.Amount, NpgsqlDbType.Bigint);
                if (line.RowNumber is { } row)
                {
                    copy.Write(row, NpgsqlDbType.Integer);
                }
                else
                {
                    copy.WriteNull();
                }
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Customers are matched by code, and made from the first order that names a new one.</summary>
    /// <returns>Ids of the customers that the orders name, by code.</returns>
    internal async Task<Dictionary<string, Guid>> ResolveCustomersAsync(NpgsqlConnection connection, IReadOnlyList<Order> orders, CancellationToken cancellationToken)
    {
        var named = new SortedDictionary<string, Order>(StringComparer.Ordinal);
        foreach (var order in orders)
        {
            if (order.CustomerCode is not null)
            {
                named.TryAdd(order.CustomerCode, order);
            }
        }

        var known = new Dictionary<string, Guid>(StringComparer.Ordinal);
        if (named.Count == 0)
        {
            return known;
        }

        await FindCustomersAsync(connection, [.. named.Keys], known, cancellationToken);
        var missing = named.Where(pair => !known.ContainsKey(pair.Key)).Select(pair => pair.Value).ToList();
        if (missing.Count > 0)
        {
            await InsertCustomersAsync(connection, missing, cancellationToken);

            // Read back instead of trusting our own ids: another writer may have made the same customer meanwhile.
            await FindCustomersAsync(connection, [.. missing.Select(order => order.CustomerCode!)], known, cancellationToken);
        }

        return known;
    }

    private static async Task FindCustomersAsync(NpgsqlConnection connection, string[] codes, Dictionary<string, Guid> known, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT code, id FROM customers WHERE tenant_id = current_tenant() AND code = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = codes });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            known[reader.GetString(0)] = reader.GetGuid(1);
        }
    }

    /// <remarks>In the order of their codes, so that two writers wait for one another instead of deadlocking.</remarks>
    private async Task InsertCustomersAsync(NpgsqlConnection connection, List<Order> firsts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO customers (tenant_id, id, code, name_encrypted, email_encrypted, phone_encrypted, email_index, phone_index, created_at, modified_at)
            SELECT $1, *, $8, $8 FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $9::bytea[])
            ON CONFLICT (tenant_id, code) DO NOTHING
            """,
            connection);
        var tenant = firsts[0].TenantId;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. firsts.Select(_ => CustomerId.New().Value)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. firsts.Select(order => order.CustomerCode!)] });
        command.Parameters.Add(Bytes([.. firsts.Select(order => (byte[]?)cipher.Encrypt(order.CustomerName, FieldContexts.CustomerName))]));
        command.Parameters.Add(Bytes([.. firsts.Select(order => order.CustomerEmail is { } email ? cipher.Encrypt(email, FieldContexts.CustomerEmail) : null)]));
        command.Parameters.Add(Bytes([.. firsts.Select(order => order.CustomerPhone is { } phone ? cipher.Encrypt(phone, FieldContexts.CustomerPhone) : null)]));
        command.Parameters.Add(Bytes([.. firsts.Select(order => order.CustomerEmail is { } email ? blindIndex.ForEmail(tenant, email) : null)]));
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = firsts[0].CreatedAt.UtcDateTime });
        command.Parameters.Add(Bytes([.. firsts.Select(order => order.CustomerPhone is { } phone ? blindIndex.ForPhone(tenant, phone) : null)]));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Bytes(byte[]?[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    private static void Text(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(value, NpgsqlDbType.Text);
        }
    }

    private static void Index(NpgsqlBinaryImporter copy, TenantId tenant, string? value, Func<TenantId, string, byte[]> index)
    {
        if (string.IsNullOrEmpty(value))
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(index(tenant, value), NpgsqlDbType.Bytea);
        }
    }

    private void EncryptedOrNull(NpgsqlBinaryImporter copy, string? value, string context)
    {
        if (value is null)
        {
            copy.WriteNull();
        }
        else
        {
            Encrypted(copy, value, context);
        }
    }

    private void Encrypted(NpgsqlBinaryImporter copy, string value, string context)
    {
        var most = FieldCipher.MaxEncryptedLength(value.Length);
        if (_scratch.Length < most)
        {
            _scratch = new byte[most];
        }

        var length = cipher.Encrypt(value, context, _scratch);
        copy.Write(new ReadOnlyMemory<byte>(_scratch, 0, length), NpgsqlDbType.Bytea);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
