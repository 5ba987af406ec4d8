using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>The other language, one click away, back to the page one was on.</summary>
public sealed partial class LanguageSwitch : ComponentBase, IDisposable
{
    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    private static string Other => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? "en" : "ja";

    private string Href => $"/culture?culture={Other}&returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}";

    protected override void OnInitialized() => Navigation.LocationChanged += Refresh;

    private void Refresh(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(StateHasChanged);

    public void Dispose() => Navigation.LocationChanged -= Refresh;
}
