using Microsoft.AspNetCore.Authentication.BearerToken;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>Where a request carries its access token.</summary>
internal static class BearerRequests
{
    private const string Query = "access_token";

    public static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || HubToken(request) is not null;

    /// <summary>Browsers cannot send headers with a WebSocket, so hubs, and only they, take the token from the address.</summary>
    public static Task ReadHubToken(MessageReceivedContext context)
    {
        context.Token = HubToken(context.Request);
        return Task.CompletedTask;
    }

    private static string? HubToken(HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) && request.Query[Query] is [{ Length: > 0 } token, ..] ? token : null;
}
