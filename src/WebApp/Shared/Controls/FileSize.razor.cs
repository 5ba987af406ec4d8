using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>A file's size as people read it: 12.4MB.</summary>
public sealed partial class FileSize : ComponentBase
{
    private const double Kilo = 1024;

    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; set; }

    [Parameter, EditorRequired]
    public long Bytes { get; set; }

    // The limits lie where rounding would otherwise show 1,024 of the smaller unit.
    private string Text => Bytes switch
    {
        < 1024 => Texts[nameof(ControlsText.FileSizeBytes), Number(Bytes, "N0")],
        < 1024 * 1024 - 512 => Texts[nameof(ControlsText.FileSizeKilobytes), Number(Bytes / Kilo, "N0")],
        < 1024L * 1024 * 1024 - 52_429 => Texts[nameof(ControlsText.FileSizeMegabytes), Number(Bytes / Kilo / Kilo, "0.#")],
        _ => Texts[nameof(ControlsText.FileSizeGigabytes), Number(Bytes / Kilo / Kilo / Kilo, "0.#")],
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
