using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Dashboard;

namespace OrderPortal.WebApp.Dashboard;

/// <summary>The figures at a glance, each a link to its list. What was not asked for is not shown.</summary>
public sealed partial class DashboardTiles : ComponentBase
{
    [Inject]
    public required IStringLocalizer<DashboardText> Texts { get; init; }

    [Parameter, EditorRequired]
    public required DashboardQuery Query { get; set; }

    [Parameter, EditorRequired]
    public required DashboardView View { get; set; }
}
