using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Payments.Stripe;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

public sealed class StripeOptionsTests
{
    [Theory]
    [InlineData("SecretKey", "")]
    [InlineData("SecretKey", "pk_test_1")]
    [InlineData("SecretKey", "sk_test_1\r\nX-Other: 1")]
    [InlineData("WebhookSecret", "")]
    [InlineData("BaseAddress", "http://api.stripe.example")]
    [InlineData("BaseAddress", "api")]
    [InlineData("ApiVersion", "")]
    [InlineData("KonbiniExpiresAfterDays", "0")]
    [InlineData("KonbiniExpiresAfterDays", "61")]
    public void Validate_WhenOneValueIsWrong_NamesItsKeyAndKeepsTheSecret(string key, string value)
    {
        var result = Validate((key, value));

        var failure = Assert.Single(result.Failures!);
        Assert.StartsWith($"Payments:Stripe:{key} must ", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("test_1", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SecretKey", "rk_test_1")]
    [InlineData("SecretKey", "sk_live_1")]
    [InlineData("BaseAddress", "http://127.0.0.1:9999")]
    [InlineData("PaymentMethod", "pm_card_visa")]
    public void Validate_WhenTheValuesAreGood_Accepts(string key, string value) => Assert.True(Validate((key, value)).Succeeded);

    [Theory]
    [InlineData("sk_live_1")]
    [InlineData("rk_live_1")]
    public void Validate_WhenOneCardWouldPayForEverybody_Refuses(string key) =>
        Assert.StartsWith("Payments:Stripe:PaymentMethod ", Assert.Single(Validate(("SecretKey", key), ("PaymentMethod", "pm_1")).Failures!), StringComparison.Ordinal);

    [Fact]
    public void AddStripe_WhenNothingSaysStripe_AddsNothing()
    {
        var services = new ServiceCollection();

        services.AddStripe(new ConfigurationBuilder().Build(), isCurrent: false);

        Assert.Empty(services);
    }

    [Fact]
    public void AddStripe_WhenOnlyOlderChargesAreThere_IsStillAGateway()
    {
        var services = new ServiceCollection();

        services.AddStripe(new ConfigurationBuilder().AddInMemoryCollection([new("Payments:Stripe:SecretKey", "sk_test_1")]).Build(), isCurrent: false);

        Assert.Contains(services, static service => service.ServiceType == typeof(IPaymentGateway));
        Assert.Contains(services, static service => service.ServiceType == typeof(IGatewayWebhook));
    }

    private static ValidateOptionsResult Validate(params (string Key, string Value)[] changed)
    {
        var values = new Dictionary<string, string?> { ["SecretKey"] = "sk_test_1", ["WebhookSecret"] = "whsec_1" };
        foreach (var (key, value) in changed)
        {
            values[key] = value;
        }

        return new StripeOptionsRules().Validate(null, new ConfigurationBuilder().AddInMemoryCollection(values).Build().Get<StripeOptions>()!);
    }
}
