using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>Takes events that wait to be told of and lets the expanders make of them what tells: many of one tenant in one transaction.</summary>
public sealed class EventPump(WorkPumpParts parts, TenantConnections connections, IEnumerable<IEventExpander> expanders) : WorkPump(parts, EventOutbox.Lane)
{
    private const int MostAtOnce = 200;

    /// <summary>Transactions at once: a batch of a million orders does not hold up everybody else's events.</summary>
    private const int Hands = 4;

    private readonly IEventExpander[] _expanders = [.. expanders];
    private readonly SemaphoreSlim _hands = new(Hands, Hands);
    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    protected override int Limit => 2 * MostAtOnce;

    /// <summary>Waits for its turn in the next transaction of its tenant.</summary>
    protected override async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var pending = new Pending(item);
        await _pending.Writer.WriteAsync(pending, cancellationToken);
        await pending.Done.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var end = new CancellationTokenSource();
        var expanding = ExpandAllAsync(end.Token);
        await base.ExecuteAsync(stoppingToken);
        await end.CancelAsync();
        await expanding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ExpandAllAsync(CancellationToken cancellationToken)
    {
        while (await _pending.Reader.WaitToReadAsync(cancellationToken))
        {
            var taken = new List<Pending>();
            while (taken.Count < MostAtOnce && _pending.Reader.TryRead(out var pending))
            {
                taken.Add(pending);
            }

            // What did not go through before stands alone, so that it holds up nobody else.
            foreach (var group in taken.GroupBy(pending => (pending.Item.Tenant, Alone: pending.Item.Claims > 1 ? pending.Item.Id : Guid.Empty)))
            {
                await _hands.WaitAsync(cancellationToken);
                _ = ExpandAsync(group.Key.Tenant, [.. group], cancellationToken);
            }
        }
    }

    private async Task ExpandAsync(TenantId tenant, List<Pending> group, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await ExpandAsync(tenant, [.. group.Select(pending => pending.Item.Id)], cancellationToken);
            group.ForEach(pending => pending.Done.TrySetResult());
        }
#pragma warning disable CA1031 // Whatever it was, the pump logs it and gives the events back.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            group.ForEach(pending => pending.Done.TrySetException(exception));
        }
        finally
        {
            _hands.Release();
        }
    }

    private async Task ExpandAsync(TenantId tenant, List<Guid> ids, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var events = await ReadAsync(connection, tenant, ids, cancellationToken);
        foreach (var expander in _expanders)
        {
            await expander.ExpandAsync(connection, events, cancellationToken);
        }

        // Last: the signs of life of what is in hand wait for rows that this transaction holds.
        var finished = await WorkQueue.FinishAsync(connection, Lane, Worker, ids, cancellationToken);
        if (finished.Count != ids.Count)
        {
            throw new InvalidOperationException("Another instance has taken events over.");
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<StoredEvent>> ReadAsync(NpgsqlConnection connection, TenantId tenant, List<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT id, type, occurred_at, order_id, charge_id, refund_id, settlement_id, import_id, data::text FROM outbox_events
            WHERE tenant_id = $1 AND id = ANY($2) ORDER BY occurred_at, id
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<StoredEvent>(ids.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new StoredEvent(tenant, new PortalEvent(reader.GetGuid(0), reader.GetString(1), new DateTimeOffset(reader.GetDateTime(2)))
            {
                OrderId = Optional(3),
                ChargeId = Optional(4),
                RefundId = Optional(5),
                SettlementId = Optional(6),
                ImportId = Optional(7),
                Data = reader.IsDBNull(8) ? null : reader.GetString(8),
            }));
        }

        return events;

        Guid? Optional(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
    }

    private sealed record Pending(WorkItem Item)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
