using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>
/// The document. Both themes are named; <c>media</c> says which holds, so that a switch fetches and flashes nothing:
/// the system's wish until the reader has chosen, the cookie from then on.
/// </summary>
public sealed partial class App : ComponentBase
{
    private const string Radzen = "_content/Radzen.Blazor/css/";

    private static readonly (string Theme, string Path)[] Sheets =
    [
        ("light", Radzen + "standard-base.css"),
        ("light", Radzen + "standard-wcag.css"),
        ("dark", Radzen + "standard-dark-base.css"),
        ("dark", Radzen + "standard-dark-wcag.css"),
    ];

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private string? Theme => ThemeCookie.Read(Context.Request);

    private IEnumerable<(string Theme, string Path, string Media)> ThemeSheets =>
        Sheets.Select(sheet => (sheet.Theme, sheet.Path, Theme is null ? $"(prefers-color-scheme: {sheet.Theme})" : sheet.Theme == Theme ? "all" : "not all"));

    // Sign-in and the message pages are plain documents: they must work where no circuit can be had.
    private IComponentRenderMode? RenderMode => Context.AcceptsInteractiveRouting() ? Microsoft.AspNetCore.Components.Web.RenderMode.InteractiveServer : null;
}
