namespace OrderPortal.Domain.Payments;

/// <summary>Why a request about payments is refused. Stable; sentences are in the texts.</summary>
public static class PaymentErrors
{
    /// <summary>The orders are not what they were when the plan was shown: show it anew.</summary>
    public const string PlanOutdated = "plan_outdated";

    /// <summary>None of the orders can be settled; the plan says why.</summary>
    public const string NothingToSettle = "nothing_to_settle";

    /// <summary>No gateway is set up, or not the one that has the charge.</summary>
    public const string NoGateway = "gateway_not_configured";

    /// <summary>Argument: how many at most.</summary>
    public const string TooManyOrders = "settlement_too_many_orders";

    /// <summary>Argument: how many at most.</summary>
    public const string TooManyCharges = "too_many_charges";

    /// <summary>There is no such charge in the tenant.</summary>
    public const string ChargeNotFound = "charge_not_found";

    /// <summary>The charge is not as the caller has seen it.</summary>
    public const string ChangedMeanwhile = "charge_changed_meanwhile";

    /// <summary>Only declined, failed and expired charges are retried.</summary>
    public const string NotRetryable = "charge_not_retryable";

    /// <summary>An order of the charge is not pending any more.</summary>
    public const string OrderNotPending = "order_not_pending";

    /// <summary>An order of the charge has another total now: cancel the charge and settle anew.</summary>
    public const string OrderChanged = "order_changed_since_planned";

    /// <summary>It is being sent in this moment.</summary>
    public const string ChargeInProgress = "charge_in_progress";

    /// <summary>The gateway may have charged without our knowing: retry, which charges nothing twice.</summary>
    public const string OutcomeUnknown = "charge_outcome_unknown";

    /// <summary>Money has come in: refund instead.</summary>
    public const string AlreadyCaptured = "charge_already_captured";

    public const string AlreadyCancelled = "charge_already_cancelled";

    /// <summary>No money has come in that could go back.</summary>
    public const string NothingCaptured = "nothing_captured";

    /// <summary>Argument: yen that can still be refunded, without what is on its way back.</summary>
    public const string RefundTooHigh = "refund_exceeds_captured";

    /// <summary>Less than 1 yen.</summary>
    public const string RefundTooLow = "refund_amount_too_low";

    /// <summary>Argument: characters at most.</summary>
    public const string ReasonTooLong = "reason_too_long";
}
