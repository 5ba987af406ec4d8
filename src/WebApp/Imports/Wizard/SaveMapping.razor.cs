using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Keeps the mapping under a name; the next file with these headings is read by it.</summary>
public sealed partial class SaveMapping : ComponentBase
{
    private string _name = "";
    private string? _error;
    private string? _saved;

    [Inject]
    public required IStringLocalizer<ImportWizardText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportMapping Mapping { get; set; } = null!;

    /// <summary>The heading row of the file.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Headings { get; set; } = [];

    [Parameter]
    public EventCallback OnSaved { get; set; }

    private void Forget() => _error = null;

    private async Task SaveAsync()
    {
        var name = _name.Trim();
        (_saved, _error) = (null, null);
        var saved = await Operations.RunAsync<IMappingProfiles, Result<MappingProfile?>>(
            (await Authentication).User, (profiles, ct) => profiles.SaveAsync(null, null, name, Mapping, Headings, ct));
        if (saved.Error is { } refused)
        {
            _error = Texts[
                refused.Code switch
                {
                    MappingProfileErrors.NameTaken => nameof(ImportWizardText.SaveNameTaken),
                    MappingProfileErrors.TooMany => nameof(ImportWizardText.SaveTooMany),
                    MappingProfileErrors.BadValue when refused.Arguments is ["name", ..] => nameof(ImportWizardText.SaveNameMissing),
                    _ => nameof(ImportWizardText.SaveTooLarge),
                },
                MappingProfileLimits.PerTenant];
            return;
        }

        _saved = name;
        await OnSaved.InvokeAsync();
    }
}
