using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <summary>What concerns the signed-in person: sessions, the second factor, password and preferences.</summary>
public static class AccountsRegistration
{
    /// <summary>Roles and names in the cookie are as old as this at most.</summary>
    private static readonly TimeSpan ClaimsKeptFor = TimeSpan.FromMinutes(1);

    /// <summary>For the cookie's event: whether its session is open still, and what the account says now.</summary>
    /// <param name="isActive">The request tells that the person is there.</param>
    public static async Task ValidatePrincipalAsync(CookieValidatePrincipalContext context, bool isActive)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Principal is null
            || !PortalClaims.TryReadSession(context.Principal, out var session)
            || !await services.GetRequiredService<ISessionGate>().IsOpenAsync(session, isActive, context.HttpContext.RequestAborted)
            || !services.GetRequiredService<OperationContext>().BeginFor(context.Principal))
        {
            context.RejectPrincipal();
        }
        else if (context.Properties.IssuedUtc is not { } issued || services.GetRequiredService<TimeProvider>().GetUtcNow() - issued > ClaimsKeptFor)
        {
            await RenewAsync(context, session);
        }
    }

    internal static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<SessionGate>();
        services.AddSingleton<ISessionGate>(provider => provider.GetRequiredService<SessionGate>());
        services.AddScoped<UserSessions>(); // per operation, as all that follow
        services.AddScoped<IUserSessions>(provider => provider.GetRequiredService<UserSessions>());
        services.AddScoped<PersonProof>();
        services.AddScoped<SessionCookies>();
        services.AddScoped<ICodeSignIn, CodeSignIn>();
        services.AddScoped<IAccount, OwnAccount>();
        services.AddScoped<ITwoFactor, OwnTwoFactor>();
        services.AddScoped<IPasswordAgain, PasswordAgain>();
        return services;
    }

    private static async Task RenewAsync(CookieValidatePrincipalContext context, UserSessionKey session)
    {
        if (await context.HttpContext.RequestServices.GetRequiredService<SessionCookies>().RenewAsync(session) is not { } principal)
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(principal);
        context.ShouldRenew = true;
    }
}
