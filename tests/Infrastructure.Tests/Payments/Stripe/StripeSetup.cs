using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Payments.Stripe;
using OrderPortal.Testing;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

/// <summary>The gateway as it is registered, before a double of Stripe.</summary>
internal sealed class StripeSetup : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StripeSetup(StripeDouble stripe, Dictionary<string, string?> settings, ManualClock clock)
    {
        (Stripe, Clock) = (stripe, clock);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<TimeProvider>(clock);
        services.AddStripe(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), isCurrent: true);
        _services = services.BuildServiceProvider();
    }

    public StripeDouble Stripe { get; }

    public ManualClock Clock { get; }

    public Lines Log { get; } = new();

    public IPaymentGateway Gateway => _services.GetRequiredService<IPaymentGateway>();

    public IGatewayWebhook Webhook => _services.GetRequiredService<IGatewayWebhook>();

    public static async Task<StripeSetup> StartAsync(params (string Key, string Value)[] settings)
    {
        var clock = new ManualClock();
        var stripe = await StripeDouble.StartAsync(clock);
        var all = new Dictionary<string, string?>
        {
            ["Payments:Stripe:SecretKey"] = StripeDouble.SecretKey,
            ["Payments:Stripe:WebhookSecret"] = StripeDouble.WebhookSecret,
            ["Payments:Stripe:BaseAddress"] = stripe.Address.ToString(),
            ["Payments:Stripe:PaymentMethod"] = "pm_card_visa",
        };
        foreach (var (key, value) in settings)
        {
            all[$"Payments:Stripe:{key}"] = value;
        }

        return new StripeSetup(stripe, all, clock);
    }

    public GatewayCharge Card(long amount = 1_200, int round = 1) => Charge(amount, PaymentMethod.CreditCard, round);

    public GatewayCharge Konbini(long amount = 1_200, string? email = "hanako@customer.example", string? phone = "090-1234-5678", string description = "A-100") =>
        Charge(amount, PaymentMethod.Konbini) with { Customer = new OrderCustomer("C-1", "山田花子", email, phone), Description = description };

    /// <summary>The charge as the queue hands it out after an attempt.</summary>
    public GatewayCharge Again(GatewayCharge charge, string? reference = null) => charge with { FirstSentAt = charge.FirstSentAt ?? Clock.GetUtcNow(), Reference = reference ?? charge.Reference };

    public static GatewayRefund Refund(GatewayCharge charge, string reference, long amount, RefundId? id = null)
    {
        var refund = id ?? RefundId.New();
        return new GatewayRefund(charge.Tenant, refund, charge.Id, ChargeKeys.Of(refund), reference, amount) { Method = charge.Method, Customer = charge.Customer };
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Stripe.DisposeAsync();
    }

    private static GatewayCharge Charge(long amount, PaymentMethod method, int round = 1)
    {
        var id = ChargeId.New();
        return new GatewayCharge(TenantId.New(), id, ChargeKeys.Of(id, round), amount, method, null, "A-100", null);
    }

    /// <summary>All that was logged, at whatever level.</summary>
    internal sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _all = new();

        public IReadOnlyCollection<string> All => _all;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _all.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
