using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Tenancy;

namespace OrderPortal.Infrastructure.Demo;

/// <summary>The demo tenants with their users and API clients. What is there already is left as it is.</summary>
public static class DemoSeed
{
    public const string Password = "Demo-portal-2026";
    public const string ClientId = "demo-client";
    public const string LimitedClientId = "limited-client";
    public const string OtherClientId = "other-client";

    public static readonly TenantId DemoTenant = new(new Guid("01900000-0000-7000-8000-000000000001"));
    public static readonly TenantId OtherTenant = new(new Guid("01900000-0000-7000-8000-000000000002"));

    private const long LockKey = 0x4F72646572446D6F;

    private static readonly (string Email, string Name, string Role)[] DemoUsers =
    [
        ("admin@demo.example", "青木 管理", Roles.Administrator),
        ("finance@demo.example", "伊藤 経理", Roles.Finance),
        ("operator@demo.example", "佐藤 受注", Roles.Operator),
        ("viewer@demo.example", "高橋 閲覧", Roles.Viewer),
    ];

    private static readonly (string Email, string Name, string Role)[] OtherUsers = [("admin@other.example", "渡辺 管理", Roles.Administrator)];

    internal static HashSet<string> Emails { get; } = [.. DemoUsers.Concat(OtherUsers).Select(u => u.Email)];

    /// <summary>Seeds where <see cref="DemoAccess.Enabled"/>; several instances may do so at once.</summary>
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken = default)
    {
        if (!services.GetRequiredService<DemoAccess>().Enabled)
        {
            return;
        }

        await using var guard = await services.GetRequiredService<TenantConnections>().OpenGlobalAsync(cancellationToken);
        await using var take = guard.CreateCommand();
        take.CommandText = $"SELECT pg_advisory_lock({LockKey})";
        await take.ExecuteNonQueryAsync(cancellationToken);
        var settings = new TenantSettings { FreeProductCodes = true, SplitSettlement = true };
        await SeedAsync(services, DemoTenant, "demo", "デモ商事株式会社", settings, DemoUsers,
            [(ClientId, "demo-secret-2026", "デモ連携", false), (LimitedClientId, "limited-secret-2026", "デモ連携（制限あり）", true)], cancellationToken);
        await SeedAsync(services, OtherTenant, "other", "アザー物産株式会社", settings, OtherUsers,
            [(OtherClientId, "other-secret-2026", "アザー連携", false)], cancellationToken);
    }

    private static async Task SeedAsync(
        IServiceProvider services, TenantId tenant, string key, string name, TenantSettings settings, (string Email, string Name, string Role)[] users,
        (string ClientId, string Secret, string Name, bool RateLimited)[] clients, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, Actor.System);
        var context = scope.ServiceProvider.GetRequiredService<OrderPortalDbContext>();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!await context.Tenants.AnyAsync(t => t.Id == tenant, cancellationToken))
        {
            context.Tenants.Add(new Tenant(tenant, key, name, settings, now));
            await context.SaveChangesAsync(cancellationToken);
        }

        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        foreach (var user in users)
        {
            if (await manager.FindByEmailAsync(user.Email) is null)
            {
                var created = new PortalUser { Email = user.Email, DisplayName = user.Name, EmailConfirmed = true, LockoutEnabled = true, CreatedAt = now };
                Check(await manager.CreateAsync(created, Password));
                Check(await manager.AddToRoleAsync(created, user.Role));
            }
        }

        foreach (var client in clients)
        {
            await AddClientAsync(context, tenant, client, now, cancellationToken);
        }
    }

    private static async Task AddClientAsync(
        OrderPortalDbContext context, TenantId tenant, (string ClientId, string Secret, string Name, bool RateLimited) client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await context.ApiClientDirectory.AnyAsync(e => e.ClientId == client.ClientId, cancellationToken))
        {
            return;
        }

        var record = new ApiClientRecord
        {
            ClientId = client.ClientId,
            Name = client.Name,
            Scopes = [.. Scopes.All],
            RateLimited = client.RateLimited,
            CreatedAt = now,
        };
        context.ApiClients.Add(record);
        context.ApiClientSecrets.Add(new ApiClientSecretRecord { ApiClientId = record.Id, SecretHash = SecretHash.Of(client.Secret), CreatedAt = now });
        context.ApiClientDirectory.Add(new ApiClientDirectoryEntry { ClientId = client.ClientId, TenantId = tenant, ApiClientId = record.Id });
        await context.SaveChangesAsync(cancellationToken);
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new StartException($"The demo accounts could not be made: {string.Join(", ", result.Errors.Select(e => e.Code))}.");
        }
    }
}
