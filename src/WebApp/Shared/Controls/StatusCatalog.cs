using System.Collections.Frozen;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>How one status looks and which text of <see cref="StatusText"/> names it.</summary>
public sealed record StatusLook(Tone Tone, IconName Icon, string TextKey, bool QuietSuccess = false, bool Running = false);

/// <summary>
/// Every status, everywhere the same. Codes are compared without case and underscores, so that an enum's name
/// (<c>CompletedWithErrors</c>) and a stored code (<c>completed_with_errors</c>) both find their look.
/// </summary>
public static class StatusCatalog
{
    private static readonly FrozenDictionary<string, StatusLook> Imports = Map(
        ("received", new(Tone.Neutral, IconName.Clock, nameof(StatusText.ImportReceived))),
        ("reading", new(Tone.Info, IconName.Running, nameof(StatusText.ImportReading), Running: true)),
        ("validating", new(Tone.Info, IconName.Running, nameof(StatusText.ImportValidating), Running: true)),
        ("writing", new(Tone.Info, IconName.Running, nameof(StatusText.ImportWriting), Running: true)),
        ("settling", new(Tone.Info, IconName.Running, nameof(StatusText.ImportSettling), Running: true)),
        ("notifying", new(Tone.Info, IconName.Running, nameof(StatusText.ImportNotifying), Running: true)),
        ("paused", new(Tone.Waiting, IconName.Pause, nameof(StatusText.ImportPaused))),
        ("completed", new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.ImportCompleted), QuietSuccess: true)),
        ("finished", new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.ImportCompleted), QuietSuccess: true)),
        ("completed_with_errors", new(Tone.Warning, IconName.Warning, nameof(StatusText.ImportCompletedWithErrors))),
        ("failed", new(Tone.Danger, IconName.Error, nameof(StatusText.ImportFailed))),
        ("stopped", new(Tone.Neutral, IconName.Block, nameof(StatusText.ImportStopped))),
        ("cancelled", new(Tone.Neutral, IconName.Block, nameof(StatusText.ImportStopped))),
        ("undone", new(Tone.Neutral, IconName.Undo, nameof(StatusText.ImportUndone))),
        ("total_mismatch", new(Tone.Danger, IconName.Error, nameof(StatusText.ImportTotalMismatch))));

    private static readonly FrozenDictionary<string, StatusLook> Severities = Map(
        ("error", new(Tone.Danger, IconName.Error, nameof(StatusText.SeverityError))),
        ("warning", new(Tone.Warning, IconName.Warning, nameof(StatusText.SeverityWarning))),
        ("adjusted", new(Tone.Info, IconName.Adjusted, nameof(StatusText.SeverityAdjusted))));

    private static readonly FrozenDictionary<string, StatusLook> Orders = Map(
        ("pending", new(Tone.Waiting, IconName.Hourglass, nameof(StatusText.OrderPending))),
        ("confirmed", new(Tone.Info, IconName.Check, nameof(StatusText.OrderConfirmed))),
        ("processing", new(Tone.Info, IconName.Package, nameof(StatusText.OrderProcessing))),
        ("shipped", new(Tone.Success, IconName.Truck, nameof(StatusText.OrderShipped))),
        ("delivered", new(Tone.Neutral, IconName.CheckCircle, nameof(StatusText.OrderDelivered), QuietSuccess: true)),
        ("cancelled", new(Tone.Neutral, IconName.Block, nameof(StatusText.OrderCancelled))),
        ("refunded", new(Tone.Neutral, IconName.Undo, nameof(StatusText.OrderRefunded))));

    /// <summary>All of them, by kind and code, for the tests that look at each.</summary>
    public static IEnumerable<StatusLook> All => Imports.Values.Concat(Severities.Values).Concat(Orders.Values);

    public static StatusLook Import(string code) => Find(Imports, code);

    public static StatusLook Severity(string code) => Find(Severities, code);

    public static StatusLook Order(string code) => Find(Orders, code);

    private static StatusLook Find(FrozenDictionary<string, StatusLook> map, string code) =>
        map.TryGetValue(Normal(code), out var look)
            ? look
            : throw new ArgumentOutOfRangeException(nameof(code), code, "This status has no look yet; add it to StatusCatalog.");

    private static FrozenDictionary<string, StatusLook> Map(params (string Code, StatusLook Look)[] entries) =>
        entries.ToFrozenDictionary(entry => Normal(entry.Code), entry => entry.Look, StringComparer.OrdinalIgnoreCase);

    private static string Normal(string code) => code.Replace("_", "", StringComparison.Ordinal);
}
