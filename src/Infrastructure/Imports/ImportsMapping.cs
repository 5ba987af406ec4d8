using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

internal static class ImportsMapping
{
    public static void Configure(ModelBuilder model, FieldCipher cipher)
    {
        model.Entity<ImportBatchRecord>(batch =>
        {
            batch.ToTable("import_batches", table =>
            {
                table.HasCheckConstraint("ck_import_batches_values", "status BETWEEN 1 AND 9 AND phase BETWEEN 1 AND 7 AND encoding BETWEEN 1 AND 6 AND mode BETWEEN 1 AND 2 AND duplicates BETWEEN 1 AND 3 AND settle BETWEEN 0 AND 2 AND notify BETWEEN 0 AND 3");
                table.HasCheckConstraint("ck_import_batches_sha256", "octet_length(file_sha256) = 32");
            });
            batch.HasKey(b => new { b.TenantId, b.Id });
            batch.Property(b => b.Id).ValueGeneratedNever();
            batch.Property(b => b.Number).ValueGeneratedOnAdd().HasDefaultValueSql("0");
            batch.Property(b => b.Mapping).HasColumnType("jsonb");
            batch.Property(b => b.OrderGroup).HasMaxLength(OrderLimits.GroupLength);
            batch.HasIndex(b => new { b.TenantId, b.Number }).IsUnique();
            batch.HasIndex(b => new { b.TenantId, b.FileSha256 });
            batch.HasIndex(b => new { b.TenantId, b.CreatedAt, b.Id }).IsDescending(false, true, true);
            batch.HasIndex(b => new { b.TenantId, b.ParentId }).HasFilter("parent_id IS NOT NULL");
            batch.HasModification(nameof(ImportBatchRecord.ModifiedAt));
        });

        // Partitioned, which EF cannot say: made by SQL.
        model.Entity<ImportProblemRecord>(problem =>
        {
            problem.ToTable("import_problems", table => table.ExcludeFromMigrations());
            problem.HasKey(p => new { p.TenantId, p.BatchId, p.BatchCreatedAt, p.Number });
            problem.Property(p => p.Number).ValueGeneratedNever();
            problem.Property(p => p.Detail).IsEncryptedOrNull(cipher, FieldContexts.ImportProblemDetail);
        });
        model.Entity<StoredFileRecord>(file =>
        {
            file.ToTable("stored_files").HasKey(f => new { f.TenantId, f.Id });
            file.Property(f => f.Id).ValueGeneratedNever();
        });
        model.Entity<StoredFileChunkRecord>(chunk =>
        {
            chunk.ToTable("stored_file_chunks").HasKey(c => new { c.TenantId, c.FileId, c.Number });
            chunk.Property(c => c.Number).ValueGeneratedNever();
            chunk.Property(c => c.Content).HasColumnName("content_encrypted");
            chunk.HasOne<StoredFileRecord>().WithMany().HasForeignKey(c => new { c.TenantId, c.FileId }).OnDelete(DeleteBehavior.Cascade);
        });
        Preparation(model);
        Mending(model, cipher);
    }

    private static void Preparation(ModelBuilder model)
    {
        model.Entity<MappingProfileRecord>(profile =>
        {
            profile.ToTable("mapping_profiles").HasKey(p => new { p.TenantId, p.Id });
            profile.Property(p => p.Id).ValueGeneratedNever();
            profile.Property(p => p.Name).HasMaxLength(MappingProfileLimits.NameLength);
            profile.Property(p => p.Mapping).HasColumnType("jsonb");
            profile.HasIndex(p => new { p.TenantId, p.Name }).IsUnique();
            profile.HasModification(nameof(MappingProfileRecord.ModifiedAt));
        });
        model.Entity<ImportDraftRecord>(draft =>
        {
            draft.ToTable("import_drafts").HasKey(d => new { d.TenantId, d.FileId });
            draft.Property(d => d.FileId).ValueGeneratedNever();
            draft.Property(d => d.Choices).HasColumnType("jsonb");
            draft.HasOne<StoredFileRecord>().WithOne().HasForeignKey<ImportDraftRecord>(d => new { d.TenantId, d.FileId }).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void Mending(ModelBuilder model, FieldCipher cipher)
    {
        model.Entity<ImportUpdateRecord>(update =>
        {
            update.ToTable("import_updates").HasKey(u => new { u.TenantId, u.BatchId, u.OrderId });
            update.Property(u => u.Before).HasColumnName("before_encrypted");
        });
        model.Entity<ImportEditRecord>(edit =>
        {
            edit.ToTable("import_edits").HasKey(e => new { e.TenantId, e.BatchId, e.RowNumber, e.Cell });
            edit.Property(e => e.RowNumber).ValueGeneratedNever();
            edit.Property(e => e.Cell).ValueGeneratedNever();
            edit.Property(e => e.Value).IsEncrypted(cipher, FieldContexts.ImportEditValue);
        });
        model.Entity<ValueRuleRecord>(rule =>
        {
            rule.ToTable("value_rules").HasKey(r => new { r.TenantId, r.Id });
            rule.Property(r => r.Id).ValueGeneratedNever();
            rule.HasIndex(r => new { r.TenantId, r.ColumnId, r.Value, r.BatchId }).IsUnique().AreNullsDistinct(false);
        });
    }
}
