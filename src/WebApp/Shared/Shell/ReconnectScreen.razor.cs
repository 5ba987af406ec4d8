using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>What is seen while the connection is away: what goes on at the server, what is kept, what to press.</summary>
public sealed partial class ReconnectScreen : ComponentBase
{
    // Blazor's script fills the elements with these ids.
    private const string Current = "<span id=\"components-reconnect-current-attempt\"></span>";
    private const string Largest = "<span id=\"components-reconnect-max-retries\"></span>";

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    private MarkupString Attempt => new(string.Format(CultureInfo.InvariantCulture, Texts[nameof(ShellText.ReconnectAttempt)].Value, Current, Largest));
}
