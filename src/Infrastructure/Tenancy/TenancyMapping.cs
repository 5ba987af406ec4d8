using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Tenancy.Accounts;

namespace OrderPortal.Infrastructure.Tenancy;

internal static class TenancyMapping
{
    public static void Configure(ModelBuilder model, FieldCipher cipher)
    {
        Tenants(model);
        Users(model, cipher);
        UserParts(model, cipher);
        UserSessions(model, cipher);
        ApiClients(model);
    }

    private static void Tenants(ModelBuilder model) => model.Entity<Tenant>(tenant =>
    {
        tenant.ToTable("tenants", t => t.HasCheckConstraint("ck_tenants_values", "tax_rounding BETWEEN 1 AND 3 AND default_payment_method BETWEEN 1 AND 4 AND notification_mode BETWEEN 0 AND 3"));
        tenant.Property(t => t.Id).ValueGeneratedNever();
        tenant.Property(t => t.Key).HasMaxLength(50);
        tenant.HasIndex(t => t.Key).IsUnique();
        tenant.Property(t => t.Name).HasMaxLength(200);
        tenant.ComplexProperty(t => t.Settings, settings => settings.Property(s => s.NotificationMode).HasDefaultValue(NotificationMode.Automatic));
    });

    private static void Users(ModelBuilder model, FieldCipher cipher)
    {
        model.Entity<PortalUser>(user =>
        {
            user.ToTable("users");
            user.HasKey(u => new { u.TenantId, u.Id });
            user.Ignore(u => u.UserName).Ignore(u => u.NormalizedUserName).Ignore(u => u.NormalizedEmail);
            user.Property(u => u.Id).ValueGeneratedNever();
            user.Property(u => u.Email).IsRequired().IsEncryptedOrNull(cipher, FieldContexts.UserEmail);
            user.Property(u => u.DisplayName).IsEncrypted(cipher, FieldContexts.UserDisplayName);
            user.Property(u => u.PhoneNumber).IsEncryptedOrNull(cipher, FieldContexts.UserPhone);
            user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
            user.HasIndex(u => new { u.TenantId, u.EmailIndex }).IsUnique();
        });
        model.Entity<PortalRole>(role =>
        {
            role.ToTable("roles");
            role.HasIndex(r => r.NormalizedName).IsUnique();
            role.HasData(Roles.All.Select((name, i) => new PortalRole
            {
                Id = new Guid(i + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                Name = name,
                NormalizedName = name.ToUpperInvariant(),
                ConcurrencyStamp = name,
            }));
        });
        model.Entity<SignInDirectoryEntry>(entry =>
        {
            entry.ToTable("sign_in_directory").HasAnnotation(TenantModel.GlobalAnnotation, true);
            entry.HasKey(e => e.EmailIndex);
            entry.HasIndex(e => new { e.TenantId, e.UserId }).IsUnique();
        });
    }

    private static void UserParts(ModelBuilder model, FieldCipher cipher)
    {
        model.Entity<PortalUserRole>(part =>
        {
            part.ToTable("user_roles").HasKey(p => new { p.TenantId, p.UserId, p.RoleId });
            part.HasOne<PortalUser>().WithMany().HasForeignKey(p => new { p.TenantId, p.UserId });
            part.HasOne<PortalRole>().WithMany().HasForeignKey(p => p.RoleId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<PortalUserClaim>(part =>
        {
            part.ToTable("user_claims").HasKey(p => new { p.TenantId, p.Id });
            part.Property(p => p.Id).UseIdentityByDefaultColumn();
            part.HasOne<PortalUser>().WithMany().HasForeignKey(p => new { p.TenantId, p.UserId });
        });
        model.Entity<PortalUserLogin>(part =>
        {
            part.ToTable("user_logins").HasKey(p => new { p.TenantId, p.LoginProvider, p.ProviderKey });
            part.HasOne<PortalUser>().WithMany().HasForeignKey(p => new { p.TenantId, p.UserId });
        });
        model.Entity<PortalUserToken>(part =>
        {
            part.ToTable("user_tokens").HasKey(p => new { p.TenantId, p.UserId, p.LoginProvider, p.Name });
            part.Property(p => p.Value).IsEncryptedOrNull(cipher, FieldContexts.UserToken);
            part.HasOne<PortalUser>().WithMany().HasForeignKey(p => new { p.TenantId, p.UserId });
        });
    }

    private static void UserSessions(ModelBuilder model, FieldCipher cipher) => model.Entity<UserSessionRecord>(session =>
    {
        session.ToTable("user_sessions").HasKey(s => new { s.TenantId, s.Id });
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.SourceAddress).IsEncryptedOrNull(cipher, FieldContexts.SessionSourceAddress);
        session.Property(s => s.Device).IsEncryptedOrNull(cipher, FieldContexts.SessionDevice);
        session.HasOne<PortalUser>().WithMany().HasForeignKey(s => new { s.TenantId, s.UserId });
    });

    private static void ApiClients(ModelBuilder model)
    {
        model.Entity<ApiClientRecord>(client =>
        {
            client.ToTable("api_clients").HasKey(c => new { c.TenantId, c.Id });
            client.Property(c => c.Id).ValueGeneratedNever();
            client.Property(c => c.ClientId).HasMaxLength(100);
            client.Property(c => c.Name).HasMaxLength(200);
            client.HasIndex(c => new { c.TenantId, c.ClientId }).IsUnique();
        });
        model.Entity<ApiClientSecretRecord>(secret =>
        {
            secret.ToTable("api_client_secrets").HasKey(s => new { s.TenantId, s.ApiClientId, s.Id });
            secret.Property(s => s.Id).ValueGeneratedNever();
            secret.HasOne<ApiClientRecord>().WithMany().HasForeignKey(s => new { s.TenantId, s.ApiClientId });
        });
        model.Entity<ApiClientDirectoryEntry>(entry =>
        {
            entry.ToTable("api_client_directory").HasAnnotation(TenantModel.GlobalAnnotation, true);
            entry.HasKey(e => e.ClientId);
            entry.Property(e => e.ClientId).HasMaxLength(100);
            entry.HasIndex(e => new { e.TenantId, e.ApiClientId }).IsUnique();
        });
        model.Entity<RevokedTokenRecord>().ToTable("revoked_tokens").HasKey(t => new { t.TenantId, t.TokenId });
    }
}
