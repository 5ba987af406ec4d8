using System.Text.Json.Serialization;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>Names of RFC 6749.</summary>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">Separated by spaces.</param>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn, [property: JsonPropertyName("scope")] string Scope) : IHasExample<TokenAnswer>
{
    public static TokenAnswer Example => new("CfDJ8EXAMPLEAwT0p5Zl2fQ", "Bearer", 3_600, $"{Scopes.OrdersRead} {Scopes.OrdersWrite}");
}

/// <inheritdoc cref="TokenAnswer"/>
/// <param name="Error"><c>invalid_request</c>, <c>invalid_client</c>, <c>unsupported_grant_type</c>, <c>invalid_scope</c> or <c>temporarily_unavailable</c>.</param>
/// <param name="Description">For developers, in English.</param>
public sealed record TokenError([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description) : IHasExample<TokenError>
{
    public static TokenError Example => new("invalid_client", "the client is unknown or its secret is wrong");
}

/// <summary>For the API document only; the form is read by hand.</summary>
/// <param name="GrantType"><c>client_credentials</c>.</param>
/// <param name="Scope">Separated by spaces; empty or left out: all that the client has.</param>
/// <param name="ClientId">With <paramref name="ClientSecret"/>, where there is no HTTP Basic.</param>
public sealed record TokenForm(
    [property: JsonPropertyName("grant_type")] string GrantType, [property: JsonPropertyName("scope")] string? Scope,
    [property: JsonPropertyName("client_id")] string? ClientId, [property: JsonPropertyName("client_secret")] string? ClientSecret) : IHasExample<TokenForm>
{
    public static TokenForm Example => new("client_credentials", $"{Scopes.OrdersRead} {Scopes.OrdersWrite}", "client-5f0c1b7a9e", "your-client-secret");
}

/// <inheritdoc cref="TokenForm"/>
/// <param name="TokenTypeHint">Taken and not needed: there is one kind of token.</param>
public sealed record RevocationForm(
    [property: JsonPropertyName("token")] string Token, [property: JsonPropertyName("token_type_hint")] string? TokenTypeHint,
    [property: JsonPropertyName("client_id")] string? ClientId, [property: JsonPropertyName("client_secret")] string? ClientSecret) : IHasExample<RevocationForm>
{
    public static RevocationForm Example => new("CfDJ8EXAMPLEAwT0p5Zl2fQ", "access_token", "client-5f0c1b7a9e", "your-client-secret");
}
