using System.Globalization;
using Microsoft.Extensions.Options;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>Section <c>Payments:Stripe</c>.</summary>
public sealed class StripeOptions
{
    /// <summary>Of the account that all tenants' money goes to; secret.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>What Stripe signs its messages with, as it shows it; secret.</summary>
    public string WebhookSecret { get; init; } = "";

    public string BaseAddress { get; init; } = "https://api.stripe.com";

    /// <summary>The version whose requests and answers this gateway knows.</summary>
    public string ApiVersion { get; init; } = "2026-10-28.endive";

    /// <summary>How long a customer has to pay at the store.</summary>
    public int KonbiniExpiresAfterDays { get; init; } = 3;

    /// <summary>
    /// The one payment method that every card charge goes to, for trying out: orders carry none. Not set: no cards. Refused beside a live key, where
    /// somebody's card would pay for everybody's orders.
    /// </summary>
    public string? PaymentMethod { get; init; }
}

internal sealed class StripeOptionsRules : IValidateOptions<StripeOptions>
{
    public ValidateOptionsResult Validate(string? name, StripeOptions options)
    {
        var failures = new List<string>();

        // Secrets are not repeated: a start's messages are kept where many read them.
        Check(IsKey(options.SecretKey), "Payments:Stripe:SecretKey must be Stripe's secret key (sk_…) or a restricted one (rk_…).");
        Check(options.WebhookSecret.StartsWith("whsec_", StringComparison.Ordinal), "Payments:Stripe:WebhookSecret must be the endpoint's signing secret (whsec_…).");
        Check(
            Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)),
            "Payments:Stripe:BaseAddress must be an https address; http only on the machine itself.");
        Check(IsVersion(options.ApiVersion), "Payments:Stripe:ApiVersion must be a version of Stripe's API, e.g. 2026-10-28.endive.");
        Check(
            options.KonbiniExpiresAfterDays is >= 1 and <= 60,
            string.Create(CultureInfo.InvariantCulture, $"Payments:Stripe:KonbiniExpiresAfterDays must be 1 to 60, was {options.KonbiniExpiresAfterDays}."));
        Check(
            string.IsNullOrEmpty(options.PaymentMethod) || !IsLive(options.SecretKey),
            "Payments:Stripe:PaymentMethod must not be set beside a live key: every card charge would go to it. It is for trying out.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool good, string failure)
        {
            if (!good)
            {
                failures.Add(failure);
            }
        }
    }

    /// <summary>Goes into a header, so visible ASCII only.</summary>
    private static bool IsKey(string key) =>
        (key.StartsWith("sk_", StringComparison.Ordinal) || key.StartsWith("rk_", StringComparison.Ordinal)) && key.All(static c => c is > ' ' and < '\x7f');

    private static bool IsLive(string key) => key[(key.IndexOf('_', StringComparison.Ordinal) + 1)..].StartsWith("live_", StringComparison.Ordinal);

    private static bool IsVersion(string version) => version.Length > 0 && version.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}
