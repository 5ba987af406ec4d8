using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Demo;

public sealed class DemoHistoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WhereItIsWanted_MakesNinetyDaysOnceAndEachSumFits()
    {
        await using var without = Services(history: false);
        await using var services = Services(history: true);
        await AddTenantAsync();
        await DemoHistory.RunAsync(without, Cancel);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM orders"));

        await Task.WhenAll(DemoHistory.RunAsync(services, Cancel), DemoHistory.RunAsync(services, Cancel));
        var orders = await CountAsync("SELECT count(*) FROM orders");
        await DemoHistory.RunAsync(services, Cancel);

        Assert.InRange(orders, 5_000, 20_000);
        Assert.Equal(orders, await CountAsync("SELECT count(*) FROM orders"));
        Assert.InRange(await CountAsync("SELECT count(DISTINCT (ordered_at AT TIME ZONE 'Asia/Tokyo')::date) FROM orders"), DemoHistory.Days - 1, DemoHistory.Days);
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM orders WHERE ordered_at > now()"));

        // Each charge is the sum of its parts, each paid order is paid in full, and the way to each status is told.
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM charges c WHERE amount <> (SELECT sum(amount) FROM charge_allocations a WHERE a.tenant_id = c.tenant_id AND a.charge_id = c.id)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM orders o WHERE payment_status = 3 AND total <> (SELECT sum(amount) FROM charge_allocations a WHERE a.tenant_id = o.tenant_id AND a.order_id = o.id)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM settlements s WHERE amount <> (SELECT sum(amount) FROM charges c WHERE c.tenant_id = s.tenant_id AND c.settlement_id = s.id)"));
        Assert.Equal(
            0,
            await CountAsync(
                """
                SELECT count(*) FROM orders o
                WHERE status <> coalesce((SELECT max(to_status) FROM order_status_changes s WHERE s.tenant_id = o.tenant_id AND s.order_id = o.id), 1)
                """));
        Assert.Equal(6, await CountAsync("SELECT count(DISTINCT status) FROM orders"));

        // What the books say, the portal's and the gateway's, and who waits for a customer has a slip.
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM charges c WHERE CASE status WHEN 3 THEN amount ELSE 0 END <> (SELECT coalesce(sum(amount), 0) FROM payment_movements m WHERE m.tenant_id = c.tenant_id AND m.charge_id = c.id)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM charges c WHERE (SELECT count(*) FROM charge_attempts a WHERE a.tenant_id = c.tenant_id AND a.charge_id = c.id AND a.outcome = CASE c.status WHEN 3 THEN 1 WHEN 4 THEN 2 ELSE 3 END) <> 1"));
        Assert.Equal(
            0,
            await CountAsync(
                """
                SELECT count(*) FROM charges c LEFT JOIN simulator.charges g ON g.reference = c.gateway_reference AND g.idempotency_key = replace(c.id::text, '-', '') || '-1' AND g.amount = c.amount
                WHERE g.outcome IS DISTINCT FROM CASE c.status WHEN 3 THEN 'succeeded' WHEN 4 THEN 'declined' ELSE 'awaiting' END
                    OR (c.status = 6) <> (g.voucher IS NOT NULL) OR (c.status = 6) <> (c.voucher_encrypted IS NOT NULL) OR c.expires_at IS DISTINCT FROM g.expires_at
                """));
        Assert.Equal(DemoProducts.All.Count, await CountAsync("SELECT count(*) FROM products WHERE name_en <> ''"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM order_lines l WHERE NOT EXISTS (SELECT FROM products p WHERE p.tenant_id = l.tenant_id AND p.code = l.product_code AND p.name_ja = l.product_name)"));
    }

    private ServiceProvider Services(bool history)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Encryption:Keys", string.Join(',', TestKeys.Entries)), new("Demo:Enabled", "true"), new("Demo:History", history ? "true" : "false")]).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton<IHostEnvironment>(new Development()).AddSingleton(TimeProvider.System).AddLogging();
        services.AddSingleton<DemoAccess>();
        services.AddEncryption().AddPersistence(database.ConnectionString).AddScoped<OrderBulkWriter>();
        return services.BuildServiceProvider();
    }

    private async Task AddTenantAsync()
    {
        await using var context = database.CreateContext(DemoSeed.DemoTenant);
        context.Tenants.Add(new Tenant(DemoSeed.DemoTenant, "demo", "デモ商事株式会社", new TenantSettings(), TimeProvider.System.GetUtcNow()));
        await context.SaveChangesAsync(Cancel);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await database.Connections.OpenAsync(DemoSeed.DemoTenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private sealed class Development : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "OrderPortal";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
