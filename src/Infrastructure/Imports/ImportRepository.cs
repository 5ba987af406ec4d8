using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Creates imports: the record, its place in the queue and the audit entry in one transaction.</summary>
public sealed class ImportRepository(OrderPortalDbContext context, OperationContext operation, IAuditLog audit, TimeProvider clock) : IImportRepository
{
    private static readonly ImportStatus[] Void = [ImportStatus.Failed, ImportStatus.Cancelled, ImportStatus.Undone];

    public async Task<ImportSnapshot?> FindSameFileAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        var hash = sha256.ToArray();
        var found = await context.ImportBatches.AsNoTracking()
            .Where(batch => batch.FileSha256 == hash && !batch.DryRun && !Void.Contains(batch.Status))
            .OrderByDescending(batch => batch.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return found?.ToSnapshot();
    }

    public async Task<ImportSnapshot> CreateAsync(StoredFile file, FileFormat format, ImportSettings settings, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // The database keeps microseconds; a finer value would not find its partition again.
        var createdAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var batch = new ImportBatchRecord
        {
            FileName = file.Name,
            FileId = file.Id,
            FileSha256 = file.Sha256.ToArray(),
            FileLength = file.Bytes,
            Encoding = format.Encoding,
            Delimiter = format.Delimiter?.ToString(),
            Sheet = format.Sheet,
            HeadingRow = format.HeadingRow,
            Profile = settings.Mapping?.Profile,
            Mapping = settings.Mapping is { } mapping && mapping != ImportMapping.Automatic ? ImportMappingJson.Write(mapping) : null,
            Mode = settings.Mode,
            Duplicates = settings.Duplicates,
            DryRun = settings.DryRun,
            ParentId = settings.Parent,
            AllowDuplicateFile = settings.AllowDuplicateFile,
            OrderGroup = settings.Group,
            Settle = settings.Settle,
            Notify = settings.Notify,
            CreatedByKind = operation.Actor.Kind,
            CreatedById = operation.Actor.Id,
            CreatedByName = operation.Actor.Name,
            SourceAddress = operation.SourceAddress,
            CreatedAt = createdAt,
            ModifiedAt = createdAt,
        };
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.ImportBatches.Add(batch);
        await context.SaveChangesAsync(cancellationToken);
        await ImportQueue.EnqueueAsync((NpgsqlConnection)context.Database.GetDbConnection(), batch.Id, operation.Tenant, cancellationToken);
        var entry = new AuditEntry(
            AuditActions.ImportStarted, "import", batch.Id.Value, After: JsonSerializer.Serialize(new { file.Name, file.Bytes, sha256 = Convert.ToHexStringLower(file.Sha256.Span) }));
        await audit.WriteAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch.ToSnapshot();
    }
}

internal static class ImportBatchReading
{
    public static ImportSnapshot ToSnapshot(this ImportBatchRecord batch) => new()
    {
        Id = batch.Id,
        Tenant = batch.TenantId,
        Number = batch.Number,
        Status = batch.Status,
        Phase = batch.Phase,
        FileName = batch.FileName,
        FileBytes = batch.FileLength,
        Sha256 = batch.FileSha256,
        Encoding = batch.Encoding,
        Delimiter = batch.Delimiter is [var delimiter, ..] ? delimiter : null,
        Sheet = batch.Sheet,
        HeadingRow = batch.HeadingRow,
        Profile = batch.Profile,
        Mapping = batch.Mapping is { } mapping ? ImportMappingJson.Read(mapping) : ImportMapping.Automatic,
        Mode = batch.Mode,
        Duplicates = batch.Duplicates,
        Group = batch.OrderGroup,
        Settle = batch.Settle,
        Notify = batch.Notify,
        Task = batch.UndoRequestedAt is not null ? ImportTask.Undo : batch.DryRun ? ImportTask.DryRun : ImportTask.Write,
        Touched = batch.TouchedDigest,
        RowsTotal = batch.RowsTotal,
        Counts = new ImportCheckpoint
        {
            OrdersDone = batch.CheckpointOrders,
            RowsAccepted = batch.RowsAccepted,
            RowsRejected = batch.RowsRejected,
            RowsSkipped = batch.RowsSkipped,
            Warnings = batch.Warnings,
            OrdersCreated = batch.OrdersCreated,
            OrdersUpdated = batch.OrdersUpdated,
            OrdersUnchanged = batch.OrdersUnchanged,
            OrdersSkipped = batch.OrdersSkipped,
            OrdersRejected = batch.OrdersRejected,
            Quantity = batch.QuantityRead,
            Amount = batch.AmountRead,
        },
        Stored = batch is { OrdersStored: { } orders, LinesStored: { } lines, QuantityStored: { } quantity, AmountStored: { } amount }
            ? new StoredTotals(orders, lines, quantity, amount)
            : null,
        TotalsMatch = batch.TotalsMatch,
        FailureCode = batch.FailureCode,
        Sequence = batch.ProgressSequence,
        CreatedAt = batch.CreatedAt,
        ModifiedAt = batch.ModifiedAt,
        StartedAt = batch.StartedAt,
        FinishedAt = batch.FinishedAt,
        UndoUntil = batch.UndoUntil,
        Undo = batch.UndoRequestedAt is null ? null : new UndoCounts(batch.OrdersRemoved, batch.OrdersRestored, batch.OrdersKept),
        CreatedBy = batch.CreatedByName,
        SourceAddress = batch.SourceAddress,
        ParentId = batch.ParentId,
    };
}
