using Microsoft.AspNetCore.Antiforgery;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>The forms of the sign-in pages and the user menu; all answer with a redirect within the portal.</summary>
public static class SignInEndpoints
{
    public const string CodePath = "/sign-in/two-factor";

    private const int MaxLength = 256;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        // The order puts the endpoint before the page of the same address, which takes posts too.
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
        routes.MapPost(CodePath, ConfirmAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await IsGenuineAsync(context, antiforgery))
        {
            return Back("session_expired", null);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (email, password, returnUrl) = (form["email"].ToString(), form["password"].ToString(), form["returnUrl"].ToString());
        if (email.Length is 0 or > MaxLength || password.Length is 0 or > MaxLength)
        {
            return Back("invalid_credentials", returnUrl);
        }

        return await LetInAsync<IUserSignIn>(context, signIn => signIn.SignInAsync(email, password, context.RequestAborted)) switch
        {
            SignInOutcome.SignedIn => Results.LocalRedirect(ReturnUrl.LocalOrHome(returnUrl)),
            SignInOutcome.CodeWanted => Results.LocalRedirect($"{CodePath}?returnUrl={Escaped(returnUrl)}"),
            SignInOutcome.LockedOut => Back("locked_out", returnUrl),
            SignInOutcome.RateLimited => Back("rate_limited", returnUrl),
            _ => Back("invalid_credentials", returnUrl),
        };
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await IsGenuineAsync(context, antiforgery))
        {
            return Back("code_expired", null);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (code, returnUrl) = (form["code"].ToString(), form["returnUrl"].ToString());
        return await LetInAsync<ICodeSignIn>(context, signIn => signIn.ConfirmAsync(code, context.RequestAborted)) switch
        {
            SignInOutcome.SignedIn => Results.LocalRedirect(ReturnUrl.LocalOrHome(returnUrl)),
            SignInOutcome.Stale => Back("code_expired", returnUrl),
            SignInOutcome.LockedOut => Back("locked_out", returnUrl),
            SignInOutcome.RateLimited => Back("rate_limited", returnUrl, CodePath),
            _ => Back("wrong_code", returnUrl, CodePath),
        };
    }

    /// <summary>In an operation of its own: that of the request may be another person's already, of another tenant, whose session this one takes the place of.</summary>
    private static async Task<SignInOutcome> LetInAsync<TSignIn>(HttpContext context, Func<TSignIn, Task<SignInOutcome>> signIn)
        where TSignIn : notnull
    {
        await using var scope = context.RequestServices.CreateAsyncScope();
        var request = context.RequestServices.GetRequiredService<OperationContext>();
        scope.ServiceProvider.GetRequiredService<OperationContext>().ArriveFrom(request.CorrelationId, request.SourceAddress, request.UserAgent);
        var outcome = await signIn(scope.ServiceProvider.GetRequiredService<TSignIn>());
        if (outcome == SignInOutcome.SignedIn)
        {
            PreferenceCookies.Bring(context, (await scope.ServiceProvider.GetRequiredService<IAccount>().GetAsync(context.RequestAborted)).Preferences);
        }

        return outcome;
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

    private static IResult Back(string error, string? returnUrl, string page = "/sign-in") => Results.LocalRedirect($"{page}?error={error}&returnUrl={Escaped(returnUrl)}");

    private static string Escaped(string? returnUrl) => Uri.EscapeDataString(ReturnUrl.LocalOrHome(returnUrl));
}
