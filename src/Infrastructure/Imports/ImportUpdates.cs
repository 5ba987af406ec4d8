using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Orders that an import updates, and what they were before. In the transactions of the run.</summary>
public sealed class ImportUpdates(OrderChanges changes, FieldCipher cipher, IEnumerable<IImportWithdrawal> withdrawals)
{
    /// <exception cref="StoredOrdersChangedException"/>
    public async Task WriteAsync(NpgsqlTransaction transaction, ImportRun run, IReadOnlyList<OrderUpdate> updates, CancellationToken cancellationToken)
    {
        if (updates.Count == 0)
        {
            return;
        }

        IReadOnlyDictionary<OrderId, long> changed;
        try
        {
            changed = await changes.SaveAsync(
                transaction, [.. updates.Select(update => new OrderChange(update.Stored.Id, update.Stored.ModifiedSeq, update.Values))], run.TenantSettings.TaxRounding, cancellationToken);
        }
        catch (OrderTouchedException exception)
        {
            throw new StoredOrdersChangedException(exception);
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO import_updates (tenant_id, batch_id, order_id, row_number, modified_seq, before_encrypted)
            SELECT $1, $2, * FROM unnest($3::uuid[], $4::int[], $5::bigint[], $6::bytea[])
            """,
            transaction.Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. updates.Select(update => update.Stored.Id.Value)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. updates.Select(update => update.RowNumber)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. updates.Select(update => changed[update.Stored.Id])] });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = updates.Select(update => cipher.Encrypt(JsonSerializer.Serialize(update.Stored.Values), FieldContexts.ImportUpdateBefore)).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Takes back what the import wrote, as far as nobody has touched it since: charges that nobody has begun to send, then new orders, then updated ones.
    /// </summary>
    /// <param name="limit">Orders at most.</param>
    /// <returns>How many orders were removed and restored; none of either: it is done.</returns>
    public async Task<(int Removed, int Restored)> TakeBackAsync(NpgsqlTransaction transaction, ImportRun run, int limit, CancellationToken cancellationToken)
    {
        foreach (var withdrawal in withdrawals)
        {
            await withdrawal.WithdrawAsync(transaction, run, cancellationToken);
        }

        var removed = await RemoveAsync(transaction, run, limit, cancellationToken);
        return removed > 0 ? (removed, 0) : (0, await RestoreAsync(transaction, run, limit, cancellationToken));
    }

    /// <remarks>An order that nobody has touched was last modified when it was made, or when a settlement of it was taken back: whatever changes it sets a later time.</remarks>
    private static async Task<int> RemoveAsync(NpgsqlTransaction transaction, ImportRun run, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH gone AS (
                SELECT tenant_id, id FROM orders o
                WHERE tenant_id = $1 AND batch_id = $2 AND status = 1 AND payment_status = 1 AND (modified_at = created_at OR {SettlementStore.Untouched("o")})
                ORDER BY csv_row_number LIMIT $3 FOR UPDATE),
            changes AS (DELETE FROM order_status_changes c USING gone WHERE c.tenant_id = gone.tenant_id AND c.order_id = gone.id)
            DELETE FROM orders o USING gone WHERE o.tenant_id = gone.tenant_id AND o.id = gone.id
            """,
            transaction.Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<int> RestoreAsync(NpgsqlTransaction transaction, ImportRun run, int limit, CancellationToken cancellationToken)
    {
        var before = new List<OrderChange>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT u.order_id, u.modified_seq, u.before_encrypted
            FROM import_updates u JOIN orders o ON o.tenant_id = u.tenant_id AND o.id = u.order_id AND o.modified_seq = u.modified_seq
            WHERE u.tenant_id = $1 AND u.batch_id = $2 AND o.status = 1 AND o.payment_status IN (1, 4)
            ORDER BY u.order_id LIMIT $3 FOR UPDATE OF o
            """,
            transaction.Connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id.Value });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var values = JsonSerializer.Deserialize<OrderDraft>(cipher.Decrypt(reader.GetFieldValue<byte[]>(2), FieldContexts.ImportUpdateBefore))!;
                before.Add(new OrderChange(new OrderId(reader.GetGuid(0)), reader.GetInt64(1), values));
            }
        }

        if (before.Count == 0)
        {
            return 0;
        }

        await changes.SaveAsync(transaction, before, run.TenantSettings.TaxRounding, cancellationToken);
        await using var delete = new NpgsqlCommand("DELETE FROM import_updates WHERE tenant_id = $1 AND batch_id = $2 AND order_id = ANY($3)", transaction.Connection);
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Tenant.Value });
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = run.Id.Value });
        delete.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. before.Select(change => change.Id.Value)] });
        await delete.ExecuteNonQueryAsync(cancellationToken);
        return before.Count;
    }
}
