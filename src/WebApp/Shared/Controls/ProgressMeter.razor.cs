using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>
/// A bar that always has its values in text. It is no live region: a page that ticks announces phases and quarters in
/// one polite region of its own, not ten values a second.
/// </summary>
public sealed partial class ProgressMeter : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public long Done { get; set; }

    /// <summary>Null while the whole is not known yet: the bar then moves without a value.</summary>
    [Parameter]
    public long? Of { get; set; }

    /// <summary>Replaces 「6,200 / 10,000（62%）」.</summary>
    [Parameter]
    public string? Text { get; set; }

    private bool IsKnown => Of is > 0;

    /// <summary>Rounded down: 100 is said only when all is done.</summary>
    private int Percent => IsKnown ? (int)Math.Clamp(Done * 100 / Of!.Value, 0, 100) : 0;

    private string ShownText => Text ?? (IsKnown
        ? Texts[nameof(ControlsText.ProgressText), Count(Done), Count(Of!.Value), Percent.ToString(CultureInfo.InvariantCulture) + "%"]
        : Texts[nameof(ControlsText.Working)]);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
