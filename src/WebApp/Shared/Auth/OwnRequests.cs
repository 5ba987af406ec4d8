using Microsoft.AspNetCore.Antiforgery;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>Whether a request that changes something is meant by its sender.</summary>
public static class OwnRequests
{
    private const string Header = "RequestVerificationToken";

    /// <summary>
    /// A browser sends its cookie by itself, so a page must prove that the request is its own; a bearer token proves that already. Only the header
    /// counts: to look for the proof in the form would mean to take a whole upload in first.
    /// </summary>
    public static async Task<bool> IsOwnRequestAsync(this IAntiforgery antiforgery, HttpContext http) =>
        http.User.HasClaim(PortalClaims.Kind, PortalClaims.KindClient)
        || (http.Request.Headers.ContainsKey(Header) && await antiforgery.IsRequestValidAsync(http));
}
