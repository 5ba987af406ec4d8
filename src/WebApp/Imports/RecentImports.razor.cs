using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>The latest imports for the home page; nothing where there are none yet.</summary>
public sealed partial class RecentImports : ComponentBase
{
    private const int Shown = 5;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [PersistentState]
    public IReadOnlyList<ImportSnapshot>? Imports { get; set; }

    protected override async Task OnInitializedAsync() => Imports ??= (await Operations.RunAsync(
        (await Authentication).User, (services, ct) => services.GetRequiredService<IImportQueries>().ListAsync(ImportFilter.All, Shown, null, ct))).Items;
}
