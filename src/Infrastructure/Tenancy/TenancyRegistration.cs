using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Tenancy.Accounts;

namespace OrderPortal.Infrastructure.Tenancy;

public static class TenancyRegistration
{
    /// <summary>Users, sign-in and API clients. Needs persistence, encryption and auditing; the schemes themselves are the web application's.</summary>
    public static IServiceCollection AddTenancy(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SecretAttempts>();
        services.AddSingleton<TokenRevocations>();
        services.AddSingleton<ITokenRevocations>(provider => provider.GetRequiredService<TokenRevocations>());
        services.AddSingleton<DemoAccess>();
        services.AddScoped<IUserSignIn, UserSignIn>(); // per operation
        services.AddAccounts();
        services.AddScoped<IApiClients, ApiClients>(); // per operation
        services.AddScoped<IManagedClients, ManagedClients>(); // per operation
        services.AddScoped<ManageApiClients>(); // per operation
        services.AddScoped<ITenantSettings, TenantSettingsReader>(); // per operation
        services.AddIdentityCore<PortalUser>(options =>
            {
                // Long rather than odd: classes of characters only make people write passwords down.
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = SecretAttempts.LockoutAfter;
                options.Lockout.DefaultLockoutTimeSpan = SecretAttempts.LockoutFor;
                options.User.RequireUniqueEmail = false; // the store looks through all tenants, which Identity cannot
                options.User.AllowedUserNameCharacters = "";
            })
            .AddPasswordValidator<CommonPasswords>()
            .AddUserStore<PortalUserStore>()
            .AddClaimsPrincipalFactory<PortalPrincipalFactory>()
            .AddSignInManager();
        return services;
    }
}
