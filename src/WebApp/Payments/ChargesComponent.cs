using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>What came of something that the reader asked for.</summary>
/// <param name="Lines">What was left as it is, and why.</param>
public sealed record ActionOutcome(Tone Tone, string Title, IReadOnlyList<string> Lines);

/// <summary>Pages on which charges are retried and taken back; each says in a banner what came of it.</summary>
public abstract class ChargesComponent : PaymentsComponent
{
    protected ActionOutcome? Outcome { get; set; }

    protected Task RetryAsync(ChargeSelection selection) =>
        ActAsync<RetryCharges>((retry, ct) => retry.ExecuteAsync(selection, ct), nameof(PaymentsText.RetryAccepted), nameof(PaymentsText.RetryNone));

    protected Task CancelAsync(ChargeSelection selection) =>
        ActAsync<CancelCharges>((cancel, ct) => cancel.ExecuteAsync(selection, ct), nameof(PaymentsText.CancelAccepted), nameof(PaymentsText.CancelNone));

    protected Task RetrySelectedAsync(IReadOnlyList<ChargeId> charges) => RetryAsync(ChargeSelection.Of(charges));

    protected Task CancelSelectedAsync(IReadOnlyList<ChargeId> charges) => CancelAsync(ChargeSelection.Of(charges));

    protected void CloseOutcome() => Outcome = null;

    private async Task ActAsync<TService>(Func<TService, CancellationToken, Task<Result<ChargeOutcomes>>> work, string acceptedKey, string noneKey)
        where TService : notnull
    {
        var answer = await WriteAsync(work);
        Outcome = answer.Error is { } error
            ? new ActionOutcome(Tone.Warning, Texts[nameof(PaymentsText.RefusedTitle)], [Messages.Refusal(error)])
            : new ActionOutcome(
                answer.Value.Changed == 0 || answer.Value.Refused.Count > 0 ? Tone.Warning : Tone.Success,
                answer.Value.Changed == 0 ? Texts[noneKey] : Texts[acceptedKey, SettlementLook.Count(answer.Value.Changed)],
                [.. answer.Value.Refused.GroupBy(refused => refused.Code).OrderByDescending(reason => reason.Count())
                    .Select(reason => Texts[nameof(PaymentsText.LeftAsIs), SettlementLook.Count(reason.Count()), Messages.Refusal(reason.Key)].Value)]);
        await LoadAsync();
    }
}
