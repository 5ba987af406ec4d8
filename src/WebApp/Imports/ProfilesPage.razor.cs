using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>One of the tenant's own profiles, as the list shows it.</summary>
/// <param name="Columns">How many are mapped.</param>
public sealed record ProfileRow(Guid Id, string Name, int Columns, string CreatedBy, DateTimeOffset ModifiedAt);

/// <summary>The tenant's own mapping profiles and the ready-made ones.</summary>
public sealed partial class ProfilesPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ProfilesText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [PersistentState]
    public IReadOnlyList<ProfileRow>? Rows { get; set; }

    protected override async Task OnInitializedAsync() => Rows ??=
        [.. (await Operations.RunAsync<IMappingProfiles, IReadOnlyList<MappingProfile>>((await Authentication).User, static (profiles, ct) => profiles.ListAsync(ct)))
            .Select(static profile => new ProfileRow(profile.Id.Value, profile.Name, profile.Mapping.Columns.Count, profile.CreatedBy, profile.ModifiedAt))];
}
