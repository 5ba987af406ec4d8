using Microsoft.EntityFrameworkCore;

namespace OrderPortal.Infrastructure.Auditing;

internal static class AuditMapping
{
    // Partitioned, which EF cannot say: made by SQL.
    public static void Configure(ModelBuilder model) => model.Entity<AuditRecord>(entry =>
    {
        entry.ToTable("audit_log", table => table.ExcludeFromMigrations());
        entry.HasKey(e => new { e.TenantId, e.OccurredAt, e.Seq });
        entry.Property(e => e.Before).HasColumnType("jsonb");
        entry.Property(e => e.After).HasColumnType("jsonb");
    });
}
