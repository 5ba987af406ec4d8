using Microsoft.AspNetCore.Antiforgery;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>The forms of the sign-in page and the user menu; both answer with a redirect within the portal.</summary>
public static class SignInEndpoints
{
    private const int MaxLength = 256;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        // The order puts the endpoint before the page of the same address, which takes posts too.
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, IUserSignIn signIn)
    {
        if (!await IsGenuineAsync(context, antiforgery))
        {
            return Failed("session_expired", null);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (email, password, returnUrl) = (form["email"].ToString(), form["password"].ToString(), form["returnUrl"].ToString());
        if (email.Length is 0 or > MaxLength || password.Length is 0 or > MaxLength)
        {
            return Failed("invalid_credentials", returnUrl);
        }

        return await signIn.SignInAsync(email, password, context.RequestAborted) switch
        {
            SignInOutcome.SignedIn => Results.LocalRedirect(ReturnUrl.LocalOrHome(returnUrl)),
            SignInOutcome.LockedOut => Failed("locked_out", returnUrl),
            SignInOutcome.RateLimited => Failed("rate_limited", returnUrl),
            _ => Failed("invalid_credentials", returnUrl),
        };
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, IUserSignIn signIn)
    {
        if (await IsGenuineAsync(context, antiforgery))
        {
            await signIn.SignOutAsync(context.RequestAborted);
            return Results.LocalRedirect("/sign-in");
        }

        return Results.LocalRedirect("/");
    }

    // Checked here rather than by the middleware: a form that lay open too long is answered with the form, not with a bare 400.
    private static async Task<bool> IsGenuineAsync(HttpContext context, IAntiforgery antiforgery)
    {
        try
        {
            return context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return false;
        }
    }

    private static IResult Failed(string error, string? returnUrl) =>
        Results.LocalRedirect($"/sign-in?error={error}&returnUrl={Uri.EscapeDataString(ReturnUrl.LocalOrHome(returnUrl))}");
}
