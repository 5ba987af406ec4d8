using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// Writes many new orders with their lines in the caller's open transaction. The rows travel by binary COPY into a temporary table of
/// the connection and from there by one INSERT: PostgreSQL refuses COPY into a table with row-level security, and the policy
/// shall check every row all the same. Keep the connection for a run of several calls; the temporary tables live as long as it does.
/// </summary>
public sealed class OrderBulkWriter(FieldCipher cipher, BlindIndex blindIndex)
{
    private readonly OrderRowEncoder _encoder = new(cipher, blindIndex);

    /// <summary>Encrypts and encodes ahead, without the database; on any thread. In the order of the orders' numbers.</summary>
    public PreparedOrders Prepare(IReadOnlyList<Order> newOrders)
    {
        Order[] orders = [.. newOrders];
        Array.Sort(orders, static (one, other) => string.CompareOrdinal(one.OrderNumber, other.OrderNumber));
        return new PreparedOrders(orders, _encoder);
    }

    /// <remarks>In the order of their numbers, so that two writers that bring the same ones wait for one another instead of deadlocking.</remarks>
    /// <param name="connection">The tenant's, with an open transaction.</param>
    /// <param name="newOrders">All of the connection's tenant, and all prepared.</param>
    /// <param name="prepared">What is not among the new orders is left out. Stays the caller's.</param>
    /// <exception cref="PostgresException">Unique violation where an order number is taken; the transaction is then to be rolled back.</exception>
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<Order> newOrders, PreparedOrders prepared, CancellationToken cancellationToken)
    {
        if (newOrders.Count == 0)
        {
            return;
        }

        var orders = newOrders.ToHashSet();
        prepared.SetCustomers(orders, await ResolveCustomersAsync(connection, prepared.Orders.Where(orders.Contains), cancellationToken));
        var (orderRows, lineRows) = prepared.RangesOf(orders);
        await ExecuteAsync(
            connection,
            $"""
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_orders ON COMMIT DELETE ROWS AS SELECT {OrderRowEncoder.OrderColumns} FROM orders WITH NO DATA;
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_order_lines ON COMMIT DELETE ROWS AS SELECT {OrderRowEncoder.LineColumns} FROM order_lines WITH NO DATA
            """,
            cancellationToken);
        await prepared.OrderRows.SendAsync(connection, $"staged_orders ({OrderRowEncoder.OrderColumns})", orderRows, cancellationToken);
        await prepared.LineRows.SendAsync(connection, $"staged_order_lines ({OrderRowEncoder.LineColumns})", lineRows, cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            INSERT INTO orders ({OrderRowEncoder.OrderColumns}) SELECT {OrderRowEncoder.OrderColumns} FROM staged_orders;
            INSERT INTO order_lines ({OrderRowEncoder.LineColumns}) SELECT {OrderRowEncoder.LineColumns} FROM staged_order_lines
            """,
            cancellationToken);
    }

    /// <summary>Customers are matched by code, and made from the first order that names a new one.</summary>
    /// <returns>Ids of the customers that the orders name, by code.</returns>
    internal async Task<Dictionary<string, Guid>> ResolveCustomersAsync(NpgsqlConnection connection, IEnumerable<Order> orders, CancellationToken cancellationToken)
    {
        var named = new Dictionary<string, Order>(StringComparer.Ordinal);
        foreach (var order in orders)
        {
            if (order.CustomerCode is not null)
            {
                named.TryAdd(order.CustomerCode, order);
            }
        }

        var known = new Dictionary<string, Guid>(named.Count, StringComparer.Ordinal);
        if (named.Count == 0)
        {
            return known;
        }

        await FindCustomersAsync(connection, [.. named.Keys], known, cancellationToken);
        var missing = named.Values.Where(IsMissing).ToList();
        if (missing.Count > 0)
        {
            missing.Sort(static (one, other) => string.CompareOrdinal(one.CustomerCode, other.CustomerCode));
            await InsertCustomersAsync(connection, missing, known, cancellationToken);

            // Another writer may have made the same customers meanwhile.
            if (missing.Where(IsMissing).Select(static order => order.CustomerCode!).ToArray() is { Length: > 0 } others)
            {
                await FindCustomersAsync(connection, others, known, cancellationToken);
            }
        }

        return known;

        bool IsMissing(Order order) => !known.ContainsKey(order.CustomerCode!);
    }

    private static async Task FindCustomersAsync(NpgsqlConnection connection, string[] codes, Dictionary<string, Guid> known, CancellationToken cancellationToken)
    {
        // Code by code, and the tenant left to row-level security, on purpose: of a tenant that statistics do not know yet the planner thinks
        // that it has a handful of customers, and would read all of them for each chunk.
        await using var command = new NpgsqlCommand(
            """
            SELECT c.code, c.id FROM unnest($1) AS wanted (code)
            CROSS JOIN LATERAL (SELECT code, id FROM customers WHERE code = wanted.code LIMIT 1) c
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = codes });
        await ReadCustomersAsync(command, known, cancellationToken);
    }

    private static async Task ReadCustomersAsync(NpgsqlCommand command, Dictionary<string, Guid> known, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(reader.GetString(0), reader.GetGuid(1));
        }
    }

    /// <remarks>In the order of their codes, so that two writers wait for one another instead of deadlocking.</remarks>
    private async Task InsertCustomersAsync(NpgsqlConnection connection, List<Order> firsts, Dictionary<string, Guid> known, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO customers (tenant_id, id, code, name_encrypted, email_encrypted, phone_encrypted, email_index, phone_index, created_at, modified_at)
            SELECT $1, *, $8, $8 FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $9::bytea[])
            ON CONFLICT (tenant_id, code) DO NOTHING RETURNING code, id
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
        await ReadCustomersAsync(command, known, cancellationToken);
    }

    private static NpgsqlParameter Bytes(byte[]?[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
