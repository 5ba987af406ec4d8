using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>Parameters of an operation, or fields of a form.</summary>
public sealed partial class ApiDocsParameters : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public required IReadOnlyList<ApiDocsParameter> Parameters { get; set; }

    [Inject]
    public required IStringLocalizer<ApiDocsText> Texts { get; set; }

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
}
