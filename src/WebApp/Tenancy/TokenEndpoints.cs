using System.Security.Claims;
using System.Text.Json.Serialization;
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

    private const string Form = "application/x-www-form-urlencoded";
    private static readonly ApiFormField Grant = new("grant_type", FormFieldKind.Text, "`client_credentials`.", IsRequired: true, ["client_credentials"], "client_credentials");
    private static readonly ApiFormField Scope = new("scope", FormFieldKind.Text, "Scopes with spaces between. Left out: all of the client's.", Example: "orders.read imports.write");
    private static readonly ApiFormField Revoked = new("token", FormFieldKind.Text, "The access token.", IsRequired: true, Example: "CfDJ8N4b");
    private static readonly ApiFormField[] Client =
    [
        new("client_id", FormFieldKind.Text, "Where the header does not name the client."), new("client_secret", FormFieldKind.Text, "Where the header does not name the client."),
    ];

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        Token(routes.MapPost("/oauth/token", IssueAsync)).Named("issueToken", "Get an access token", "With the client's id and secret, in the header or in the form.")
            .WithMetadata(new ApiForm([Grant, Scope, .. Client], Form)).Answers<TokenAnswer>().Produces<TokenError>(StatusCodes.Status429TooManyRequests);
        Token(routes.MapPost("/oauth/revoke", RevokeAsync)).Named("revokeToken", "Revoke an access token", "It is refused from then on. A token that is not the client's is answered alike.")
            .WithMetadata(new ApiForm([Revoked, .. Client], Form)).Produces(StatusCodes.Status200OK).Produces<TokenError>(StatusCodes.Status429TooManyRequests);
    }

    private static RouteHandlerBuilder Token(RouteHandlerBuilder route) => route.AllowAnonymous().WithTags("Tokens").WithMetadata(new AcceptsMetadata([Form], typeof(object)))
        .Produces<TokenError>(StatusCodes.Status400BadRequest).Produces<TokenError>(StatusCodes.Status401Unauthorized).Refuses(StatusCodes.Status415UnsupportedMediaType);

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
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">What was granted, with spaces between.</param>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("scope")] string Scope) : IHasExample<TokenAnswer>
{
    public static TokenAnswer Example => new("CfDJ8N4bR1xkq0", "Bearer", 3600, "orders.read imports.write");
}

/// <inheritdoc cref="TokenAnswer"/>
public sealed record TokenError([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description) : IHasExample<TokenError>
{
    public static TokenError Example => new("invalid_client", "the client is unknown or its secret is wrong");
}
