using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>Who may come in and how: cookie of people, bearer token of programs, one policy for each permission.</summary>
public static class AccessRegistration
{
    /// <summary>Picks cookie or token by what the request carries.</summary>
    public const string Scheme = "OrderPortal";

    /// <summary>How long a ticket is taken without being renewed. Whether the person is there is the session's to say, since a page at work in its circuit sends no requests.</summary>
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromHours(12);

    /// <summary>From the password to the code.</summary>
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Browsers come here by themselves, to find their server again.</summary>
    private static readonly PathString[] Unattended = ["/_blazor", "/hubs"];

    /// <summary>Needs <c>AddTenancy</c>. Pipeline: <c>UseOperations</c> (which authenticates), then <c>UseAuthorization</c>, then <c>UseAntiforgery</c>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<HubConnections>().AddHostedService(static provider => provider.GetRequiredService<HubConnections>());
        services.AddScoped<AuthenticationStateProvider, CircuitSession>(); // per circuit
        services.TryAddScoped<ReaderClock>(); // per circuit, and per request
        services.AddScoped<CircuitHandler, CircuitReader>(); // per circuit
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.AddSingleton<IPostConfigureOptions<BearerTokenOptions>, RememberedTickets.Options>();
        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = context =>
                BearerRequests.HasToken(context.Request) ? BearerTokenDefaults.AuthenticationScheme : IdentityConstants.ApplicationScheme)
            .AddBearerToken(options =>
            {
                options.BearerTokenExpiration = TokenEndpoints.Lifetime;
                options.Events.OnMessageReceived = BearerRequests.ReadHubToken;
            })
            .AddCookie(IdentityConstants.ApplicationScheme, options =>
            {
                options.Cookie.Name = "__Host-OrderPortal";
                options.Cookie.HttpOnly = true;
                options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.Path = "/";
                options.ExpireTimeSpan = TicketLifetime;
                options.SlidingExpiration = true;
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/denied";
                options.ReturnUrlParameter = "returnUrl";
                options.Events.OnRedirectToLogin = SayWhy;
                options.Events.OnValidatePrincipal = context => AccountsRegistration.ValidatePrincipalAsync(
                    context, isActive: !Array.Exists(Unattended, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)));
            });

        // SignInManager signs out of Identity's further schemes too, which therefore have to exist.
        foreach (var scheme in (string[])[IdentityConstants.ExternalScheme, IdentityConstants.TwoFactorUserIdScheme, IdentityConstants.TwoFactorRememberMeScheme])
        {
            services.AddAuthentication().AddCookie(scheme, options =>
            {
                options.Cookie.Name = $"__Host-OrderPortal-{scheme.Split('.')[^1]}";
                options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.Path = "/";
                options.ExpireTimeSpan = CodeLifetime;
                options.SlidingExpiration = false;
            });
        }

        services.AddAntiforgery(options => options.Cookie = new SecureCookieBuilder
        {
            Name = "__Host-OrderPortal-Antiforgery",
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
        });
        services.AddPermissions();
        return services;
    }

    /// <summary>One policy for each permission, under its name: users pass by role, API clients by scope.</summary>
    public static IServiceCollection AddPermissions(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder();
        foreach (var permission in Permissions.ByRole.Keys)
        {
            authorization.AddPolicy(permission, policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        }

        return services;
    }

    /// <summary>Who comes with a session that is over is told so, and nobody else.</summary>
    private static Task SayWhy(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(context.Request.Cookies.ContainsKey(context.Options.Cookie.Name!) ? $"{context.RedirectUri}&error=session_expired" : context.RedirectUri);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Always marks its cookie Secure. The antiforgery service refuses to work over plain HTTP when its policy says Always, yet browsers take
    /// and send Secure cookies on the loopback address without TLS, which is how the portal is tried out; elsewhere they refuse them.
    /// </summary>
    private sealed class SecureCookieBuilder : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = true;
            return options;
        }
    }
}
