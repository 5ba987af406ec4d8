using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Payments;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>How one status looks and which text of <see cref="StatusText"/> names it.</summary>
/// <param name="QuietSuccess">Normal success stays grey; only its tick is green.</param>
/// <param name="Running">The icon turns.</param>
public sealed record StatusLook(Tone Tone, IconName Icon, string TextKey, bool QuietSuccess = false, bool Running = false);

/// <summary>Every status, everywhere the same.</summary>
public static class StatusCatalog
{
    /// <summary>Not a status of its own: control totals of a finished import that differ from the file.</summary>
    public static readonly StatusLook TotalMismatch = new(Tone.Danger, IconName.Error, nameof(StatusText.ImportTotalMismatch));

    /// <summary>A warning that tells what was read differently from how it stood in the file.</summary>
    public static readonly StatusLook Adjusted = new(Tone.Info, IconName.Adjusted, nameof(StatusText.SeverityAdjusted));

    /// <summary>An import that is being taken back; its status and phase are those of any work.</summary>
    public static readonly StatusLook Undoing = Running(nameof(StatusText.ImportUndoing));

    /// <summary>A notification that waits after a failure.</summary>
    public static readonly StatusLook Retrying = new(Tone.Waiting, IconName.Reload, nameof(StatusText.NotificationRetrying));

    /// <summary>All of them, for the tests that look at each.</summary>
    public static IEnumerable<StatusLook> All =>
    [
        .. from status in Enum.GetValues<ImportStatus>() from phase in Enum.GetValues<ImportPhase>() select Of(status, phase),
        .. Enum.GetValues<OrderStatus>().Select(Of),
        .. Enum.GetValues<PaymentStatus>().Select(Of),
        .. Enum.GetValues<ProblemSeverity>().Select(Of),
        .. Enum.GetValues<ChargeStatus>().Select(Of),
        .. Enum.GetValues<RefundStatus>().Select(Of),
        .. Enum.GetValues<SettlementState>().Select(Of),
        .. Enum.GetValues<GatewayState>().Select(Of),
        .. Enum.GetValues<NotificationStatus>().Select(Of),
        Retrying,
        TotalMismatch,
        Undoing,
        Adjusted,
    ];

