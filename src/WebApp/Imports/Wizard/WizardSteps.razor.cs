using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports.Preparing;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Where in the wizard the person is, with the way back.</summary>
public sealed partial class WizardSteps : ComponentBase
{
    private static readonly (int Number, string TextKey)[] Names =
    [
        (1, nameof(ImportWizardText.StepFile)),
        (2, nameof(ImportWizardText.StepMapping)),
        (3, nameof(ImportWizardText.StepReview)),
        (4, nameof(ImportWizardText.StepImport)),
    ];

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    /// <summary>From 1.</summary>
    [Parameter, EditorRequired]
    public int Current { get; set; }

    [Parameter]
    public ImportDraft? Draft { get; set; }

    private string? Href(int step) => step == 1 ? WizardAddress.Start : Draft is null ? null : WizardAddress.Of(Draft.File.Id, step);
}
