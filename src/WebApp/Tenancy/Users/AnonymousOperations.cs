using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Runs what a link asks for in a scope of its own: the browser may be signed in as somebody else, and the link is a person's of any tenant.</summary>
public sealed class AnonymousOperations(IServiceScopeFactory scopes, IHttpContextAccessor requests)
{
    public async Task<T> RunAsync<T>(Func<IAccountLinks, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var asked = requests.HttpContext?.RequestServices.GetRequiredService<OperationContext>();
        scope.ServiceProvider.GetRequiredService<OperationContext>().ArriveFrom(asked?.CorrelationId, asked?.SourceAddress, asked?.UserAgent);
        return await work(scope.ServiceProvider.GetRequiredService<IAccountLinks>());
    }
}