    /// <summary>While it runs an import shows its phase.</summary>
    public static StatusLook Of(ImportStatus status, ImportPhase phase) => status switch
    {
        ImportStatus.Queued => new(Tone.Neutral, IconName.Clock, nameof(StatusText.ImportReceived)),
        ImportStatus.Running => Of(phase),
        ImportStatus.Paused => new(Tone.Waiting, IconName.Pause, nameof(StatusText.ImportPaused)),
        ImportStatus.AwaitingConfirmation => new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.ImportAwaitingConfirmation)),
        ImportStatus.Completed => new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.ImportCompleted), QuietSuccess: true),
        ImportStatus.CompletedWithErrors => new(Tone.Warning, IconName.Warning, nameof(StatusText.ImportCompletedWithErrors)),
        ImportStatus.Failed => new(Tone.Danger, IconName.Error, nameof(StatusText.ImportFailed)),
        ImportStatus.Cancelled => new(Tone.Neutral, IconName.Block, nameof(StatusText.ImportStopped)),
        ImportStatus.Undone => new(Tone.Neutral, IconName.Undo, nameof(StatusText.ImportUndone)),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    public static StatusLook Of(ImportPhase phase) => phase switch
    {
        ImportPhase.Received => new(Tone.Neutral, IconName.Clock, nameof(StatusText.ImportReceived)),
        ImportPhase.Reading => Running(nameof(StatusText.ImportReading)),
        ImportPhase.Validating => Running(nameof(StatusText.ImportValidating)),
        ImportPhase.Writing => Running(nameof(StatusText.ImportWriting)),
        ImportPhase.Settling => Running(nameof(StatusText.ImportSettling)),
        ImportPhase.Notifying => Running(nameof(StatusText.ImportNotifying)),
        ImportPhase.Finished => new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.ImportCompleted), QuietSuccess: true),
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No such phase."),
    };

    public static StatusLook Of(OrderStatus status) => status switch
    {
        OrderStatus.Pending => new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.OrderPending)),
        OrderStatus.Confirmed => new(Tone.Info, IconName.Check, nameof(StatusText.OrderConfirmed)),
        OrderStatus.Processing => new(Tone.Info, IconName.Package, nameof(StatusText.OrderProcessing)),
        OrderStatus.Shipped => new(Tone.Success, IconName.Truck, nameof(StatusText.OrderShipped)),
        OrderStatus.Delivered => new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.OrderDelivered), QuietSuccess: true),
        OrderStatus.Cancelled => new(Tone.Neutral, IconName.Block, nameof(StatusText.OrderCancelled)),
        OrderStatus.Refunded => new(Tone.Neutral, IconName.Undo, nameof(StatusText.OrderRefunded)),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    public static StatusLook Of(PaymentStatus status) => status switch
    {
        PaymentStatus.Unpaid => new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.PaymentUnpaid)),
        PaymentStatus.Processing => Running(nameof(StatusText.PaymentProcessing)),
        PaymentStatus.Paid => new(Tone.Money, IconName.Money, nameof(StatusText.PaymentPaid)),
        PaymentStatus.Failed => new(Tone.Danger, IconName.Error, nameof(StatusText.PaymentFailed)),
        PaymentStatus.Refunded => new(Tone.Neutral, IconName.Undo, nameof(StatusText.PaymentRefunded)),
        PaymentStatus.PartlyRefunded => new(Tone.Warning, IconName.Undo, nameof(StatusText.PaymentPartlyRefunded)),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    public static StatusLook Of(ProblemSeverity severity) => severity switch
    {
        ProblemSeverity.Error => new(Tone.Danger, IconName.Error, nameof(StatusText.SeverityError)),
        ProblemSeverity.Warning => new(Tone.Warning, IconName.Warning, nameof(StatusText.SeverityWarning)),
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "No such severity."),
    };

    public static StatusLook Of(ChargeStatus status) => status switch
    {
        ChargeStatus.Planned => new(Tone.Neutral, IconName.Clock, nameof(StatusText.ChargePlanned)),
        ChargeStatus.Sending => Running(nameof(StatusText.ChargeSending)),
        ChargeStatus.Succeeded => new(Tone.Money, IconName.Money, nameof(StatusText.ChargeSucceeded)),
        ChargeStatus.Declined => new(Tone.Danger, IconName.Minus, nameof(StatusText.ChargeDeclined)),
        ChargeStatus.Failed => new(Tone.Danger, IconName.Error, nameof(StatusText.ChargeFailed)),
        ChargeStatus.AwaitingCustomer => new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.ChargeAwaitingCustomer)),
        ChargeStatus.Expired => new(Tone.Warning, IconName.Clock, nameof(StatusText.ChargeExpired)),
        ChargeStatus.Cancelled => new(Tone.Neutral, IconName.Block, nameof(StatusText.ChargeCancelled)),
        ChargeStatus.Refunded => new(Tone.Neutral, IconName.Undo, nameof(StatusText.ChargeRefunded)),
        ChargeStatus.PartlyRefunded => new(Tone.Warning, IconName.Undo, nameof(StatusText.ChargePartlyRefunded)),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    public static StatusLook Of(RefundStatus status) => status switch
    {
        RefundStatus.Planned => new(Tone.Neutral, IconName.Clock, nameof(StatusText.RefundPlanned)),
        RefundStatus.Sending => Running(nameof(StatusText.RefundSending)),
        RefundStatus.Succeeded => new(Tone.Neutral, IconName.Undo, nameof(StatusText.RefundSucceeded)),
        RefundStatus.Failed => new(Tone.Danger, IconName.Error, nameof(StatusText.RefundFailed)),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    public static StatusLook Of(SettlementState state) => state switch
    {
        SettlementState.Running => Running(nameof(StatusText.SettlementRunning)),
        SettlementState.Paused => new(Tone.Warning, IconName.Pause, nameof(StatusText.SettlementPaused)),
        SettlementState.Awaiting => new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.SettlementAwaiting)),
        SettlementState.Completed => new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.SettlementCompleted), QuietSuccess: true),
        SettlementState.PartlyFailed => new(Tone.Warning, IconName.Warning, nameof(StatusText.SettlementPartlyFailed)),
        SettlementState.Failed => new(Tone.Danger, IconName.Error, nameof(StatusText.SettlementFailed)),
        SettlementState.Cancelled => new(Tone.Neutral, IconName.Block, nameof(StatusText.SettlementCancelled)),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    public static StatusLook Of(GatewayState state) => state switch
    {
        GatewayState.Closed => new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.GatewayClosed), QuietSuccess: true),
        GatewayState.Open => new(Tone.Warning, IconName.Pause, nameof(StatusText.GatewayOpen)),
        GatewayState.HalfOpen => Running(nameof(StatusText.GatewayHalfOpen)),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    public static StatusLook Of(NotificationStatus status) => status switch
    {
        NotificationStatus.Waiting => new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.NotificationWaiting)),
        NotificationStatus.Sending => Running(nameof(StatusText.NotificationSending)),
        NotificationStatus.Sent => new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.NotificationSent), QuietSuccess: true),
        NotificationStatus.Dead => new(Tone.Danger, IconName.Error, nameof(StatusText.NotificationDead)),
        NotificationStatus.Withdrawn => new(Tone.Neutral, IconName.Undo, nameof(StatusText.NotificationWithdrawn)),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    private static StatusLook Running(string textKey) => new(Tone.Info, IconName.Running, textKey, Running: true);
}
