using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <inheritdoc cref="IUserSessions"/>
internal sealed class UserSessions(OrderPortalDbContext context, OperationContext operation, SessionGate gate, IAuditLog audit, TimeProvider clock) : IUserSessions
{
    private const string Entity = "user_session";
    private const int MostListed = 100;

    /// <summary>What is over for so long is of no use to its person.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private Guid? Current => Guid.TryParse(operation.SessionId, out var id) ? id : null;

    public async Task<IReadOnlyList<UserSession>> ListAsync(CancellationToken cancellationToken)
    {
        var current = Current;
        var found = await Open().AsNoTracking().OrderByDescending(session => session.Id == current).ThenByDescending(session => session.LastSeenAt).Take(MostListed).ToListAsync(cancellationToken);
        return [.. found.Select(session => new UserSession(session.Id, session.CreatedAt, session.LastSeenAt, session.SourceAddress, session.Device, session.Id == current))];
    }

    public async Task<bool> EndAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await EndAsync(Open().Where(session => session.Id == id), cancellationToken) == 0)
        {
            return false;
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.SessionsEnded, Entity, id), cancellationToken);
        return true;
    }

    public async Task<int> EndOthersAsync(CancellationToken cancellationToken)
    {
        var current = Current;
        var ended = await EndAsync(Open().Where(session => session.Id != current), cancellationToken);
        if (ended > 0)
        {
            await audit.WriteAsync(
                new AuditEntry(AuditActions.SessionsEnded, Entity, After: $$"""{"sessions":{{ended.ToString(CultureInfo.InvariantCulture)}}}"""), cancellationToken);
        }

        return ended;
    }

    /// <summary>Begins a session of the operation's person, who has just given the password.</summary>
    public async Task BeginAsync(Guid id, string securityStamp, CancellationToken cancellationToken)
    {
        var (now, user) = (clock.GetUtcNow(), operation.Actor.Id);
        var old = now - KeptFor;
        await context.UserSessions.Where(session => session.UserId == user && session.LastSeenAt < old).ExecuteDeleteAsync(cancellationToken);
        context.UserSessions.Add(new UserSessionRecord
        {
            Id = id, UserId = user, CreatedAt = now, LastSeenAt = now, PasswordAt = now, SecurityStamp = securityStamp,
            SourceAddress = operation.SourceAddress, Device = DeviceName.Of(operation.UserAgent),
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The account's credentials changed by its person's hand: the session in which they did goes on, all others are over.</summary>
    /// <param name="securityStamp">The account's new one. To be called in the transaction that writes it; afterwards <see cref="ChangeIsHere"/>.</param>
    public async Task OutliveAsync(string securityStamp, CancellationToken cancellationToken)
    {
        var (now, current, user) = (clock.GetUtcNow(), Current, operation.Actor.Id);
        await context.UserSessions.Where(session => session.UserId == user && session.Id != current && session.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now), cancellationToken);
        await context.UserSessions.Where(session => session.UserId == user && session.Id == current)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.SecurityStamp, securityStamp), cancellationToken);
    }

    /// <inheritdoc cref="SessionGate.ForgetAll"/>
    public void ChangeIsHere() => gate.ForgetAll();

    private IQueryable<UserSessionRecord> Open()
    {
        var (user, since) = (operation.Actor.Id, clock.GetUtcNow() - ISessionGate.Idle);
        return context.UserSessions.Where(session => session.UserId == user && session.EndedAt == null && session.LastSeenAt > since
            && context.Users.Any(one => one.Id == session.UserId && one.SecurityStamp == session.SecurityStamp));
    }

    private async Task<int> EndAsync(IQueryable<UserSessionRecord> sessions, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = await sessions.ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now), cancellationToken);
        gate.ForgetAll();
        return ended;
    }
}
