namespace OrderPortal.Domain.Payments;

/// <summary>What an attempt makes of its charge.</summary>
/// <param name="OutcomeKnown">False: the gateway may have charged without our knowing, so the key of the round stays.</param>
/// <param name="Code">Why it is not paid; null for none.</param>
/// <param name="RetryIn">When it is asked again; null: this was the last word.</param>
public readonly record struct ChargeStep(ChargeStatus Status, bool OutcomeKnown, string? Code = null, TimeSpan? RetryIn = null);

/// <summary>What came of an attempt, as the charge's next state; and which states may follow which.</summary>
public static class ChargeOutcome
{
    /// <summary>All attempts were turned away: nothing was charged.</summary>
    public const string Unavailable = "gateway_unavailable";

    /// <summary>All attempts were made, and whether one of them charged is not known.</summary>
    public const string Unknown = "outcome_unknown";

    /// <summary>The customer did not pay in time.</summary>
    public const string Expired = "expired";

    /// <param name="attempts">Of this round, this one included where it counts.</param>
    /// <param name="wasKnown">Whether everything before this attempt had a definite outcome.</param>
    /// <param name="random">0 to 1, for the jitter.</param>
    public static ChargeStep Of(GatewayAnswer answer, int attempts, bool wasKnown, double random) => answer.Outcome switch
    {
        AttemptOutcome.Succeeded => new ChargeStep(ChargeStatus.Succeeded, true),
        AttemptOutcome.Declined => new ChargeStep(ChargeStatus.Declined, true, answer.Code ?? "declined"),
        AttemptOutcome.AwaitingCustomer => new ChargeStep(ChargeStatus.AwaitingCustomer, true),
        AttemptOutcome.Expired => new ChargeStep(ChargeStatus.Expired, true, Expired),
        AttemptOutcome.Cancelled => new ChargeStep(ChargeStatus.Cancelled, true),

        // That this call was wrong says nothing of one before it whose answer was lost.
        AttemptOutcome.Refused => new ChargeStep(ChargeStatus.Failed, wasKnown, answer.Code ?? "refused"),
        AttemptOutcome.Throttled => Again(wasKnown, attempts, random, answer.RetryAfter),
        AttemptOutcome.GatewayError or AttemptOutcome.NoAnswer or AttemptOutcome.Lost => Again(false, attempts, random, answer.RetryAfter),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Outcome, null),
    };

    /// <summary>
    /// Whether a charge may go from one state to the other: answers and messages of a gateway come late, twice and in any order, and only the first of
    /// them may move it. Money that came in is believed whatever was thought before.
    /// </summary>
    public static bool MayFollow(ChargeStatus from, ChargeStatus to) => from switch
    {
        ChargeStatus.Planned or ChargeStatus.Sending => to is not (ChargeStatus.Refunded or ChargeStatus.PartlyRefunded),
        ChargeStatus.AwaitingCustomer => to is ChargeStatus.Succeeded or ChargeStatus.Expired or ChargeStatus.Cancelled or ChargeStatus.Failed,
        ChargeStatus.Failed => to is ChargeStatus.Succeeded or ChargeStatus.Declined or ChargeStatus.AwaitingCustomer or ChargeStatus.Expired or ChargeStatus.Cancelled,
        ChargeStatus.Declined or ChargeStatus.Expired or ChargeStatus.Cancelled => to is ChargeStatus.Succeeded,
        _ => false,
    };

    /// <summary>True where money came in, whatever of it went back since.</summary>
    public static bool IsCaptured(ChargeStatus status) => status is ChargeStatus.Succeeded or ChargeStatus.Refunded or ChargeStatus.PartlyRefunded;

    private static ChargeStep Again(bool known, int attempts, double random, TimeSpan? retryAfter) =>
        RetrySchedule.After(attempts, random, retryAfter) is { } wait
            ? new ChargeStep(known ? ChargeStatus.Planned : ChargeStatus.Sending, known, null, wait)
            : new ChargeStep(ChargeStatus.Failed, known, known ? Unavailable : Unknown);
}
