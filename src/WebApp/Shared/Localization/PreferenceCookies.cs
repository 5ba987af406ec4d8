using Microsoft.AspNetCore.Localization;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>Language and theme in the browser, which are read before anybody is known.</summary>
public static class PreferenceCookies
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>At sign-in: what the person chose goes before what was chosen in this browser; where they chose nothing, that stays.</summary>
    public static void Bring(HttpContext context, Preferences preferences)
    {
        if (preferences.Language is { } language)
        {
            SetLanguage(context, language);
        }

        if (preferences.Theme is { } theme)
        {
            SetTheme(context, theme);
        }
    }

    /// <summary>After they chose: nothing chosen means that browser and system decide again.</summary>
    public static void Replace(HttpContext context, Preferences preferences)
    {
        context.Response.Cookies.Delete(CookieRequestCultureProvider.DefaultCookieName);
        context.Response.Cookies.Delete(ThemeCookie.Name);
        Bring(context, preferences);
    }

    /// <param name="language">One of <see cref="CultureEndpoint.Languages"/>.</param>
    public static void SetLanguage(HttpContext context, string language) => context.Response.Cookies.Append(
        CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)), Options(context, httpOnly: true));

    /// <summary>Readable by the script of the switch, which writes it too.</summary>
    private static void SetTheme(HttpContext context, string theme) => context.Response.Cookies.Append(ThemeCookie.Name, theme, Options(context, httpOnly: false));

    private static CookieOptions Options(HttpContext context, bool httpOnly) =>
        new() { MaxAge = Lifetime, SameSite = SameSiteMode.Lax, HttpOnly = httpOnly, Secure = context.Request.IsHttps, IsEssential = true };
}
