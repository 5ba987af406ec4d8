using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>Takes back what was not sent yet, because what it tells of is undone.</summary>
public sealed class NotificationWithdrawal : IImportWithdrawal
{
    public Task WithdrawAsync(NpgsqlTransaction transaction, ImportRun run, CancellationToken cancellationToken) => WithdrawAsync(transaction, run.Id, cancellationToken);

    /// <summary>
    /// Withdraws the waiting notifications of an import, in the caller's transaction, on the tenant's connection. What is being sent at this moment
    /// is sent; what would be expanded later is not, since the import says that it is undone.
    /// </summary>
    /// <returns>How many were withdrawn.</returns>
    public static async Task<int> WithdrawAsync(NpgsqlTransaction transaction, ImportId import, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var withdrawn = new List<(Guid Id, NotificationChannel Channel)>();
        await using (var command = new NpgsqlCommand(
            "UPDATE notifications SET status = 5, next_attempt_at = NULL WHERE tenant_id = current_tenant() AND import_id = $1 AND status = 1 RETURNING id, channel", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import.Value });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                withdrawn.Add((reader.GetGuid(0), (NotificationChannel)reader.GetInt16(1)));
            }
        }

        // What somebody has in hand stays in the queue: whoever has it finds that there is nothing to send.
        foreach (var channel in withdrawn.GroupBy(one => one.Channel))
        {
            if (NotificationLanes.Of(channel.Key) is { } lane)
            {
                await WorkQueue.WithdrawAsync(connection, lane, [.. channel.Select(one => one.Id)], cancellationToken);
            }
        }

        return withdrawn.Count;
    }
}
