using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>Body of a new charge.</summary>
/// <param name="Method"><c>card</c> or <c>konbini</c>.</param>
internal sealed record SimulatedChargeRequest(long Amount, string Method, Dictionary<string, string>? Metadata);

/// <summary>Body of a refund.</summary>
internal sealed record SimulatedRefundRequest(long Amount);

/// <summary>
/// The simulated gateway's side of the wire: does what real ones do, good and bad, so that time-outs, lost answers and repeated keys are
/// real for the portal.
/// </summary>
/// <remarks>
/// Declined whatever the rates: 4,004 yen (<c>insufficient_funds</c>), 4,005 yen (<c>expired_card</c>), customers whose code begins with
/// <c>SIM-DECLINE</c> (<c>card_declined</c>).
/// </remarks>
internal sealed class SimulatorServer(SimulatorBook book, SimulatorBehaviour behaviour, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Longer than any client waits.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(3);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<IResult> ChargeAsync(HttpContext http)
    {
        if (!TryKey(http, out var key) || await BodyAsync<SimulatedChargeRequest>(http) is not { Amount: >= 100 and <= 1_000_000, Method: "card" or "konbini" } body)
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request");
        }

        var metadata = body.Metadata ?? [];
        return await AnswerAsync(http, async settings =>
        {
            var code = DeclineOf(body.Amount, metadata.GetValueOrDefault(SimulatorMetadata.Customer), settings);
            var charge = await book.ExecuteAsync(key, body.Amount, body.Method, metadata, code, TimeSpan.FromSeconds(settings.KonbiniExpirySeconds), CancellationToken.None);
            return charge.Amount != body.Amount || charge.Method != body.Method
                ? Refuse(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused")
                : Answer(charge.Status == SimulatedStatus.Declined ? StatusCodes.Status402PaymentRequired : StatusCodes.Status200OK, charge);
        });
    }

    public async Task<IResult> RefundAsync(HttpContext http, string reference)
    {
        if (!TryKey(http, out var key) || await BodyAsync<SimulatedRefundRequest>(http) is not { Amount: > 0 } body)
        {
            return Refuse(StatusCodes.Status400BadRequest, "invalid_request");
        }

        return await AnswerAsync(http, async _ =>
        {
            var refund = await book.RefundAsync(key, reference, body.Amount, CancellationToken.None);
            return refund is null ? Refuse(StatusCodes.Status422UnprocessableEntity, "refund_exceeds_charge")
                : refund.Amount != body.Amount || refund.Charge != reference ? Refuse(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused")
                : Answer(StatusCodes.Status200OK, refund);
        });
    }

    /// <summary>Look-ups are answered in time and always: what they are for is hard enough.</summary>
    public async Task<IResult> FindAsync(HttpContext http, string? key)
    {
        var settings = await behaviour.CurrentAsync(http.RequestAborted);
        await Task.Delay(TimeSpan.FromMilliseconds(settings.LatencyMs), clock, http.RequestAborted);
        return string.IsNullOrEmpty(key) ? Refuse(StatusCodes.Status400BadRequest, "invalid_request")
            : await book.FindByKeyAsync(key, http.RequestAborted) is { } charge ? Answer(StatusCodes.Status200OK, charge)
            : Refuse(StatusCodes.Status404NotFound, "not_found");
    }

    public Task<IResult> CancelAsync(HttpContext http, string reference) => LeaveWaitingAsync(http, reference, SimulatedStatus.Cancelled);

    /// <summary>What the customer does at the till.</summary>
    public Task<IResult> PayAsync(HttpContext http, string reference) => LeaveWaitingAsync(http, reference, SimulatedStatus.Succeeded);

    private async Task<IResult> LeaveWaitingAsync(HttpContext http, string reference, string status) =>
        await book.LeaveWaitingAsync(reference, status, http.RequestAborted) is { } charge ? Answer(StatusCodes.Status200OK, charge)
        : await book.FindAsync(reference, http.RequestAborted) is { } other ? Answer(other.Status == status ? StatusCodes.Status200OK : StatusCodes.Status409Conflict, other)
        : Refuse(StatusCodes.Status404NotFound, "not_found");

    /// <summary>Takes its time, and fails as often as it was told to.</summary>
    private async Task<IResult> AnswerAsync(HttpContext http, Func<SimulatorSettings, Task<IResult>> execute)
    {
        var settings = await behaviour.CurrentAsync(CancellationToken.None);
        var draw = Random.Shared.NextDouble();
        if (draw < settings.ThrottleRate)
        {
            http.Response.Headers.RetryAfter = "1";
            return Refuse(StatusCodes.Status429TooManyRequests, "throttled");
        }

        // The client's going away stops nothing: a gateway that was asked works on. It has done its work somewhere in the middle of the time that it takes.
        var asked = clock.GetTimestamp();
        var latency = TimeSpan.FromMilliseconds(settings.LatencyMs);
        await WaitAsync(latency / 2, asked);
        var times = draw - settings.ThrottleRate < settings.TimeoutRate;
        var fails = times || draw - settings.ThrottleRate - settings.TimeoutRate < settings.ErrorRate;
        var answer = !fails || Random.Shared.Next(2) == 0 ? await execute(settings) : null;
        await WaitAsync(latency, asked);
        if (!fails)
        {
            return answer!;
        }

        if (!times)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "unavailable");
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await Task.Delay(Hold, clock, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
        return Results.Empty;
    }

    /// <summary>Until so long after it was asked, or the portal stops.</summary>
    private async Task WaitAsync(TimeSpan until, long asked)
    {
        if (until - clock.GetElapsedTime(asked) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, clock, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string? DeclineOf(long amount, string? customer, SimulatorSettings settings) => amount switch
    {
        4_004 => "insufficient_funds",
        4_005 => "expired_card",
        _ when customer?.StartsWith("SIM-DECLINE", StringComparison.Ordinal) == true => "card_declined",
        _ => Random.Shared.NextDouble() < settings.DeclineRate ? "card_declined" : null,
    };

    private static bool TryKey(HttpContext http, out string key)
    {
        key = http.Request.Headers["Idempotency-Key"].ToString();
        return key.Length is > 0 and <= 255;
    }

    private static async Task<T?> BodyAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            return await http.Request.ReadFromJsonAsync<T>(Json, http.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IResult Answer(int status, object body) => Results.Json(body, Json, statusCode: status);

    private static IResult Refuse(int status, string code) => Results.Json(new { code }, Json, statusCode: status);
}
