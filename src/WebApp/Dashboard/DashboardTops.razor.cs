using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>Who bought most, what was sold most, and why most rows were refused. What was not asked for is not shown.</summary>
public sealed partial class DashboardTops : ComponentBase
{
    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public required DashboardQuery Query { get; set; }

    [Parameter, EditorRequired]
    public required DashboardView View { get; set; }

    /// <returns>In the reader's language, else in the other one; null where the code is in no catalogue.</returns>
    internal static string? NameOf(TopProduct product)
    {
        var isJapanese = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja";
        return (isJapanese ? product.NameJa : product.NameEn) is { Length: > 0 } name ? name : isJapanese ? product.NameEn : product.NameJa;
    }
}
