using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications.Notices;

/// <summary>Tells those who have work waiting in a lane that its other side does not answer: once an hour at most, whichever instance notices.</summary>
public sealed partial class CircuitNotices(TenantConnections connections, IChangeFeed changes, TimeProvider clock, ILogger<CircuitNotices> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var bell = new SemaphoreSlim(0);
        using var listening = changes.Subscribe(new TenantId(Guid.Empty), ChangeKind.Circuits, null, () => bell.Release());
        using var timer = new PeriodicTimer(Interval, clock);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var ring = bell.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogNotLooked(logger, exception);
            }

            await Task.WhenAny(tick, ring);
            stoppingToken.ThrowIfCancellationRequested();
            tick = tick.IsCompleted ? timer.WaitForNextTickAsync(stoppingToken).AsTask() : tick;
            ring = ring.IsCompleted ? bell.WaitAsync(stoppingToken) : ring;
        }
    }

    /// <summary>Looks once, and writes what is new.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<(string Lane, TenantId Tenant)>();
        await using (var connection = await connections.OpenGlobalAsync(cancellationToken))
        {
            await using var command = NotificationSql.Command(
                connection,
                """
                SELECT DISTINCT q.lane, q.tenant_id FROM work_queue q
                WHERE q.lane IN (SELECT lane FROM workers WHERE circuit = $1 AND seen_at > now() - $2)
                """,
                (short)CircuitState.Open, WorkQueue.Lease);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                waiting.Add((reader.GetString(0), new TenantId(reader.GetGuid(1))));
            }
        }

        foreach (var (lane, tenant) in waiting)
        {
            await TellAsync(lane, tenant, cancellationToken);
        }
    }

    private async Task TellAsync(string lane, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var alone = NotificationSql.Command(connection, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", $"circuit_notice {lane} {tenant}");
        await alone.ExecuteNonQueryAsync(cancellationToken);
        await using var told = NotificationSql.Command(
            connection,
            "SELECT EXISTS (SELECT FROM portal_notices WHERE tenant_id = $1 AND code = $2 AND arguments ->> 0 = $3 AND created_at > now() - interval '1 hour')",
            tenant.Value, NoticeCodes.CircuitOpen, lane);
        if (await told.ExecuteScalarAsync(cancellationToken) is false)
        {
            await PortalNoticeStore.WriteAsync(connection, tenant, Guid.CreateVersion7(clock.GetUtcNow()), NoticeCodes.CircuitOpen, [lane], null, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Breakers could not be looked at; the next look follows")]
    private static partial void LogNotLooked(ILogger logger, Exception exception);
}
