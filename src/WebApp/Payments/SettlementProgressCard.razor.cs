using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Payments;

/// <summary>How far a settlement is, by state; what was planned equals what became of it, or the line is red.</summary>
public sealed partial class SettlementProgressCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Parameter, EditorRequired]
    public SettlementDetails Details { get; set; } = null!;

    /// <summary>Its gateway is not asked at present.</summary>
    [Parameter]
    public bool IsPaused { get; set; }

    private SettlementView Settlement => Details.Settlement;

    private int Left => Of(SettlementLook.AtWork).Sum(tally => tally.Count);

    private IEnumerable<ChargeTally> Shown => Details.Charges.Where(tally => tally.Count > 0).OrderBy(tally => tally.Status);

    private bool CountsAddUp => Settlement.Charges == Details.Charges.Sum(tally => tally.Count);

    private bool AmountsAddUp => Settlement.Amount == Details.Charges.Sum(tally => tally.Amount);

    /// <summary>「計画 3,112 = 成功 3,000 + 処理中 100 + …」; groups that are empty and unusual are left out.</summary>
    private string Equation(string whole, Func<IEnumerable<ChargeTally>, string> sum)
    {
        (string Key, IReadOnlyList<ChargeStatus> Statuses, bool Always)[] groups =
        [
            (nameof(PaymentsText.SumSucceeded), SettlementLook.Captured, true),
            (nameof(PaymentsText.SumAtWork), SettlementLook.AtWork, true),
            (nameof(PaymentsText.SumAwaiting), [ChargeStatus.AwaitingCustomer], false),
            (nameof(PaymentsText.SumTroubled), SettlementLook.Troubled, true),
            (nameof(PaymentsText.SumCancelled), [ChargeStatus.Cancelled], false),
        ];
        return $"{Texts[nameof(PaymentsText.SumPlanned), whole]} = " + string.Join(
            " + ", groups.Where(group => group.Always || Of(group.Statuses).Any()).Select(group => Texts[group.Key, sum(Of(group.Statuses))].Value));
    }

    private IEnumerable<ChargeTally> Of(IReadOnlyList<ChargeStatus> statuses) => Details.Charges.Where(tally => statuses.Contains(tally.Status));

    private static Tone ToneOf(ChargeStatus status) => SettlementLook.Troubled.Contains(status) ? Tone.Danger : Tone.Neutral;
}
