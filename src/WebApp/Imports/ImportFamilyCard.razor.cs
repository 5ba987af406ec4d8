using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>The import whose rejected rows this one mends, and those that mend its own.</summary>
public sealed partial class ImportFamilyCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Parameter]
    public ImportSnapshot? Parent { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ImportSnapshot> Children { get; set; } = [];
}
