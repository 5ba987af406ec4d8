using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>Remembers the language, in the browser and with the person who is signed in, and goes back; never to another server.</summary>
public static class CultureEndpoint
{
    /// <summary>The first is the fallback.</summary>
    public static readonly string[] Languages = ["en", "ja"];

    public static void MapCulture(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/culture", SwitchAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> SwitchAsync(HttpContext context, string? culture, string? returnUrl)
    {
        if (!Languages.Contains(culture, StringComparer.Ordinal) || (returnUrl is not null && !ReturnUrl.IsLocal(returnUrl)))
        {
            return TypedResults.BadRequest();
        }

        PreferenceCookies.SetLanguage(context, culture!);

        // Another site's link may turn this browser's language, which the next press undoes, and not the account's.
        if (PortalClaims.TryReadSession(context.User, out _) && context.Request.Headers["Sec-Fetch-Site"] == "same-origin")
        {
            await SavedPreferences.ChangeAsync(context, preferences => preferences with { Language = culture });
        }

        return TypedResults.LocalRedirect(returnUrl ?? "/");
    }
}
