using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

/// <summary>Saves what a context tracks with its line of the audit log.</summary>
internal static class CatalogSaving
{
    /// <returns>False, and nothing saved, where the code is taken or the row is another one by now.</returns>
    public static async Task<bool> TrySaveAsync(OrderPortalDbContext context, IAuditLog audit, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception is DbUpdateConcurrencyException || exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            context.ChangeTracker.Clear();
            return false;
        }

        await audit.WriteAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
