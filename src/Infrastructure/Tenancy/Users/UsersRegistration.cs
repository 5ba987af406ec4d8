using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.Infrastructure.Tenancy.Users;

public static class UsersRegistration
{
    /// <summary>Administration of users, and links by which they set a password. Needs tenancy, data protection, auditing, and somebody who queues mails (<see cref="IAccountMails"/>).</summary>
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.AddSingleton<AccountLinkTokens>();

        // Per operation.
        services.AddScoped<AccountLinkSender>();
        services.AddScoped<AccountGuard>();
        services.AddScoped<IAccountLinks, AccountLinks>();
        services.AddScoped<IManagedUsers, ManagedUsers>();
        services.AddScoped<ManageUsers>();
        return services;
    }
}
