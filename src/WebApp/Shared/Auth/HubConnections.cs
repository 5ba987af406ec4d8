using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>
/// Hub connections that are open at this instance. Who only listens calls nothing that would be refused: so each connection is cut off soon after the session or the
/// token that it came with is over. Singleton.
/// </summary>
public sealed partial class HubConnections(ISessionGate sessions, ITokenRevocations revocations, TimeProvider clock, ILogger<HubConnections> logger) : BackgroundService
{
    /// <summary>How long a connection may outlive its session or token.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, HubCallerContext> _open = new(StringComparer.Ordinal);

    public void Add(HubCallerContext connection) => _open[connection.ConnectionId] = connection;

    public void Remove(HubCallerContext connection) => _open.TryRemove(connection.ConnectionId, out _);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CutOffAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                // Nobody can be asked now; in a moment again.
                LogNotAsked(logger, exception);
            }
        }
    }

    private async Task CutOffAsync(CancellationToken cancellationToken)
    {
        foreach (var connection in _open.Values)
        {
            if (await IsOverAsync(connection.User ?? new ClaimsPrincipal(), cancellationToken))
            {
                connection.Abort();
            }
        }
    }

    private async ValueTask<bool> IsOverAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        PortalClaims.TryReadSession(user, out var session)
            ? !await sessions.IsOpenAsync(session, isActive: false, cancellationToken)
            : await revocations.IsRevokedAsync(user, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the sessions of hub connections are over could not be asked")]
    private static partial void LogNotAsked(ILogger logger, Exception exception);
}
