using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Dashboard;

/// <summary>Orders, lines and charges written with plain SQL under the application's role, and the rollups over them.</summary>
internal sealed class RollupHost(TestDatabase database)
{
    private const string InsertOrders =
        """
        INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, bulk_import_group, customer_name_encrypted, shipping_address_encrypted,
            ordered_at, payment_method, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, created_at, modified_at)
        """;

    private const string InsertLines = "INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Rollups Rollups { get; } = new(database.Connections);

    public async Task<int> ExecuteAsync(TenantId tenant, string sql)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<T> ScalarAsync<T>(TenantId tenant, string sql)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>Until the statement, which another connection runs, waits for a row, or has not had to wait.</summary>
    public async Task BlockedAsync(TenantId tenant, Task statement)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!statement.IsCompleted
            && !await ScalarAsync<bool>(tenant, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"))
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    /// <summary>So many orders of one or two lines each, over some days, customers, products and groups.</summary>
    /// <param name="skewed">Few customers and products have most of them.</param>
    public Task<int> AddOrdersAsync(TenantId tenant, int count, int seed, bool skewed = true, int days = 30) => ExecuteAsync(
        tenant,
        $"""
        SELECT setseed({(seed / 1000.0).ToString(CultureInfo.InvariantCulture)});
        CREATE TEMP TABLE made ON COMMIT DROP AS SELECT gen_random_uuid() AS id, n, random() AS c, random() AS p, random() AS d, random() AS s, random() AS a FROM generate_series(1, {count}) n;
        {InsertOrders}
        SELECT '{tenant}', id, id::text, 1 + floor(s * 7), 1 + n % 6, 1 + n % 3, CASE WHEN n % 10 > 0 THEN 'C-' || floor(100 * c{(skewed ? " * c * c" : "")}) END, CASE WHEN n % 3 = 0 THEN 'G-' || n % 4 END,
            '\x00', '\x00', timestamptz '2026-01-01T00:00+09' + d * {days} * interval '1 day', 1, true, 0, 0, 0, 0, 0, 0, 0, 0, 100 + floor(a * 1000), now(), now() FROM made;
        {InsertLines}
        SELECT '{tenant}', id, l, 'P-' || floor(50 * p{(skewed ? " * p * p" : "")}) + l, 'x', 1 + n % 3, 1, 10, 10 + floor(a * 100) FROM made, generate_series(1, 1 + n % 2) l
        """);

    /// <summary>The statement for new orders whose ids follow each other as these positions do.</summary>
    public static string InsertOrdersAt(TenantId tenant, params int[] positions) =>
        $"""
        {InsertOrders}
        SELECT '{tenant}', lpad(n::text, 32, '0')::uuid, n, 1, 1, 1, 'C-1', NULL, '\x00', '\x00', now(), 1, true, 0, 0, 0, 0, 0, 0, 0, 0, 100, now(), now() FROM unnest({Array(positions)}) n
        """;

    /// <summary>The statement for a line of each of these orders.</summary>
    public static string InsertLinesAt(TenantId tenant, params int[] positions) => $"{InsertLines} {LinesAt(tenant, positions)}";

    public static string LinesAt(TenantId tenant, params int[] positions) =>
        $"SELECT '{tenant}'::uuid, lpad(n::text, 32, '0')::uuid, 1, 'P-1', 'x', 1, 100, 10, 100 FROM unnest({Array(positions)}) n";

    /// <summary>A settlement for charges to belong to; its id is the tenant's.</summary>
    public Task<int> AddSettlementAsync(TenantId tenant) => ExecuteAsync(
        tenant,
        $"""
        INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
        VALUES ('{tenant}', '{tenant}', 0, 1, 'simulator', '\x00', 1, 1, 1, now(), 0, '{tenant}', '')
        """);

    /// <summary>A statement of a kind that orders are changed by, chosen at random.</summary>
    public Task ChangeAsync(TenantId tenant, Random random)
    {
        var some = $"id IN (SELECT id FROM orders ORDER BY md5(id::text || {random.Next()}) LIMIT {random.Next(1, 12)})";
        return random.Next(11) switch
        {
            0 or 1 => AddOrdersAsync(tenant, random.Next(1, 30), random.Next(1000)),
            2 => ExecuteAsync(tenant, $"UPDATE orders SET status = {random.Next(1, 8)} WHERE {some}"),
            3 => ExecuteAsync(tenant, $"UPDATE orders SET payment_status = {random.Next(1, 7)}, status = 1 + (status + 1) % 7 WHERE {some}"),
            4 => ExecuteAsync(tenant, $"UPDATE orders SET ordered_at = ordered_at + interval '{random.Next(-50, 50)} hours', total = total + {random.Next(100)} WHERE {some}"),
            5 => ExecuteAsync(tenant, $"UPDATE orders SET customer_code = NULLIF('C-{random.Next(5)}', 'C-0'), bulk_import_group = NULLIF('G-{random.Next(5)}', 'G-0') WHERE {some}"),
            6 => ExecuteAsync(tenant, $"DELETE FROM orders WHERE {some}"),
            7 => ExecuteAsync(tenant, $"UPDATE order_lines SET quantity = quantity + 1, amount = amount + 5, product_code = 'P-{random.Next(10)}' WHERE order_{some}"),
            8 => ExecuteAsync(tenant, $"DELETE FROM order_lines WHERE order_{some}"),
            9 => ExecuteAsync(tenant, $"UPDATE orders SET note_encrypted = '\\x01' WHERE {some}"),
            _ => Rollups.FoldAsync(tenant, Cancel),
        };
    }

    public async Task AssertExactAsync(TenantId tenant)
    {
        var faults = await Rollups.CheckAsync(tenant, Cancel);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static string Array(int[] values) => $"ARRAY[{string.Join(',', values)}]";
}
