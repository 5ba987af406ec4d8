using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>A list of imports; on a phone each becomes one tappable entry.</summary>
public sealed partial class ImportsTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ImportSnapshot> Imports { get; set; } = [];

    private static string Count(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
