using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>The simulated gateway as the portal reaches it: over HTTP like any other, so that time-outs and lost answers are real.</summary>
internal sealed class SimulatorGateway(IHttpClientFactory clients, SimulatorAddress address, SimulatorKeys keys) : IPaymentGateway
{
    public const string Client = "payments-simulator";
    private const string Root = "simulator/v1/charges";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Name => PaymentOptions.Simulator;

    /// <remarks>Konbini as real ones have it: chains take 300,000 yen at most.</remarks>
    public ChargeBounds? BoundsOf(PaymentMethod method) => method switch
    {
        PaymentMethod.CreditCard => ChargeBounds.Portal,
        PaymentMethod.Konbini => new ChargeBounds(120, 300_000),
        _ => null,
    };

    public async Task<GatewayAnswer> ChargeAsync(GatewayCharge charge, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            [SimulatorMetadata.Tenant] = charge.Tenant.Value.ToString("N"),
            [SimulatorMetadata.Charge] = charge.Id.Value.ToString("N"),
            [SimulatorMetadata.Description] = charge.Description,
        };
        if (charge.Customer?.Code is { } code)
        {
            metadata[SimulatorMetadata.Customer] = code;
        }

        using var request = await RequestAsync(HttpMethod.Post, Root, charge.IdempotencyKey, cancellationToken);
        request.Content = JsonContent.Create(new SimulatedChargeRequest(charge.Amount, charge.Method == PaymentMethod.Konbini ? "konbini" : "card", metadata), options: Json);
        return await AskAsync(request, cancellationToken);
    }

    public async Task<GatewayAnswer?> LookUpAsync(GatewayCharge charge, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, $"{Root}?key={Uri.EscapeDataString(charge.IdempotencyKey)}", null, cancellationToken);
        var answer = await AskAsync(request, cancellationToken);
        return answer.HttpStatus == (int)HttpStatusCode.NotFound ? null : answer;
    }

    public async Task<GatewayAnswer> CancelAsync(GatewayCharge charge, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Post, $"{Root}/{charge.Reference}/cancel", null, cancellationToken);
        return await AskAsync(request, cancellationToken);
    }

    public async Task<GatewayAnswer> RefundAsync(GatewayRefund refund, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Post, $"{Root}/{refund.Reference}/refunds", refund.IdempotencyKey, cancellationToken);
        request.Content = JsonContent.Create(new SimulatedRefundRequest(refund.Amount), options: Json);
        return await AskAsync(request, cancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, string? key, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, new Uri(await address.FindAsync(cancellationToken), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys.ApiKey);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }

    private async Task<GatewayAnswer> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.SendAsync(request, cancellationToken);
            return await ReadAsync(response, cancellationToken) with { HttpStatus = (int)response.StatusCode };
        }
        catch (HttpRequestException exception)
        {
            return new GatewayAnswer(AttemptOutcome.NoAnswer, exception.HttpRequestError == HttpRequestError.ConnectionError ? "connection_refused" : "connection_lost");
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            return new GatewayAnswer(AttemptOutcome.GatewayError, "unreadable_answer");
        }
    }

    private static async Task<GatewayAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.PaymentRequired:
                using (var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)))
                {
                    // A refund has no state of its own: it was done.
                    return body.RootElement.TryGetProperty("status", out _)
                        ? SimulatedAnswers.Of(body.RootElement.Deserialize<SimulatedCharge>(Json)!)
                        : new GatewayAnswer(AttemptOutcome.Succeeded) { Reference = body.RootElement.GetProperty("id").GetString() };
                }

            case HttpStatusCode.Conflict:
                return SimulatedAnswers.Of((await response.Content.ReadFromJsonAsync<SimulatedCharge>(Json, cancellationToken))!);
            case HttpStatusCode.TooManyRequests:
                return new GatewayAnswer(AttemptOutcome.Throttled, "throttled") { RetryAfter = response.Headers.RetryAfter?.Delta };
            case >= HttpStatusCode.InternalServerError:
                return new GatewayAnswer(AttemptOutcome.GatewayError, string.Create(CultureInfo.InvariantCulture, $"http_{(int)response.StatusCode}"));
            default:
                var refusal = await response.Content.ReadFromJsonAsync<Refusal>(Json, cancellationToken);
                return new GatewayAnswer(AttemptOutcome.Refused, refusal?.Code ?? "refused");
        }
    }

    private sealed record Refusal(string? Code);
}

/// <summary>What the portal writes on its charges at the simulated gateway.</summary>
internal static class SimulatorMetadata
{
    public const string Tenant = "tenant";
    public const string Charge = "charge";
    public const string Customer = "customer";
    public const string Description = "description";
}

/// <summary>The simulated gateway's words in the portal's.</summary>
internal static class SimulatedAnswers
{
    public static GatewayAnswer Of(SimulatedCharge charge) => new(
        charge.Status switch
        {
            SimulatedStatus.Succeeded => AttemptOutcome.Succeeded,
            SimulatedStatus.Declined => AttemptOutcome.Declined,
            SimulatedStatus.Awaiting => AttemptOutcome.AwaitingCustomer,
            SimulatedStatus.Expired => AttemptOutcome.Expired,
            SimulatedStatus.Cancelled => AttemptOutcome.Cancelled,
            _ => AttemptOutcome.GatewayError,
        },
        charge.Code)
    {
        Reference = charge.Id,
        Voucher = charge is { Voucher: { } voucher, ExpiresAt: { } expires, Status: SimulatedStatus.Awaiting }
            ? new Voucher([.. voucher.Select(static store => new VoucherStore(store.Key, store.Value.PaymentCode, store.Value.ConfirmationNumber))], expires, null)
            : null,
    };
}
