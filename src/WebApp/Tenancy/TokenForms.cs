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
