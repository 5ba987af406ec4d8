using Microsoft.EntityFrameworkCore;

namespace OrderPortal.Infrastructure.Shared.Security;

internal static class SecurityMapping
{
    public static void Configure(ModelBuilder model) => model.Entity<DataProtectionKeyRecord>(key =>
    {
        key.ToTable("data_protection_keys");
        key.Property(k => k.Id).ValueGeneratedNever();
        key.Property(k => k.FriendlyName).HasMaxLength(200);
    });
}
