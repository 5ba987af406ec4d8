using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>How one charge and what was tried with it look.</summary>
public static class ChargeLook
{
    /// <summary>People know a charge by the orders that it settles.</summary>
    public static string NameOf(IStringLocalizer<PaymentsText> texts, ChargeListItem charge) => (charge.OrderNumber, charge.Orders) switch
    {
        (null, _) => texts[nameof(PaymentsText.OrderGone)],
        ({ } number, 1) => number,
        ({ } number, var orders) => texts[nameof(PaymentsText.OrderAndMore), number, SettlementLook.Count(orders - 1)],
    };

    public static string TextKey(AttemptKind kind) => kind switch
    {
        AttemptKind.Charge => nameof(PaymentsText.KindCharge),
        AttemptKind.Refund => nameof(PaymentsText.KindRefund),
        AttemptKind.LookUp => nameof(PaymentsText.KindLookUp),
        AttemptKind.Cancel => nameof(PaymentsText.KindCancel),
        _ => nameof(PaymentsText.KindWebhook),
    };

    /// <summary>Tone, icon and key in <see cref="PaymentsText"/>.</summary>
    public static (Tone Tone, IconName Icon, string TextKey) Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Succeeded => (Tone.Money, IconName.Money, nameof(PaymentsText.OutcomeSucceeded)),
        AttemptOutcome.Declined => (Tone.Danger, IconName.Minus, nameof(PaymentsText.OutcomeDeclined)),
        AttemptOutcome.AwaitingCustomer => (Tone.Waiting, IconName.Hourglass, nameof(PaymentsText.OutcomeAwaiting)),
        AttemptOutcome.Throttled => (Tone.Warning, IconName.Pause, nameof(PaymentsText.OutcomeThrottled)),
        AttemptOutcome.GatewayError => (Tone.Warning, IconName.Warning, nameof(PaymentsText.OutcomeGatewayError)),
        AttemptOutcome.NoAnswer => (Tone.Warning, IconName.Unplugged, nameof(PaymentsText.OutcomeNoAnswer)),
        AttemptOutcome.Lost => (Tone.Warning, IconName.Unplugged, nameof(PaymentsText.OutcomeLost)),
        AttemptOutcome.Refused => (Tone.Danger, IconName.Error, nameof(PaymentsText.OutcomeRefused)),
        AttemptOutcome.Expired => (Tone.Warning, IconName.Clock, nameof(PaymentsText.OutcomeExpired)),
        _ => (Tone.Neutral, IconName.Block, nameof(PaymentsText.OutcomeCancelled)),
    };

    /// <summary>A chain of shops as its customers know it; one that is new here by the gateway's name.</summary>
    public static string ChainOf(IStringLocalizer<PaymentsText> texts, string chain) => chain switch
    {
        "familymart" => texts[nameof(PaymentsText.ChainFamilyMart)],
        "lawson" => texts[nameof(PaymentsText.ChainLawson)],
        "ministop" => texts[nameof(PaymentsText.ChainMinistop)],
        "seicomart" => texts[nameof(PaymentsText.ChainSeicomart)],
        _ => chain,
    };
}
