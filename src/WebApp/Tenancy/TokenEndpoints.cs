using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>OAuth 2.0 client credentials (RFC 6749) and revocation (RFC 7009). Tokens are opaque and bound to a tenant.</summary>
public static class TokenEndpoints
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Of a form with a token in it, many times over.</summary>
    private const long MaxFormBytes = 64 * 1024;

    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";
    private static readonly ApiFormField Grant = new("grant_type", FormFieldKind.Text, "`client_credentials`.", IsRequired: true, ["client_credentials"], "client_credentials");
    private static readonly ApiFormField Scope = new("scope", FormFieldKind.Text, "Scopes with spaces between. Left out: all of the client's.", Example: "orders.read imports.write");
    private static readonly ApiFormField Revoked = new("token", FormFieldKind.Text, "The access token.", IsRequired: true, Example: "CfDJ8N4b");
    private static readonly ApiFormField Hint = new("token_type_hint", FormFieldKind.Text, "Taken and not needed: there is one kind of token.", Example: "access_token");
    private static readonly ApiFormField[] Client =
    [
        new("client_id", FormFieldKind.Text, "Where the header does not name the client."), new("client_secret", FormFieldKind.Text, "Where the header does not name the client."),
    ];

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        MapForm(routes, "/oauth/token", IssueAsync, [Grant, Scope, .. Client]).Answers<TokenAnswer>().Named(
            "issueToken", "Issue an access token",
            "Client credentials of RFC 6749, 4.4. The client proves itself by HTTP Basic or by client_id and client_secret in the form, not by both. Without a scope the token carries all that the client has. "
            + "A token lives for an hour; there is no refresh token, ask for another one.");
        MapForm(routes, "/oauth/revoke", RevokeAsync, [Revoked, Hint, .. Client]).Produces(StatusCodes.Status200OK).Named(
            "revokeToken", "Revoke an access token",
            "RFC 7009. The token is worthless on all instances within two seconds. A token that is unknown, expired or another client's is answered like a revoked one.");
    }

    /// <summary>Refusals are those of RFC 6749, 5.2, not problems; 429 is for who sent too many wrong secrets.</summary>
    private static RouteHandlerBuilder MapForm(IEndpointRouteBuilder routes, string path, Delegate handler, IReadOnlyList<ApiFormField> fields) => routes.MapPost(path, handler)
        .AllowAnonymous().WithTags("Tokens").WithMetadata(new UploadSizeLimit(MaxFormBytes), new ApiForm(fields, Form), new AcceptsMetadata([Form], typeof(object)))
        .Produces<TokenError>(StatusCodes.Status400BadRequest, Json).Produces<TokenError>(StatusCodes.Status401Unauthorized, Json)
        .Produces<TokenError>(StatusCodes.Status429TooManyRequests, Json).Refuses(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IResult> IssueAsync(HttpContext context, IApiClients clients, IOptionsMonitor<BearerTokenOptions> bearer, TimeProvider clock)
    {
        var (request, refusal) = await TokenRequest.ReadAsync(context);
        if (request is null)
        {
            return refusal!;
        }

        if (request.Value("grant_type") is not { } grant)
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request", "grant_type is missing or repeated");
        }

        if (grant != "client_credentials")
        {
            return Refuse(StatusCodes.Status400BadRequest, "unsupported_grant_type", "only client_credentials is supported");
        }

        if (request.IsRepeated("scope"))
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request", "scope is repeated");
        }

        // Before the client is looked at: what is changed about it from here on ends this token, too.
        var now = clock.GetUtcNow();
        var authenticated = await clients.AuthenticateAsync(request.ClientId, request.Secret, context.RequestAborted);
        if (!authenticated.IsSuccess)
        {
            return RefuseClient(context, authenticated.Error!);
        }

        var client = authenticated.Value;
        var asked = (request.Value("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(client.Scopes, StringComparer.Ordinal).Any())
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_scope", "a scope is unknown or not granted to this client");
        }

        var scopes = asked.Length == 0 ? client.Scopes : [.. asked.Distinct(StringComparer.Ordinal)];
        var tokenId = Guid.CreateVersion7(now);
        var token = bearer.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Protect(Ticket(client, scopes, tokenId, now));
        await clients.TokenIssuedAsync(tokenId, scopes, context.RequestAborted);
        return Results.Json(new TokenAnswer(token, "Bearer", (int)Lifetime.TotalSeconds, string.Join(' ', scopes)));
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, IApiClients clients, IOptionsMonitor<BearerTokenOptions> bearer, TimeProvider clock)
    {
        var (request, refusal) = await TokenRequest.ReadAsync(context);
        if (request is null)
        {
            return refusal!;
        }

        if (request.Value("token") is not { } token)
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request", "token is missing or repeated");
        }

        var authenticated = await clients.AuthenticateAsync(request.ClientId, request.Secret, context.RequestAborted);
        if (!authenticated.IsSuccess)
        {
            return RefuseClient(context, authenticated.Error!);
        }

        // RFC 7009: a token that is unknown, expired or another client's is answered like a revoked one.
        var ticket = bearer.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Unprotect(token);
        if (ticket?.Properties.ExpiresUtc is { } expires && expires > clock.GetUtcNow()
            && Guid.TryParse(ticket.Principal.FindFirstValue(PortalClaims.TokenId), out var tokenId)
            && ticket.Principal.HasClaim(ClaimTypes.NameIdentifier, authenticated.Value.Id.ToString())
            && ticket.Principal.HasClaim(PortalClaims.Tenant, authenticated.Value.Tenant.ToString()))
        {
            await clients.RevokeAsync(tokenId, expires, context.RequestAborted);
        }

        return Results.Ok();
    }

    private static AuthenticationTicket Ticket(ApiClient client, IEnumerable<string> scopes, Guid tokenId, DateTimeOffset now)
    {
        var identity = new ClaimsIdentity(BearerTokenDefaults.AuthenticationScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, client.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, client.Name));
        identity.AddClaim(new Claim(PortalClaims.Kind, PortalClaims.KindClient));
        identity.AddClaim(new Claim(PortalClaims.Tenant, client.Tenant.ToString()));
        identity.AddClaim(new Claim(PortalClaims.ClientId, client.ClientId));
        identity.AddClaim(new Claim(PortalClaims.TokenId, tokenId.ToString()));
        identity.AddClaims(scopes.Select(scope => new Claim(PortalClaims.Scope, scope)));
        if (!client.RateLimited)
        {
            identity.AddClaim(new Claim(PortalClaims.Unlimited, "true"));
        }

        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + Lifetime };
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
    }

    internal static IResult Refuse(int status, string error, string description) => Results.Json(new TokenError(error, description), statusCode: status);

    private static IResult RefuseClient(HttpContext context, Error error)
    {
        if (error.Code == "rate_limited")
        {
            context.Response.Headers.RetryAfter = "60";
            return Refuse(StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "too many wrong secrets: wait a minute");
        }

        // To who sent the secret in the form, too: a 401 without a challenge is none (RFC 9110, 15.5.2).
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"OrderPortal\", charset=\"UTF-8\"";
        return Refuse(StatusCodes.Status401Unauthorized, "invalid_client", "the client is unknown or its secret is wrong");
    }
}
