using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <inheritdoc cref="IPasswordAgain"/>
internal sealed class PasswordAgain(OrderPortalDbContext context, OperationContext operation, PersonProof proof, TimeProvider clock) : IPasswordAgain
{
    public async Task<bool> IsFreshAsync(CancellationToken cancellationToken)
    {
        if (operation.Actor.Kind != ActorKind.User)
        {
            return true;
        }

        var since = clock.GetUtcNow() - IPasswordAgain.Lasts;
        return await Session().AnyAsync(session => session.PasswordAt > since, cancellationToken);
    }

    public async Task<Result> GiveAsync(string password, CancellationToken cancellationToken)
    {
        var user = await proof.FindAsync(operation.Actor.Id) ?? throw new InvalidOperationException("The person who acts has no account.");
        if (await proof.AgainAsync(user, password, cancellationToken) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        await Session().ExecuteUpdateAsync(set => set.SetProperty(session => session.PasswordAt, now), cancellationToken);
        return Result.Success;
    }

    private IQueryable<UserSessionRecord> Session()
    {
        var (user, id) = (operation.Actor.Id, Guid.TryParse(operation.SessionId, out var session) ? session : Guid.Empty);
        return context.UserSessions.Where(one => one.UserId == user && one.Id == id && one.EndedAt == null);
    }
}
