using Microsoft.AspNetCore.Components;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The pages. What only the request knows is handed to the circuit here.</summary>
public sealed partial class Routes : ComponentBase
{
    [Inject]
    public required ListLooks Looks { get; init; }

    /// <summary>The cookie <see cref="ListLooks.CookieName"/>.</summary>
    [Parameter]
    public string? Lists { get; set; }

    protected override void OnInitialized() => Looks.Begin(Lists);
}
