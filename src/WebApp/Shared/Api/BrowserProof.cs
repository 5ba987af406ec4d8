using Microsoft.AspNetCore.Antiforgery;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Stands before endpoints that change something. A browser sends its cookie by itself, so a page must prove that the request is its own; a bearer
/// token proves that already. Only the header counts: to look for the proof in the form would mean to take the whole body in first.
/// </summary>
public static class BrowserProof
{
    private const string Header = "RequestVerificationToken";

    public static async ValueTask<object?> RequireAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.User.HasClaim(PortalClaims.Kind, PortalClaims.KindClient)
            || (http.Request.Headers.ContainsKey(Header) && await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http)))
        {
            return await next(context);
        }

        return Problems.Of(StatusCodes.Status400BadRequest, "antiforgery");
    }
}
