using Microsoft.AspNetCore.Antiforgery;
using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>The forms for those who have no password; both answer with a redirect within the portal.</summary>
public static class AccountLinkEndpoints
{
    /// <summary>As the server's rule for passwords has it.</summary>

    internal const string Different = "different";
    internal const string Expired = "expired";

    private const int MaxLength = 256;

    public static void MapAccountLinks(this IEndpointRouteBuilder routes)
    {
        // The order puts the endpoints before the pages of the same addresses, which take posts too.
        routes.MapPost("/forgot-password", ForgotAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
        routes.MapPost("/welcome/{token}", SetAsync).AllowAnonymous().WithOrder(-1).ExcludeFromDescription();
    }

    private static async Task<IResult> ForgotAsync(HttpContext context, IAntiforgery antiforgery, AnonymousOperations operations, PortalAddress address)
    {
        if (!await IsGenuineAsync(context, antiforgery))
        {
            return Results.LocalRedirect($"/forgot-password?error={Expired}");
        }

        var email = (await context.Request.ReadFormAsync(context.RequestAborted))["email"].ToString();
        var portal = address.Find($"{context.Request.Scheme}://{context.Request.Host}");
        var isTaken = email.Length > MaxLength || await operations.RunAsync(links => links.AskAsync(email, portal, context.RequestAborted));
        return Results.LocalRedirect(isTaken ? "/forgot-password?sent=true" : $"/forgot-password?error={AccountLinkErrors.RateLimited}");
    }

    private static async Task<IResult> SetAsync(HttpContext context, string token, IAntiforgery antiforgery, AnonymousOperations operations)
    {
        if (!await IsGenuineAsync(context, antiforgery))
        {
            return Back(token, Expired);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (password, repeat) = (form["password"].ToString(), form["repeat"].ToString());
        if (password != repeat)
        {
            return Back(token, Different);
        }

        var result = await operations.RunAsync(links => links.SetPasswordAsync(token, password, context.RequestAborted));
        return result.Error is { } error ? Back(token, error.Code) : Results.LocalRedirect("/sign-in?error=password_set");
    }

    // As for the sign-in form: one that lay open too long is answered with the form, not with a bare 400.
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

    private static IResult Back(string token, string error) => Results.LocalRedirect($"/welcome/{Uri.EscapeDataString(token)}?error={error}");
}
