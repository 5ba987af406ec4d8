using System.Text.Json;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>
/// Stripe's PaymentIntents: one for each round of a charge, made and confirmed in one call. The time that a call may take is the caller's matter.
/// </summary>
internal sealed class StripeGateway(StripeClient client, StripeOptions options, TimeProvider clock) : IPaymentGateway
{
    /// <summary>An order without an e-mail address, which Stripe wants for a konbini slip and for giving its money back.</summary>
    public const string NoPayerEmail = "payer_email_missing";

    private const int MostDescription = 22;
    private static readonly ChargeBounds Card = ChargeBounds.Portal;
    private static readonly ChargeBounds Konbini = new ChargeBounds(120, 300_000).Within(ChargeBounds.Portal);

    /// <summary>Stripe may forget a key after a day; a charge that is older is looked for before it is asked for again.</summary>
    private static readonly TimeSpan KeysHold = TimeSpan.FromHours(23);

    public string Name => PaymentOptions.Stripe;

    public ChargeBounds? BoundsOf(PaymentMethod method) => method switch
    {
        PaymentMethod.CreditCard when !string.IsNullOrEmpty(options.PaymentMethod) => Card,
        PaymentMethod.Konbini => Konbini,
        _ => null,
    };

    public async Task<GatewayAnswer> ChargeAsync(GatewayCharge charge, CancellationToken cancellationToken)
    {
        // Where Stripe has said its name for it, what became of it counts, not the first answer that the key would bring back.
        if (charge.FirstSentAt is { } sent && (charge.Reference is not null || clock.GetUtcNow() - sent >= KeysHold)
            && await LookUpAsync(charge, cancellationToken) is { } known)
        {
            return known;
        }

        if (FormOf(charge) is not { } form)
        {
            return new GatewayAnswer(AttemptOutcome.Refused, NoPayerEmail);
        }

        var reply = await client.PostAsync(StripeClient.Intents, form, charge.IdempotencyKey, cancellationToken);
        if (reply.IsSuccess)
        {
            return StripeAnswers.OfIntent(reply.Body, reply, clock.GetUtcNow());
        }

        var failure = StripeAnswers.OfFailure(reply);
        if (reply.Status is not (409 or >= 500) || (failure.Outcome != AttemptOutcome.Refused && charge.FirstSentAt is null))
        {
            return failure;
        }

        // Not to be repeated though it may have been done, or repeated and perhaps only the first answer again: looking tells.
        return await LookUpAsync(charge, cancellationToken) switch
        {
            null => failure,
            { Outcome: AttemptOutcome.Throttled or AttemptOutcome.GatewayError or AttemptOutcome.NoAnswer or AttemptOutcome.Refused } =>
                failure with { Outcome = AttemptOutcome.GatewayError },
            var found => found,
        };
    }

    public async Task<GatewayAnswer?> LookUpAsync(GatewayCharge charge, CancellationToken cancellationToken)
    {
        if (charge.Reference is { } reference)
        {
            var reply = await client.IntentAsync(reference, cancellationToken);
            if (!reply.IsSuccess)
            {
                return StripeAnswers.OfFailure(reply);
            }

            // The name may be an earlier round's.
            if (IsOf(reply.Body, charge))
            {
                return StripeAnswers.OfIntent(reply.Body, reply, clock.GetUtcNow());
            }
        }

        return await StripeSearch.FindAsync(client, charge, IsOf, clock.GetUtcNow(), cancellationToken);
    }

    public async Task<GatewayAnswer> CancelAsync(GatewayCharge charge, CancellationToken cancellationToken)
    {
        if (charge.Reference is not { } reference)
        {
            return await LookUpAsync(charge, cancellationToken) switch
            {
                null => new GatewayAnswer(AttemptOutcome.Cancelled),
                { Outcome: AttemptOutcome.AwaitingCustomer, Reference: not null } found => await CancelAsync(charge with { Reference = found.Reference }, cancellationToken),
                var found => found,
            };
        }

        var reply = await client.PostAsync($"{StripeClient.Intents}/{Uri.EscapeDataString(reference)}/cancel", [], null, cancellationToken);
        if (reply.IsSuccess)
        {
            return StripeAnswers.OfIntent(reply.Body, reply, clock.GetUtcNow());
        }

        // Too late, most likely: what it turned out to be is the answer.
        var failure = StripeAnswers.OfFailure(reply);
        if (failure.Outcome != AttemptOutcome.Refused)
        {
            return failure;
        }

        var now = await client.IntentAsync(reference, cancellationToken);
        return now.IsSuccess && StripeAnswers.OfIntent(now.Body, now, clock.GetUtcNow()) is var answer && answer.Outcome != AttemptOutcome.AwaitingCustomer ? answer : failure;
    }

    public Task<GatewayAnswer> RefundAsync(GatewayRefund refund, CancellationToken cancellationToken) =>
        StripeRefunds.MakeAsync(client, refund, cancellationToken);

    /// <summary>Null: the customer of a konbini slip has no e-mail address. The same charge always makes the same form: a key with another is refused.</summary>
    private StripeForm? FormOf(GatewayCharge charge)
    {
        var form = new StripeForm
        {
            { "amount", charge.Amount },
            { "currency", "jpy" },
            { "confirm", "true" },
            { "description", charge.Description },
            { $"metadata[{StripeMetadata.Tenant}]", charge.Tenant.ToString() },
            { $"metadata[{StripeMetadata.Charge}]", charge.Id.ToString() },
            { $"metadata[{StripeMetadata.Key}]", charge.IdempotencyKey },
        };
        if (charge.Method != PaymentMethod.Konbini)
        {
            form.Add("payment_method_types[]", "card");
            form.Add("payment_method", options.PaymentMethod);
            return form;
        }

        if (charge.Customer is not { Email: { Length: > 0 } email } customer)
        {
            return null;
        }

        form.Add("payment_method_types[]", "konbini");
        form.Add("payment_method_data[type]", "konbini");
        form.Add("payment_method_data[billing_details][name]", customer.Name);
        form.Add("payment_method_data[billing_details][email]", email);
        form.Add("payment_method_options[konbini][product_description]", Shorten(charge.Description));
        form.Add("payment_method_options[konbini][expires_after_days]", options.KonbiniExpiresAfterDays);
        form.Add("payment_method_options[konbini][confirmation_number]", ConfirmationNumber(customer.Phone));
        return form;
    }

    private static bool IsOf(JsonElement intent, GatewayCharge charge) =>
        intent.Member("metadata") is { } metadata
        && metadata.Text(StripeMetadata.Charge) == charge.Id.ToString() && metadata.Text(StripeMetadata.Key) == charge.IdempotencyKey;

    /// <summary>What the customer types in at some stores; a number that is known by heart where it has the right length.</summary>
    private static string? ConfirmationNumber(string? phone)
    {
        var digits = string.Concat((phone ?? "").Where(char.IsAsciiDigit));
        return digits.Length is 10 or 11 && digits.Any(static digit => digit != '0') ? digits : null;
    }

    private static string Shorten(string text)
    {
        var end = Math.Min(text.Length, MostDescription);
        return text[..(end < text.Length && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }
}

/// <summary>What every PaymentIntent and refund carries, so that messages about it find its charge.</summary>
internal static class StripeMetadata
{
    public const string Tenant = "tenant_id";
    public const string Charge = "charge_id";
    public const string Key = "key";
    public const string Refund = "refund_id";
}
