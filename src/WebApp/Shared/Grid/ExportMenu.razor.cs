using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>The way to take what a page shows home, in each form that there is.</summary>
public sealed partial class ExportMenu : ComponentBase
{
    private static readonly (string Query, string Text)[] Formats =
    [
        ("format=csv&encoding=utf-8", nameof(GridText.ExportUtf8)),
        ("format=csv&encoding=cp932", nameof(GridText.ExportCp932)),
        ("format=xlsx", nameof(GridText.ExportWorkbook)),
    ];

    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    /// <summary>Of the export, with the conditions that hold.</summary>
    [Parameter, EditorRequired]
    public string Href { get; set; } = "";

    private string HrefOf(string format) =>
        $"{Href}{(Href.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{format}&lang={CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}";
}
