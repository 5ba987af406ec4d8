using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>One operation: how it is called, what it is asked, what it answers.</summary>
public sealed partial class ApiDocsOperationCard : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public required ApiDocsOperation Operation { get; set; }

    [Inject]
    public required IStringLocalizer<ApiDocsText> Texts { get; set; }

    /// <summary>Of the labels: what the document says stays English.</summary>
    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
}
