using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Testing.Payments;

namespace OrderPortal.WebApp.Tests.Payments;

/// <summary>The whole portal with Stripe as its gateway, before a double of Stripe; its pumps run.</summary>
public sealed class StripePortal : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private PortalHost _host = null!;

    public StripeDouble Stripe { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Stripe = await StripeDouble.StartAsync(TimeProvider.System);
        _host = new PortalHost
        {
            Settings = new Dictionary<string, string>
            {
                ["Payments:Gateway"] = "stripe",
                ["Payments:TimeoutSeconds"] = "3",
                ["Payments:Stripe:BaseAddress"] = Stripe.Address.ToString(),
                ["Payments:Stripe:SecretKey"] = StripeDouble.SecretKey,
                ["Payments:Stripe:WebhookSecret"] = StripeDouble.WebhookSecret,
                ["Payments:Stripe:PaymentMethod"] = "pm_card_visa",
            },
        };
        await _host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Stripe.DisposeAsync();
    }

    /// <summary>A tenant with one order that is being settled by one charge.</summary>
    public async Task<SeededSettlement> SettleAsync(long amount, PaymentMethod method) =>
        await SettlementSeed.AddAsync(_host.Database, await _host.Database.AddTenantAsync(), [amount], method, "stripe");

    /// <summary>A tenant with orders that are being settled by a card charge each.</summary>
    public async Task<SeededSettlement> SettleAsync(IEnumerable<long> amounts) =>
        await SettlementSeed.AddAsync(_host.Database, await _host.Database.AddTenantAsync(), amounts, PaymentMethod.CreditCard, "stripe");

    /// <summary>What Stripe has of the settlement's charge.</summary>
    public async Task<StripeIntent> IntentAsync(SeededSettlement settlement)
    {
        await HoldsAsync(() => Task.FromResult(Find() is not null));
        return Find()!;

        StripeIntent? Find() => Stripe.Book.Intents.LastOrDefault(intent => intent.Form.GetValueOrDefault("metadata[charge_id]") == settlement.Charges[0].ToString());
    }

    /// <summary>A konbini charge whose customer has the numbers.</summary>
    public async Task<(SeededSettlement Settlement, StripeIntent Intent)> AwaitedAsync(long amount = 1_200)
    {
        var settlement = await SettleAsync(amount, PaymentMethod.Konbini);
        await BecomesAsync(settlement, ChargeStatus.AwaitingCustomer);
        return (settlement, await IntentAsync(settlement));
    }

    public Task BecomesAsync(SeededSettlement settlement, ChargeStatus status) => HoldsAsync(async () => await StatusAsync(settlement) == status);

    public async Task<ChargeStatus> StatusAsync(SeededSettlement settlement) =>
        (ChargeStatus)await NumberAsync($"SELECT status FROM charges WHERE id = '{settlement.Charges[0]}'");

    public async Task<(PaymentStatus Payment, OrderStatus Order)> OrderAsync(SeededSettlement settlement) => (
        (PaymentStatus)await NumberAsync($"SELECT payment_status FROM orders WHERE id = '{settlement.Orders[0]}'"),
        (OrderStatus)await NumberAsync($"SELECT status FROM orders WHERE id = '{settlement.Orders[0]}'"));

    /// <summary>Yen that the portal's book has of the settlement's charge.</summary>
    public Task<long> BookedAsync(SeededSettlement settlement) => NumberAsync($"SELECT coalesce(sum(amount), 0) FROM payment_movements WHERE charge_id = '{settlement.Charges[0]}'");

    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_host.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel), CultureInfo.InvariantCulture);
    }

    public Task ExecuteAsync(string sql) => _host.ExecuteAsync(sql);

    /// <summary>Sends a message as Stripe does.</summary>
    public Task<HttpResponseMessage> TellAsync(string type, JsonNode subject, string? id = null)
    {
        var body = StripeDouble.Message(type, subject, id);
        return PostAsync(body, StripeDouble.Sign(body, TimeProvider.System.GetUtcNow()));
    }

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string? signature, string gateway = "stripe")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/webhooks/{gateway}", UriKind.Relative));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (signature is not null)
        {
            request.Headers.Add("Stripe-Signature", signature);
        }

        return await _host.Client.SendAsync(request, Cancel);
    }

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Deadline, "It did not come to hold in time.");
            await Task.Delay(30, Cancel);
        }
    }
}
