using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports.Preparing;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>The first rows as they will be read, beside what stands in the file where that differs.</summary>
public sealed partial class PreviewTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required PreviewValues Values { get; init; }

    [Parameter, EditorRequired]
    public ImportPreview Preview { get; set; } = null!;
}
