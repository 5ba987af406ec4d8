namespace OrderPortal.WebApp.Tenancy.Accounts;

public static class AccountPagesRegistration
{
    public static IServiceCollection AddAccountPages(this IServiceCollection services) => services.AddScoped<AccountMessages>(); // per circuit
}
