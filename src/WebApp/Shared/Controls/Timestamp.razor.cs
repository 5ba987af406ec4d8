using System.Globalization;
using Microsoft.AspNetCore.Components;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>A moment, stored in UTC, shown in the reader's time zone and language.</summary>
public sealed partial class Timestamp : ComponentBase
{
    [Inject]
    public required ReaderClock Zone { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Value { get; set; }

    [Parameter]
    public bool DateOnly { get; set; }

    [Parameter]
    public bool Seconds { get; set; }

    private string Machine => Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
