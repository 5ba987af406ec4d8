namespace OrderPortal.WebApp.Tenancy;

/// <summary>Pages about API clients.</summary>
public static class ClientPagesRegistration
{
    public static IServiceCollection AddClientPages(this IServiceCollection services) => services.AddScoped<ClientMessages>(); // in pages per circuit, for the reader's language
}
