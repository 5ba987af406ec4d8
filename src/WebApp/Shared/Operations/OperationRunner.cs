using System.Diagnostics;
using System.Security.Claims;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>
/// Runs one operation in a scope of its own, for its tenant and actor. Pages and hubs live for hours, so they hold no use case,
/// repository or context: they call this for every click and every call. Singleton.
/// </summary>
public sealed class OperationRunner(IServiceScopeFactory scopes)
{
    /// <param name="user">Who acts, as the circuit, hub or request knows them.</param>
    /// <param name="work">Gets the operation's own services; nothing of them may be kept.</param>
    /// <exception cref="UnauthorizedAccessException">Nobody is signed in, or the session is over.</exception>
    public async Task<T> RunAsync<T>(ClaimsPrincipal user, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (PortalClaims.TryReadSession(user, out var session)
            && !await scope.ServiceProvider.GetRequiredService<ISessionGate>().IsOpenAsync(session, isActive: false, cancellationToken))
        {
            throw new UnauthorizedAccessException("The session is over.");
        }

        if (!scope.ServiceProvider.GetRequiredService<OperationContext>().BeginFor(user, Activity.Current?.TraceId.ToHexString()))
        {
            throw new UnauthorizedAccessException("Nobody is signed in.");
        }

        return await work(scope.ServiceProvider, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{T}(ClaimsPrincipal, Func{IServiceProvider, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task RunAsync(ClaimsPrincipal user, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken = default) =>
        RunAsync(
            user,
            async (services, token) =>
            {
                await work(services, token);
                return true;
            },
            cancellationToken);

    /// <summary>Runs one use case or query.</summary>
    /// <inheritdoc cref="RunAsync{T}(ClaimsPrincipal, Func{IServiceProvider, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task<T> RunAsync<TService, T>(ClaimsPrincipal user, Func<TService, CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
        where TService : notnull =>
        RunAsync(user, (services, token) => work(services.GetRequiredService<TService>(), token), cancellationToken);
}
