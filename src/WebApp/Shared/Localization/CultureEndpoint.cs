using Microsoft.AspNetCore.Localization;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>Remembers the language, and goes back; never to another server.</summary>
public static class CultureEndpoint
{
    /// <summary>The first is the fallback.</summary>
    public static readonly string[] Languages = ["en", "ja"];

    public static void MapCulture(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/culture", Switch).AllowAnonymous().ExcludeFromDescription();

    private static IResult Switch(HttpContext context, string? culture, string? returnUrl)
    {
        if (!Languages.Contains(culture, StringComparer.Ordinal) || (returnUrl is not null && !ReturnUrl.IsLocal(returnUrl)))
        {
            return TypedResults.BadRequest();
        }

        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture!)),
            new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
        return TypedResults.LocalRedirect(returnUrl ?? "/");
    }
}
