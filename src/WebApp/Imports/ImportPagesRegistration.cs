using Microsoft.AspNetCore.SignalR;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Shared.Shell.Search;

namespace OrderPortal.WebApp.Imports;

/// <summary>Pages, endpoints and hub of the imports.</summary>
public static class ImportPagesRegistration
{
    public static IServiceCollection AddImportPages(this IServiceCollection services)
    {
        services.AddSignalR(options =>
        {
            options.EnableDetailedErrors = false;
            options.AddFilter<HubErrors>();
        });
        services.AddHostedService<ProgressRelay>();

        // Per operation; in pages per circuit, for the reader's time zone.
        services.AddScoped<ImportMessages>();
        services.AddScoped<ImportUpload>();
        services.AddScoped<ErrorReport>();
        services.AddScoped<ImportTemplate>();
        services.AddScoped<DraftIntake>();
        services.AddScoped<RefusalMessages>();
        services.AddScoped<PreviewValues>();
        services.AddScoped<ISearchSource, ImportHits>();
        services.AddScoped<ListExport>(); // per request
        return services;
    }
}

/// <summary>A caller without a tenant is refused like one without a permission; what went wrong inside stays inside.</summary>
internal sealed class HubErrors : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new HubException("unauthorized", exception);
        }
    }
}
