using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>The buttons under a step, and beside them why the last press led nowhere.</summary>
public sealed partial class WizardFoot : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Parameter, EditorRequired]
    public string BackHref { get; set; } = "";

    /// <summary>The verb of the step; null where there is nothing to go on to yet.</summary>
    [Parameter]
    public string? NextText { get; set; }

    [Parameter]
    public EventCallback OnNext { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    /// <summary>The press is being worked on; another one does nothing.</summary>
    [Parameter]
    public bool IsBusy { get; set; }

    [Parameter]
    public IReadOnlyList<string> Errors { get; set; } = [];

    /// <summary>A second way on, left of the primary button.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private Task NextAsync() => IsBusy ? Task.CompletedTask : OnNext.InvokeAsync();
}
