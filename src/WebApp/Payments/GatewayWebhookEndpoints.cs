using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>Where gateways tell by themselves what became of charges. Nobody signs in there: the signature over the raw body is the proof.</summary>
public static class GatewayWebhookEndpoints
{
    /// <summary>A message names one payment; the largest have some tens of kilobytes.</summary>
    private const int MostBytes = 256 * 1024;

    public static void MapGatewayWebhooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/{gateway}", ReceiveAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> ReceiveAsync(string gateway, HttpContext http, ReceiveGatewayMessage receive)
    {
        if (await BodyAsync(http.Request, http.RequestAborted) is not { } body)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large");
        }

        // What the gateway was told would be done is done, also when it goes away meanwhile.
        var received = await receive.ExecuteAsync(gateway, name => http.Request.Headers[name].Count == 1 ? http.Request.Headers[name][0] : null, body, CancellationToken.None);
        return received switch
        {
            null => Problems.NotFound(),
            { Error: { } error } => Problems.Of(error.Code == GatewayMessageErrors.NotConfirmed ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest, error),
            _ => Results.Ok(),
        };
    }

    /// <summary>The bytes as they came, which is what is signed; null: too many.</summary>
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
        {
            return null;
        }

        // One more than may be, so that what is too much is seen without being read to its end.
        var buffer = new byte[(request.ContentLength ?? MostBytes) + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MostBytes ? null : buffer.AsMemory(0, read);
    }
}
