using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>The portal's ear for the simulated gateway: what is not signed by it is nobody's.</summary>
internal sealed class SimulatorWebhook(SimulatorKeys keys, IGatewayNotices notices, TimeProvider clock)
{
    private const int MostBytes = 64 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<IResult> TakeAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not (> 0 and <= MostBytes))
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var body = new byte[http.Request.ContentLength.Value];
        await http.Request.Body.ReadExactlyAsync(body, http.RequestAborted);
        if (!keys.Verify(http.Request.Headers[SimulatorMessages.SignatureHeader], body, clock.GetUtcNow()))
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        if (Read(body) is { } notice)
        {
            await notices.TakeAsync(notice, http.RequestAborted);
        }

        // Known or not, repeated or not: the gateway need not say it again.
        return Results.Ok();
    }

    /// <summary>Null: a charge that this portal did not make.</summary>
    private static GatewayNotice? Read(byte[] body) =>
        JsonSerializer.Deserialize<SimulatedMessage>(body, Json) is { } message && ChargeKeys.Read(message.Charge.Key) is { } key
        && Guid.TryParseExact(message.Charge.Metadata.GetValueOrDefault(SimulatorMetadata.Tenant), "N", out var tenant)
            ? new GatewayNotice(PaymentOptions.Simulator, message.Id, new TenantId(tenant), key.Charge, key.Round, SimulatedAnswers.Of(message.Charge))
            : null;
}
