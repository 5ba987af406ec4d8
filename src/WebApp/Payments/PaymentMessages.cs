using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>Says codes of gateways and refusals in the reader's language, with what to do.</summary>
public sealed class PaymentMessages(IStringLocalizer<PaymentCodesText> texts)
{
    /// <summary>Code of a gateway or of ours → its text in <see cref="PaymentCodesText"/>. Card companies have many words for one thing.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["insufficient_funds"] = nameof(PaymentCodesText.InsufficientFunds),
        ["card_declined"] = nameof(PaymentCodesText.CardDeclined),
        ["generic_decline"] = nameof(PaymentCodesText.CardDeclined),
        ["do_not_honor"] = nameof(PaymentCodesText.CardDeclined),
        ["call_issuer"] = nameof(PaymentCodesText.CardDeclined),
        ["no_action_taken"] = nameof(PaymentCodesText.CardDeclined),
        ["transaction_not_allowed"] = nameof(PaymentCodesText.CardDeclined),
        ["declined"] = nameof(PaymentCodesText.CardDeclined),
        ["expired_card"] = nameof(PaymentCodesText.ExpiredCard),
        ["incorrect_cvc"] = nameof(PaymentCodesText.IncorrectCvc),
        ["invalid_cvc"] = nameof(PaymentCodesText.IncorrectCvc),
        ["incorrect_number"] = nameof(PaymentCodesText.IncorrectNumber),
        ["invalid_number"] = nameof(PaymentCodesText.IncorrectNumber),
        ["invalid_account"] = nameof(PaymentCodesText.IncorrectNumber),
        ["lost_card"] = nameof(PaymentCodesText.LostOrStolen),
        ["stolen_card"] = nameof(PaymentCodesText.LostOrStolen),
        ["pickup_card"] = nameof(PaymentCodesText.LostOrStolen),
        ["restricted_card"] = nameof(PaymentCodesText.CardNotSupported),
        ["fraudulent"] = nameof(PaymentCodesText.FraudSuspected),
        ["security_violation"] = nameof(PaymentCodesText.FraudSuspected),
        ["merchant_blacklist"] = nameof(PaymentCodesText.FraudSuspected),
        ["authentication_required"] = nameof(PaymentCodesText.AuthenticationRequired),
        ["authentication_not_handled"] = nameof(PaymentCodesText.AuthenticationRequired),
        ["payment_intent_authentication_failure"] = nameof(PaymentCodesText.AuthenticationRequired),
        ["requires_action"] = nameof(PaymentCodesText.AuthenticationRequired),
        ["card_not_supported"] = nameof(PaymentCodesText.CardNotSupported),
        ["currency_not_supported"] = nameof(PaymentCodesText.CardNotSupported),
        ["service_not_allowed"] = nameof(PaymentCodesText.CardNotSupported),
        ["not_permitted"] = nameof(PaymentCodesText.CardNotSupported),
        ["card_velocity_exceeded"] = nameof(PaymentCodesText.CardVelocityExceeded),
        ["withdrawal_count_limit_exceeded"] = nameof(PaymentCodesText.CardVelocityExceeded),
        ["processing_error"] = nameof(PaymentCodesText.ProcessingError),
        ["issuer_not_available"] = nameof(PaymentCodesText.ProcessingError),
        ["try_again_later"] = nameof(PaymentCodesText.ProcessingError),
        ["reenter_transaction"] = nameof(PaymentCodesText.ProcessingError),
        ["amount_too_large"] = nameof(PaymentCodesText.AmountTooLarge),
        ["amount_too_small"] = nameof(PaymentCodesText.AmountTooSmall),
        ["gateway_unavailable"] = nameof(PaymentCodesText.GatewayUnavailable),
        ["outcome_unknown"] = nameof(PaymentCodesText.OutcomeUnknown),
        ["expired"] = nameof(PaymentCodesText.ExpiredPayment),
        ["cancelled"] = nameof(PaymentCodesText.CancelledPayment),
        ["invalid_request"] = nameof(PaymentCodesText.InvalidRequest),
        ["refused"] = nameof(PaymentCodesText.InvalidRequest),
        ["parameter_missing"] = nameof(PaymentCodesText.InvalidRequest),
        ["parameter_invalid"] = nameof(PaymentCodesText.InvalidRequest),
        ["missing_payment_method"] = nameof(PaymentCodesText.MissingPaymentMethod),
        ["payment_method_missing"] = nameof(PaymentCodesText.MissingPaymentMethod),
        ["unauthorized"] = nameof(PaymentCodesText.AuthenticationFailed),
        ["invalid_api_key"] = nameof(PaymentCodesText.AuthenticationFailed),
        ["api_key_expired"] = nameof(PaymentCodesText.AuthenticationFailed),
        ["refund_exceeds_charge"] = nameof(PaymentCodesText.RefundExceeds),
        ["charge_already_refunded"] = nameof(PaymentCodesText.RefundExceeds),
        ["timeout"] = nameof(PaymentCodesText.TimedOut),
        ["connection_refused"] = nameof(PaymentCodesText.ConnectionFailed),
        ["connection_lost"] = nameof(PaymentCodesText.ConnectionFailed),
        ["unreadable_answer"] = nameof(PaymentCodesText.Unreadable),
        ["unexpected_status"] = nameof(PaymentCodesText.Unreadable),
        ["unavailable"] = nameof(PaymentCodesText.Unavailable),
        ["api_error"] = nameof(PaymentCodesText.Unavailable),
        ["throttled"] = nameof(PaymentCodesText.Throttled),
        ["rate_limit"] = nameof(PaymentCodesText.Throttled),
        ["processing"] = nameof(PaymentCodesText.StillProcessing),
        ["refund_failed"] = nameof(PaymentCodesText.RefundFailed),
        ["refund_cancelled"] = nameof(PaymentCodesText.RefundFailed),
        ["invalid_request_error"] = nameof(PaymentCodesText.InvalidRequest),
        ["idempotency_key_reused"] = nameof(PaymentCodesText.KeyReused),
    };

    /// <summary>Codes that have a text of their own, for the tests that look at each.</summary>
    public static IReadOnlyCollection<string> KnownCodes => Known.Keys;

    /// <summary>Short name of a reason; a gateway's new word stands as it is.</summary>
    public string Title(string code) => Known.TryGetValue(code, out var key) ? texts[key + "Title"]
        : HttpStatus(code) is { } status ? texts[nameof(PaymentCodesText.HttpTitle), status]
        : code;

    /// <summary>What happened and what to do.</summary>
    /// <param name="isDecline">How a word that nobody knows here is called.</param>
    public string Sentence(string code, bool isDecline) => Known.TryGetValue(code, out var key) ? texts[key]
        : HttpStatus(code) is { } status ? texts[nameof(PaymentCodesText.Http), status]
        : texts[isDecline ? nameof(PaymentCodesText.DeclinedUnknown) : nameof(PaymentCodesText.FailedUnknown), code];

    /// <inheritdoc cref="Sentence(string, bool)"/>
    public string Sentence(string code, ChargeStatus status) => Sentence(code, status != ChargeStatus.Failed);

    /// <summary>Why a plan leaves an order out.</summary>
    public string Unsettled(string code) => texts[code switch
    {
        UnsettledCodes.BelowMinimum => nameof(PaymentCodesText.BelowMinimum),
        UnsettledCodes.SplitNotAllowed => nameof(PaymentCodesText.AboveLimitSplitNotAllowed),
        UnsettledCodes.TooManyParts => nameof(PaymentCodesText.AboveLimitTooManyParts),
        UnsettledCodes.NoGateway => nameof(PaymentCodesText.PaymentMethodWithoutGateway),
        UnsettledCodes.NotPending => nameof(PaymentCodesText.OrderNotPending),
        UnsettledCodes.AlreadySettled => nameof(PaymentCodesText.AlreadySettled),
        _ => code,
    }];

    /// <summary>Why a request was refused.</summary>
    public string Refusal(Error error)
    {
        var text = texts[error.Code];
        if (text.ResourceNotFound)
        {
            return texts[nameof(PaymentCodesText.refused), error.Code];
        }

        return string.Format(CultureInfo.InvariantCulture, text.Value, [.. error.Arguments.Select(argument => Shown(error.Code, argument))]);
    }

    /// <summary>Why a charge was left as it is.</summary>
    public string Refusal(string code) => Refusal(new Error(code));

    /// <summary>Of an answer that said nothing else: <c>http_503</c>.</summary>
    private static string? HttpStatus(string code) => code.StartsWith("http_", StringComparison.Ordinal) ? code["http_".Length..] : null;

    private static string Shown(string code, string argument) =>
        !long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? argument
        : code == PaymentErrors.RefundTooHigh ? YenAmount.Format(number)
        : SettlementLook.Count(number);
}
