namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>Pages about users, and for those who have no password yet or any more.</summary>
public static class UserPagesRegistration
{
    public static IServiceCollection AddUserPages(this IServiceCollection services)
    {
        services.AddScoped<UserMessages>(); // in pages per circuit, for the reader's language
        services.AddSingleton<PortalAddress>();
        services.AddScoped<AccountLinkMessages>(); // per request
        services.AddSingleton<AnonymousOperations>();
        return services;
    }
}
