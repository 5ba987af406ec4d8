using System.Globalization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>How a settlement as a whole stands; follows from where its charges stand.</summary>
public enum SettlementState
{
    Running,

    /// <summary>Charges wait because the gateway is not asked at present.</summary>
    Paused,

    /// <summary>Nothing is left to be sent; customers have yet to pay at the till.</summary>
    Awaiting,
    Completed,
    PartlyFailed,
    Failed,
    Cancelled,
}

/// <summary>How settlements and charges look.</summary>
public static class SettlementLook
{
    /// <summary>Where no money came in; a person has to look.</summary>
    public static IReadOnlyList<ChargeStatus> Troubled { get; } = [ChargeStatus.Declined, ChargeStatus.Failed, ChargeStatus.Expired];

    /// <summary>Waiting for the gateway or in its hands.</summary>
    public static IReadOnlyList<ChargeStatus> AtWork { get; } = [ChargeStatus.Planned, ChargeStatus.Sending];

    /// <summary>Money came in, whatever of it went back since.</summary>
    public static IReadOnlyList<ChargeStatus> Captured { get; } = [ChargeStatus.Succeeded, ChargeStatus.PartlyRefunded, ChargeStatus.Refunded];

    /// <summary>Can be taken back; one that is being sent cannot.</summary>
    public static IReadOnlyList<ChargeStatus> Cancellable { get; } = [ChargeStatus.Planned, ChargeStatus.AwaitingCustomer, .. Troubled];

    /// <param name="counts">Charges by status.</param>
    /// <param name="isPaused">Whether the settlement's gateway is not asked at present.</param>
    public static SettlementState StateOf(IReadOnlyDictionary<ChargeStatus, int> counts, bool isPaused)
    {
        var good = Sum(counts, Captured);
        var bad = Sum(counts, Troubled);
        return Sum(counts, AtWork) > 0 ? (isPaused ? SettlementState.Paused : SettlementState.Running)
            : bad > 0 ? (good + counts.GetValueOrDefault(ChargeStatus.AwaitingCustomer) > 0 ? SettlementState.PartlyFailed : SettlementState.Failed)
            : counts.GetValueOrDefault(ChargeStatus.AwaitingCustomer) > 0 ? SettlementState.Awaiting
            : good > 0 ? SettlementState.Completed
            : SettlementState.Cancelled;
    }

    public static IReadOnlyDictionary<ChargeStatus, int> CountsOf(IEnumerable<ChargeTally> tallies) => tallies.ToDictionary(tally => tally.Status, tally => tally.Count);

    public static int Sum(IReadOnlyDictionary<ChargeStatus, int> counts, IEnumerable<ChargeStatus> statuses) => statuses.Sum(status => counts.GetValueOrDefault(status));

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Name of a grouping in <see cref="PaymentsText"/>.</summary>
    public static string TextKey(SettlementGrouping grouping) => grouping switch
    {
        SettlementGrouping.PerOrder => nameof(PaymentsText.GroupingPerOrder),
        SettlementGrouping.ByCustomer => nameof(PaymentsText.GroupingByCustomer),
        _ => nameof(PaymentsText.GroupingByCustomerAndGroup),
    };

    /// <summary>Name of a method in <see cref="PaymentsText"/>.</summary>
    public static string TextKey(PaymentMethod method) => method switch
    {
        PaymentMethod.CreditCard => nameof(PaymentsText.MethodCreditCard),
        PaymentMethod.Konbini => nameof(PaymentsText.MethodKonbini),
        PaymentMethod.BankTransfer => nameof(PaymentsText.MethodBankTransfer),
        _ => nameof(PaymentsText.MethodInvoice),
    };
}
