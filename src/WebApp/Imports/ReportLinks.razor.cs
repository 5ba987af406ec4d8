using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>The rows with errors to take home, in each form that can hold them, in the reader's language.</summary>
public sealed partial class ReportLinks : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    private string Href(string format) => $"{ImportsEndpoints.Path}/{Import.Id}/report?{format}&lang={CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}";
}
