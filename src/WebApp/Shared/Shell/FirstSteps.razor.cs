using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>What the portal does, and the way to the first import.</summary>
public sealed partial class FirstSteps : ComponentBase
{
    private static readonly (IconName Icon, string Title, string Body)[] Steps =
    [
        (IconName.Spreadsheet, nameof(HomeText.Step1Title), nameof(HomeText.Step1Body)),
        (IconName.Progress, nameof(HomeText.Step2Title), nameof(HomeText.Step2Body)),
        (IconName.Tools, nameof(HomeText.Step3Title), nameof(HomeText.Step3Body)),
    ];

    /// <summary>Who reads it: what this person may not do is not shown.</summary>
    [Parameter]
    public SignedInUser? User { get; set; }

    [Inject]
    public required IStringLocalizer<HomeText> Texts { get; set; }
}
