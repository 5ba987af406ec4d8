using System.Globalization;
using System.Text.Json;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>What Stripe's answers mean to the portal. Codes only: Stripe's sentences may name a person or a card.</summary>
internal static class StripeAnswers
{
    /// <summary>The customer would have to prove who it is, and is not there.</summary>
    public const string AuthenticationRequired = "authentication_required";

    /// <summary>Stripe is not done yet; the charge is looked up later.</summary>
    public const string Processing = "processing";

    /// <summary>Stripe gives a konbini customer more time than this, so a slip of which nothing came sooner was refused, not expired.</summary>
    private static readonly TimeSpan ShortestKonbini = TimeSpan.FromMinutes(30);

    private static readonly string[] Chains = ["familymart", "lawson", "ministop", "seicomart"];

    /// <param name="intent">A PaymentIntent.</param>
    public static GatewayAnswer OfIntent(JsonElement intent, StripeReply reply, DateTimeOffset now)
    {
        var answer = intent.Text("status") switch
        {
            "succeeded" => new GatewayAnswer(AttemptOutcome.Succeeded),
            "canceled" => new GatewayAnswer(AttemptOutcome.Cancelled),
            "processing" => new GatewayAnswer(AttemptOutcome.NoAnswer, Processing),
            "requires_action" when VoucherOf(intent) is { } voucher => new GatewayAnswer(AttemptOutcome.AwaitingCustomer) { Voucher = voucher },
            "requires_action" when !IsKonbini(intent) => new GatewayAnswer(AttemptOutcome.Declined, AuthenticationRequired),
            "requires_payment_method" when IsKonbini(intent) && intent.Moment("created") is { } created && now - created >= ShortestKonbini =>
                new GatewayAnswer(AttemptOutcome.Expired),
            "requires_payment_method" => new GatewayAnswer(AttemptOutcome.Declined, intent.Member("last_payment_error") is { } error ? CodeOf(error) : null),
            _ => new GatewayAnswer(AttemptOutcome.GatewayError, "unexpected_status"),
        };
        return answer with { Reference = intent.Text("id"), HttpStatus = reply.Status, RequestId = reply.RequestId };
    }

    /// <param name="refund">A Refund.</param>
    /// <remarks>Stripe takes a refund and may give the money back days later: a konbini customer is asked by mail for a bank account first.</remarks>
    public static GatewayAnswer OfRefund(JsonElement refund, StripeReply reply)
    {
        var answer = refund.Text("status") switch
        {
            "succeeded" => new GatewayAnswer(AttemptOutcome.Succeeded),
            "pending" or "requires_action" => new GatewayAnswer(AttemptOutcome.AwaitingCustomer),
            "failed" => new GatewayAnswer(AttemptOutcome.Refused, refund.Code("failure_reason") ?? "refund_failed"),
            "canceled" => new GatewayAnswer(AttemptOutcome.Refused, "refund_cancelled"),
            _ => new GatewayAnswer(AttemptOutcome.GatewayError, "unexpected_status"),
        };
        return answer with { Reference = refund.Text("id"), HttpStatus = reply.Status, RequestId = reply.RequestId };
    }

    /// <param name="reply">No success.</param>
    public static GatewayAnswer OfFailure(StripeReply reply)
    {
        var error = reply.Body.Member("error");
        var outcome = reply switch
        {
            { Status: null } => AttemptOutcome.NoAnswer,
            { Status: 402 } => AttemptOutcome.Declined,
            { ShouldRetry: false, Status: >= 400 } => AttemptOutcome.Refused,
            { Status: 429 } => AttemptOutcome.Throttled,
            { ShouldRetry: true } or { Status: < 400 or 409 or >= 500 } => AttemptOutcome.GatewayError,
            _ => AttemptOutcome.Refused,
        };
        return new GatewayAnswer(outcome, reply.Lost ?? (error is { } told ? CodeOf(told) : null) ?? (reply.Status < 400 ? "unreadable_answer" : string.Create(CultureInfo.InvariantCulture, $"http_{reply.Status}")))
        {
            Reference = error?.Member("payment_intent")?.Text("id"),
            HttpStatus = reply.Status,
            RequestId = reply.RequestId,
            RetryAfter = reply.RetryAfter,
        };
    }

    public static bool IsKonbini(JsonElement intent) =>
        intent.Member("payment_method_types") is { ValueKind: JsonValueKind.Array } types
        && types.EnumerateArray().Any(static type => type.ValueKind == JsonValueKind.String && type.ValueEquals("konbini"));

    /// <summary>The issuer's reason, or Stripe's, or which kind of error it was.</summary>
    private static string? CodeOf(JsonElement error) => error.Code("decline_code") ?? error.Code("code") ?? error.Code("type");

    private static Voucher? VoucherOf(JsonElement intent)
    {
        if (intent.Member("next_action") is not { } action || action.Text("type") != "konbini_display_details"
            || action.Member("konbini_display_details") is not { } details || details.Moment("expires_at") is not { } expires || details.Member("stores") is not { } stores)
        {
            return null;
        }

        var found = new List<VoucherStore>();
        foreach (var chain in Chains)
        {
            if (stores.Member(chain) is { } store && store.Text("payment_code") is { } code)
            {
                found.Add(new VoucherStore(chain, code, store.Text("confirmation_number")));
            }
        }

        return found.Count == 0 ? null : new Voucher(found, expires, HttpsOrNull(details.Text("hosted_voucher_url")));
    }

    /// <summary>Becomes a link, so nothing but an address of the web.</summary>
    private static string? HttpsOrNull(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? address : null;
}
