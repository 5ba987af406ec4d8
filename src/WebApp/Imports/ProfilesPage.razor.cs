using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>One of the tenant's own profiles, as the list shows it.</summary>
/// <param name="Columns">How many are mapped.</param>
public sealed record ProfileRow(Guid Id, string Name, int Columns, string CreatedBy, DateTimeOffset ModifiedAt)
{
    public static ProfileRow Of(MappingProfile profile) => new(profile.Id.Value, profile.Name, profile.Mapping.Columns.Count, profile.CreatedBy, profile.ModifiedAt);
}

/// <summary>The tenant's own mapping profiles and the ready-made ones.</summary>
public sealed partial class ProfilesPage : ComponentBase
{
    /// <summary>By what the list can be sorted.</summary>
    internal static readonly RowSequences<ProfileRow> Sequences = new(("name", static row => row.Name), ("modifiedAt", static row => row.ModifiedAt));

    [Inject]
    public required IStringLocalizer<ProfilesText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [PersistentState]
    public IReadOnlyList<ProfileRow>? Rows { get; set; }

    private IReadOnlyList<ProfileRow>? Sorted => Rows is null ? null : Sequences.Of(Rows, Sort);

    private string ExportHref => Sequences.Href(SettingsExports.ProfilesPath, Sort);

    private ListLoad Load { get; } = new();

    protected override async Task OnInitializedAsync()
    {
        if (Rows is null)
        {
            await LoadAsync();
        }
    }

    private Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<IMappingProfiles, IReadOnlyList<MappingProfile>>((await Authentication).User, static (profiles, ct) => profiles.ListAsync(ct)),
        profiles => Rows = [.. profiles.Select(ProfileRow.Of)]);
}
