using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Tenancy;
using Radzen;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The document, the layouts, languages, themes, error pages and headers.</summary>
public static class ShellRegistration
{
    /// <summary>Paths that answer programs: they get status codes and problem details, never a page.</summary>
    private static readonly PathString[] ProgramPaths = ["/api", "/oauth", "/hubs", "/simulator", "/webhooks", "/_blazor", "/_framework", "/_content", "/health"];

    /// <summary>
    /// What a page was first drawn from comes back with the circuit's first message: a list of fifty with the longest names takes 250 KB. Only who is
    /// signed in has circuits, and everything else a page sends is small.
    /// </summary>
    private const long CircuitMessageBytes = 512 * 1024;

    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = CircuitMessageBytes);
        services.AddCascadingAuthenticationState();
        services.AddLocalization();
        services.AddSingleton<ILocalizer, RadzenTexts>();
        services.AddRadzenComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<ReaderClock>(); // per circuit, and per request
        services.AddLists();
        services.AddSingleton<DemoAccounts>();
        services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(CultureEndpoint.Languages[0]);
            options.AddSupportedCultures(CultureEndpoint.Languages);
            options.AddSupportedUICultures(CultureEndpoint.Languages);
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
        return services;
    }

    /// <summary>First in the pipeline: what has to stand around everything else.</summary>
    public static WebApplication UseShell(this WebApplication app)
    {
        app.UseSecurityHeaders();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseRequestLocalization();
        app.UseApiErrors();
        app.UseWhen(IsPage, pages =>
        {
            pages.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", CreateScopeForErrors = true });
            pages.UseWhen(AcceptsHtml, html => html.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true));
        });

        // Named here, after the pages above, so that what they execute again is routed again.
        app.UseRouting();
        return app;
    }

    public static WebApplication MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapCulture();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static bool IsPage(HttpContext context) => !Array.Exists(ProgramPaths, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    private static bool AcceptsHtml(HttpContext context) => context.Request.Headers.Accept.Any(value => value?.Contains("text/html", StringComparison.Ordinal) == true);
}
