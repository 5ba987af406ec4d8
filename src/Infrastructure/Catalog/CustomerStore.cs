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

/// <inheritdoc cref="ICustomerStore"/>
public sealed class CustomerStore(OrderPortalDbContext context, TenantConnections connections, IAuditLog audit, CustomerCipher cipher, OperationContext operation, TimeProvider clock)
    : ICustomerStore
{
    public Task<bool> AddAsync(CustomerId id, string code, CustomerValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        context.Customers.Add(new CustomerRecord { Id = id, Code = code, Name = values.Name, Email = values.Email, Phone = values.Phone, CreatedAt = clock.GetUtcNow() });
        return CatalogSaving.TrySaveAsync(context, audit, entry, cancellationToken);
    }

    public async Task<bool> ChangeAsync(CustomerId id, long seenSeq, CustomerValues values, AuditEntry entry, CancellationToken cancellationToken)
    {
        var record = await context.Customers.SingleOrDefaultAsync(customer => customer.Id == id && EF.Property<long>(customer, ModifiedMapping.Seq) == seenSeq, cancellationToken);
        if (record is null)
        {
            return false;
        }

        (record.Name, record.Email, record.Phone) = (values.Name, values.Email, values.Phone);
        return await CatalogSaving.TrySaveAsync(context, audit, entry, cancellationToken);
    }

    /// <inheritdoc cref="ProductStore.PutAsync"/>
    public async Task PutAsync(IReadOnlyList<(string Code, CustomerValues Values)> customers, AuditEntry entry, CancellationToken cancellationToken)
    {
        var rows = customers.OrderBy(customer => customer.Code, StringComparer.Ordinal).ToList();
        var sealedValues = rows.ConvertAll(row => cipher.Seal(operation.Tenant, row.Values));
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(
            """
            INSERT INTO customers (tenant_id, id, code, name_encrypted, email_encrypted, phone_encrypted, email_index, phone_index, created_at)
            SELECT $1, *, $2 FROM unnest($3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (tenant_id, code) DO UPDATE SET name_encrypted = excluded.name_encrypted, email_encrypted = excluded.email_encrypted,
                phone_encrypted = excluded.phone_encrypted, email_index = excluded.email_index, phone_index = excluded.phone_index
            """,
            connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
            Add(command, NpgsqlDbType.Uuid, rows.ConvertAll(static _ => CustomerId.New().Value));
            Add(command, NpgsqlDbType.Text, rows.ConvertAll(static row => row.Code));
            Add(command, NpgsqlDbType.Bytea, sealedValues.ConvertAll(static row => row.Name));
            Add(command, NpgsqlDbType.Bytea, sealedValues.ConvertAll(static row => row.Email));
            Add(command, NpgsqlDbType.Bytea, sealedValues.ConvertAll(static row => row.Phone));
            Add(command, NpgsqlDbType.Bytea, sealedValues.ConvertAll(static row => row.EmailIndex));
            Add(command, NpgsqlDbType.Bytea, sealedValues.ConvertAll(static row => row.PhoneIndex));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await AuditLog.WriteAsync(connection, transaction, operation, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, List<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() });
}
