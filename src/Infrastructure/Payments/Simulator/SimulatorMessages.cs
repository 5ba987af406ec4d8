using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>What the simulated gateway tells by itself.</summary>
/// <param name="Type"><c>charge.succeeded</c>, <c>charge.expired</c>, <c>charge.cancelled</c>.</param>
internal sealed record SimulatedMessage(string Id, string Type, SimulatedCharge Charge);

/// <summary>
/// The simulated gateway's own clockwork: lets konbini slips run out, and tells the portal by a signed webhook until it answers, as real gateways do. Every
/// instance runs it; each message is in one's hands at a time.
/// </summary>
internal sealed partial class SimulatorMessages(
    SimulatorBook book, SimulatorKeys keys, SimulatorAddress address, IHttpClientFactory clients, TimeProvider clock, ILogger<SimulatorMessages> logger) : BackgroundService
{
    public const string Path = "webhooks/simulator";
    public const string SignatureHeader = "Simulator-Signature";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await book.ExpireAsync(stoppingToken);
                foreach (var message in await book.TakeMessagesAsync(stoppingToken))
                {
                    await SendAsync(message, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or HttpRequestException or InvalidOperationException && !stoppingToken.IsCancellationRequested)
            {
                // What was not told is due again.
                LogNotTold(logger, exception);
            }
        }
    }

    private async Task SendAsync(SimulatedMessage message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(await address.FindOwnAsync(cancellationToken), Path));
        request.Headers.Add(SignatureHeader, keys.Sign(body, clock.GetUtcNow()));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var client = clients.CreateClient(SimulatorGateway.Client);
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            await book.ForgetMessageAsync(message.Id, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment simulator could not tell the portal; it tries again")]
    private static partial void LogNotTold(ILogger logger, Exception exception);
}
