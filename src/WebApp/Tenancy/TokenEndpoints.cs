using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>OAuth 2.0 client credentials (RFC 6749) and revocation (RFC 7009). Tokens are opaque and bound to a tenant.</summary>
public static class TokenEndpoints
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/oauth/token", IssueAsync).AllowAnonymous().WithName("issueToken").Accepts<TokenRequestForm>("application/x-www-form-urlencoded")
            .Produces<TokenAnswer>().Produces<TokenError>(StatusCodes.Status400BadRequest).Produces<TokenError>(StatusCodes.Status401Unauthorized)
            .Produces<TokenError>(StatusCodes.Status429TooManyRequests);
        routes.MapPost("/oauth/revoke", RevokeAsync).AllowAnonymous().WithName("revokeToken").Accepts<TokenRequestForm>("application/x-www-form-urlencoded")
            .Produces(StatusCodes.Status200OK).Produces<TokenError>(StatusCodes.Status400BadRequest).Produces<TokenError>(StatusCodes.Status401Unauthorized);
    }

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

        var authenticated = await clients.AuthenticateAsync(request.ClientId, request.Secret, context.RequestAborted);
        if (!authenticated.IsSuccess)
        {
            return RefuseClient(context, request, authenticated.Error!);
        }

        var client = authenticated.Value;
        var asked = (request.Value("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(client.Scopes, StringComparer.Ordinal).Any())
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_scope", "a scope is unknown or not granted to this client");
        }

        var scopes = asked.Length == 0 ? client.Scopes : [.. asked.Distinct(StringComparer.Ordinal)];
        var tokenId = Guid.CreateVersion7();
        var token = bearer.Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector.Protect(Ticket(client, scopes, tokenId, clock.GetUtcNow()));
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
            return RefuseClient(context, request, authenticated.Error!);
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

    private static IResult RefuseClient(HttpContext context, TokenRequest request, Error error)
    {
        if (error.Code == "rate_limited")
        {
            context.Response.Headers.RetryAfter = "60";
            return Refuse(StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "too many wrong secrets: wait a minute");
        }

        if (request.ByHeader)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"OrderPortal\"";
        }

        return Refuse(StatusCodes.Status401Unauthorized, "invalid_client", "the client is unknown or its secret is wrong");
    }
}

/// <summary>Names of RFC 6749.</summary>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("scope")] string Scope);

/// <inheritdoc cref="TokenAnswer"/>
public sealed record TokenError([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);

/// <summary>For the API document only; the form is read by hand.</summary>
public sealed record TokenRequestForm(
    [property: JsonPropertyName("grant_type")] string? GrantType, [property: JsonPropertyName("scope")] string? Scope,
    [property: JsonPropertyName("client_id")] string? ClientId, [property: JsonPropertyName("client_secret")] string? ClientSecret,
    [property: JsonPropertyName("token")] string? Token);
