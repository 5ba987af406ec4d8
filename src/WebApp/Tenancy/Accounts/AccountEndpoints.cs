using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>What the pages of a person's account cannot do in their circuit: cookies are a request's.</summary>
public static class AccountEndpoints
{
    /// <summary>Brings what the account says into this browser, and goes back. Changes nothing else, so that it does not matter who leads here.</summary>
    public const string ApplyPath = "/account/apply";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApplyPath, ApplyAsync).RequireAuthorization(People).ExcludeFromDescription();
        routes.MapPost("/account/theme", SaveThemeAsync).RequireAuthorization(People).AddEndpointFilter(BrowserProof.RequireAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static void People(AuthorizationPolicyBuilder policy) => policy.RequireClaim(PortalClaims.Session);

    private static async Task<IResult> ApplyAsync(HttpContext context, IUserSignIn signIn, IAccount account, string? returnUrl)
    {
        PreferenceCookies.Replace(context, (await account.GetAsync(context.RequestAborted)).Preferences);
        await signIn.RenewAsync(context.RequestAborted);
        return Results.LocalRedirect(ReturnUrl.LocalOrHome(returnUrl));
    }

    /// <summary>The switch of the header has changed this browser already.</summary>
    private static async Task<IResult> SaveThemeAsync(HttpContext context, [FromForm] string theme)
    {
        if (!AccountRules.Themes.Contains(theme, StringComparer.Ordinal))
        {
            return Results.BadRequest();
        }

        await SavedPreferences.ChangeAsync(context, preferences => preferences with { Theme = theme });
        return Results.NoContent();
    }
}
