using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>Looks at what lies in the tables, past every tenant.</summary>
internal static class PaymentTables
{
    public static async Task<long> CountAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    public static async Task ExecuteAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<List<string>> ListAsync(this TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    public static Task FinishedAsync(this TestDatabase database, SeededSettlement settlement, int seconds = 60) => Eventually.HoldsAsync(
        async () => await database.CountAsync($"SELECT count(*) FROM settlements WHERE id = '{settlement.Id}' AND finished_at IS NOT NULL") == 1, seconds);

    /// <summary>The charges' statuses in words of the enumeration, with how many there are.</summary>
    public static async Task<string> StatusesAsync(this TestDatabase database, SeededSettlement settlement) => string.Join(
        ", ", await database.ListAsync($"SELECT format('%s: %s', status, count(*)) FROM charges WHERE settlement_id = '{settlement.Id}' GROUP BY status ORDER BY status"));

    /// <summary>
    /// What must hold whatever happened on the way: the gateway executed each paid charge once and no other, the portal booked exactly that money, to the yen and for
    /// every order, and nothing is left to do.
    /// </summary>
    public static async Task AssertExactAsync(this TestDatabase database, TestDatabase gateway, TenantId tenant)
    {
        var executed = await gateway.ListAsync($"SELECT metadata->>'charge' || ' ' || amount FROM simulator.charges WHERE metadata->>'tenant' = '{tenant.Value:N}' AND outcome = 'succeeded' ORDER BY 1");
        var booked = await database.ListAsync($"SELECT replace(id::text, '-', '') || ' ' || amount FROM charges WHERE tenant_id = '{tenant}' AND status = 3 ORDER BY 1");
        Assert.Equal(executed, booked);
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM work_queue WHERE tenant_id = '{tenant}' AND lane LIKE '%:simulator'"));
        Assert.Equal(
            0,
            await database.CountAsync(
                $"""
                SELECT count(*) FROM charge_allocations a JOIN charges c USING (tenant_id)
                FULL JOIN payment_movements m ON m.tenant_id = a.tenant_id AND m.charge_id = a.charge_id AND m.order_id = a.order_id
                WHERE a.tenant_id = '{tenant}' AND c.id = a.charge_id AND (c.status = 3) IS DISTINCT FROM (m.amount IS NOT NULL AND m.amount = a.amount)
                """));
        Assert.Equal(
            await gateway.CountAsync($"SELECT coalesce(sum(amount), 0) FROM simulator.charges WHERE metadata->>'tenant' = '{tenant.Value:N}' AND outcome = 'succeeded'"),
            await database.CountAsync($"SELECT coalesce(sum(amount), 0) FROM payment_movements WHERE tenant_id = '{tenant}'"));
        Assert.Equal(
            booked.Count, await database.CountAsync($"SELECT count(*) FROM outbox_events WHERE tenant_id = '{tenant}' AND type = 'charge.succeeded'"));
    }
}
