namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>What lists need.</summary>
public static class GridRegistration
{
    public static IServiceCollection AddLists(this IServiceCollection services)
    {
        services.AddScoped<ListLooks>(); // per circuit
        services.AddSingleton<FilterWords>();
        return services;
    }
}
