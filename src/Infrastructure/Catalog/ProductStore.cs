using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

/// <inheritdoc cref="IProductStore"/>
public sealed class ProductStore(OrderPortalDbContext context, TenantConnections connections, IAuditLog audit, OperationContext operation, TimeProvider clock) : IProductStore
{
    public Task<bool> AddAsync(ProductId id, string code, ProductValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        var record = new ProductRecord { Id = id, Code = code, NameJa = values.Name, CreatedAt = clock.GetUtcNow() };
        Give(record, values);
        context.Products.Add(record);
        return CatalogSaving.TrySaveAsync(context, audit, entry, cancellationToken);
    }

    public async Task<bool> ChangeAsync(ProductId id, long seenSeq, ProductValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        var record = await context.Products.SingleOrDefaultAsync(product => product.Id == id && EF.Property<long>(product, ModifiedMapping.Seq) == seenSeq, cancellationToken);
        if (record is null)
        {
            return false;
        }

        Give(record, values);
        return await CatalogSaving.TrySaveAsync(context, audit, entry, cancellationToken);
    }

    /// <remarks>In the order of their codes, so that two writers wait for one another instead of deadlocking.</remarks>
    public async Task PutAsync(IReadOnlyList<(string Code, ProductValues Values)> products, AuditEntry entry, CancellationToken cancellationToken)
    {
        var rows = products.OrderBy(product => product.Code, StringComparer.Ordinal).ToList();
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(
            """
            INSERT INTO products (tenant_id, id, code, name_ja, name_en, price, tax_rate, active, created_at)
            SELECT $1, *, $2 FROM unnest($3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (tenant_id, code) DO UPDATE
            SET name_ja = excluded.name_ja, name_en = excluded.name_en, price = excluded.price, tax_rate = excluded.tax_rate, active = excluded.active
            """,
            connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
            Add(command, NpgsqlDbType.Uuid, rows.Select(static _ => ProductId.New().Value));
            Add(command, NpgsqlDbType.Text, rows.Select(static row => row.Code));
            Add(command, NpgsqlDbType.Text, rows.Select(static row => row.Values.Name));
            Add(command, NpgsqlDbType.Text, rows.Select(static row => row.Values.NameEnglish));
            Add(command, NpgsqlDbType.Bigint, rows.Select(static row => row.Values.Price));
            Add(command, NpgsqlDbType.Smallint, rows.Select(static row => (short)row.Values.TaxRate));
            Add(command, NpgsqlDbType.Boolean, rows.Select(static row => row.Values.Active));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await AuditLog.WriteAsync(connection, transaction, operation, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static void Give(ProductRecord record, ProductValues values)
    {
        record.NameJa = values.Name;
        record.NameEn = values.NameEnglish;
        record.Price = values.Price;
        record.TaxRate = values.TaxRate;
        record.Active = values.Active;
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() });
}
