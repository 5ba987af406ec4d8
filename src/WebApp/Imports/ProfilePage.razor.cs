using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>A profile of the tenant's own as a page hands it over from its first drawing to its circuit.</summary>
/// <param name="Mapping">As <see cref="ImportMappingJson"/> writes it.</param>
public sealed record ProfileState(Guid Id, string Name, string Mapping, IReadOnlyList<string> Headings, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ModifiedAt, long Seq)
{
    public static ProfileState Of(MappingProfile profile) => new(
        profile.Id.Value, profile.Name, ImportMappingJson.Write(profile.Mapping), profile.Headings, profile.CreatedAt, profile.CreatedBy, profile.ModifiedAt, profile.Seq);

    public MappingProfile ToProfile() => new(new MappingProfileId(Id), Name, ImportMappingJson.Read(Mapping), Headings)
    {
        CreatedAt = CreatedAt, CreatedBy = CreatedBy, ModifiedAt = ModifiedAt, Seq = Seq,
    };
}

/// <summary>One mapping profile: what it reads, and of the tenant's own its name. Its columns are changed in the import wizard.</summary>
public sealed partial class ProfilePage : ComponentBase
{
    private Shown? _shown;
    private MappingProfile? _own;
    private bool _mayWrite;
    private bool _asksDelete;
    private string _name = "";
    private string? _nameError;
    private (Tone Tone, string Text)? _banner;

    [Inject]
    public required IStringLocalizer<ProfilesText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Key of a ready-made one, or id.</summary>
    [Parameter]
    public string Key { get; set; } = "";

    [PersistentState]
    public ProfileState? State { get; set; }

    /// <summary>In the reader's language.</summary>
    public static string NameOf(ReadyMadeProfile profile) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? profile.Japanese : profile.English;

    protected override async Task OnParametersSetAsync()
    {
        var user = (await Authentication).User;
        _mayWrite = PortalClaims.Has(user, Permissions.MappingsWrite);
        if (ReadyMadeProfiles.Find(Key) is { } readyMade)
        {
            (_own, _shown) = (null, new Shown(NameOf(readyMade), readyMade.Mapping, readyMade.Headings));
            return;
        }

        if (_own is null && State is { } state && state.Id.ToString() == Key)
        {
            Take(state.ToProfile());
            return;
        }

        Take(Guid.TryParse(Key, out var id)
            ? await Operations.RunAsync<IMappingProfiles, MappingProfile?>(user, (profiles, ct) => profiles.GetAsync(new MappingProfileId(id), ct))
            : null);
    }

    private void Take(MappingProfile? own)
    {
        (_own, _shown) = (own, own is null ? null : new Shown(own.Name, own.Mapping, own.Headings));
        (_name, _nameError, State) = (own?.Name ?? "", null, own is null ? null : ProfileState.Of(own));
    }

    private async Task RenameAsync()
    {
        if (_own is not { } own || await ActAsync(profiles => profiles.RenameAsync(own.Id, own.Seq, _name.Trim(), CancellationToken.None)) is not { } result)
        {
            return;
        }

        _nameError = result.Error is { } error ? Sentence(error) : null;
        if (result.IsSuccess)
        {
            Take(result.Value);
            _banner = (Tone.Success, Texts[nameof(ProfilesText.Saved)]);
        }
    }

    private async Task DuplicateAsync()
    {
        if (_shown is not { } shown)
        {
            return;
        }

        var name = Texts[nameof(ProfilesText.Copy), shown.Name].Value;
        name = name.Length <= MappingProfileLimits.NameLength ? name : name[..MappingProfileLimits.NameLength];
        if (await ActAsync(profiles => profiles.SaveAsync(null, null, name, shown.Mapping with { Profile = null }, shown.Headings, CancellationToken.None)) is not { } result)
        {
            return;
        }

        if (result.Error is { } error)
        {
            _banner = (Tone.Danger, Sentence(error));
        }
        else
        {
            Navigation.NavigateTo($"/settings/mappings/{result.Value!.Id}");
            _banner = (Tone.Success, Texts[nameof(ProfilesText.Duplicated)]);
        }
    }

    private async Task DeleteAsync()
    {
        if (_own is not { } own || await ActAsync(profiles => profiles.DeleteAsync(own.Id, own.Seq, CancellationToken.None)) is not { } result)
        {
            return;
        }

        if (result.Error is { } error)
        {
            _banner = (Tone.Danger, Sentence(error));
        }
        else
        {
            Navigation.NavigateTo("/settings/mappings");
        }
    }

    /// <summary>The server's own look at the permission: what is shown may be older than the role. Null: refused, and said so.</summary>
    private async Task<Result<T>?> ActAsync<T>(Func<IMappingProfiles, Task<Result<T>>> act)
    {
        var user = (await Authentication).User;
        if (PortalClaims.Has(user, Permissions.MappingsWrite))
        {
            return await Operations.RunAsync<IMappingProfiles, Result<T>>(user, (profiles, _) => act(profiles));
        }

        _banner = (Tone.Danger, Texts[nameof(ProfilesText.ErrorForbidden)]);
        return null;
    }

    private string Sentence(Error error) => error.Code switch
    {
        MappingProfileErrors.NameTaken => Texts[nameof(ProfilesText.ErrorNameTaken)],
        MappingProfileErrors.TooMany => Texts[nameof(ProfilesText.ErrorTooMany), MappingProfileLimits.PerTenant],
        MappingProfileErrors.BadValue => Texts[nameof(ProfilesText.ErrorBadValue)],
        _ => Texts[nameof(ProfilesText.ErrorChanged)],
    };

    private sealed record Shown(string Name, ImportMapping Mapping, IReadOnlyList<string> Headings);
}
