using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Imports;

/// <summary>Templates to begin with, in the reader's language.</summary>
public sealed partial class TemplateLinks : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    private static string Href(string format) => $"{ImportsEndpoints.Path}/template?format={format}&lang={CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}";
}
