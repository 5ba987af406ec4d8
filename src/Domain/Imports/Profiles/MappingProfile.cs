using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports.Profiles;

public readonly record struct MappingProfileId(Guid Value)
{
    public static MappingProfileId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A mapping that a tenant has saved; proposed when a file with its headings comes.</summary>
/// <param name="Name">Unique in the tenant.</param>
/// <param name="Headings">Of the file that it was made from, as they stand there.</param>
/// <param name="Mapping">Names this profile as the one it is from.</param>
public sealed record MappingProfile(MappingProfileId Id, string Name, ImportMapping Mapping, IReadOnlyList<string> Headings)
{
    public ImportMapping Mapping { get; } = Mapping with { Profile = Id.ToString() };

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Another one after every change.</summary>
    public required long Seq { get; init; }
}

/// <summary>Bounds of what a tenant may save.</summary>
public static class MappingProfileLimits
{
    /// <summary>Characters.</summary>
    public const int NameLength = 100;

    public const int PerTenant = 200;

    /// <summary>Bytes of the mapping as JSON.</summary>
    public const int MappingBytes = 64 * 1024;

    public const int Headings = 1_000;

    /// <summary>Characters of one heading.</summary>
    public const int HeadingLength = 500;
}

/// <summary>Why a profile was not saved.</summary>
public static class MappingProfileErrors
{
    public const string NameTaken = "profile_name_taken";

    /// <summary>Argument: the greatest number.</summary>
    public const string TooMany = "too_many_profiles";

    /// <summary>Argument: the bound in bytes.</summary>
    public const string TooLarge = "mapping_too_large";

    /// <summary>A name that is blank, too long or has control characters, or headings beyond their bounds. Argument: which.</summary>
    public const string BadValue = "bad_value";

    /// <summary>The profile is another one than the caller has seen.</summary>
    public const string ChangedByOther = "profile_changed_by_other";
}

/// <summary>The tenant's own profiles. Every change is audited.</summary>
public interface IMappingProfiles
{
    /// <summary>By name; at most <see cref="MappingProfileLimits.PerTenant"/>.</summary>
    Task<IReadOnlyList<MappingProfile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What changed, in the sequence of the changes; deleted ones are gone without a trace.</summary>
    Task<ModifiedPage<MappingProfile>> ListModifiedAsync(ModifiedQuery query, CancellationToken cancellationToken);

    /// <summary>Null also for another tenant's.</summary>
    Task<MappingProfile?> GetAsync(MappingProfileId id, CancellationToken cancellationToken);

    /// <summary>Saves a new profile, or the given one anew. The mapping must be free of <see cref="MappingRules.Check"/>'s problems.</summary>
    /// <param name="id">Null for a new one.</param>
    /// <param name="seenSeq">The profile's <see cref="MappingProfile.Seq"/> when it was looked at; null: whatever it is by now.</param>
    /// <returns>The profile; null where there is none with the id; or one of <see cref="MappingProfileErrors"/>.</returns>
    Task<Result<MappingProfile?>> SaveAsync(
        MappingProfileId? id, long? seenSeq, string name, ImportMapping mapping, IReadOnlyList<string> headings, CancellationToken cancellationToken);

    /// <inheritdoc cref="SaveAsync"/>
    Task<Result<MappingProfile?>> RenameAsync(MappingProfileId id, long? seenSeq, string name, CancellationToken cancellationToken);

    /// <param name="seenSeq">As in <see cref="SaveAsync"/>.</param>
    /// <returns>False where there is none with the id; or <see cref="MappingProfileErrors.ChangedByOther"/>.</returns>
    Task<Result<bool>> DeleteAsync(MappingProfileId id, long? seenSeq, CancellationToken cancellationToken);
}

public static class MappingProfileLookup
{
    /// <summary>The mapping of a ready-made profile's key or of one of the tenant's own by id; null where there is neither.</summary>
    public static async Task<ImportMapping?> FindMappingAsync(this IMappingProfiles profiles, string keyOrId, CancellationToken cancellationToken) =>
        ReadyMadeProfiles.Find(keyOrId)?.Mapping
        ?? (Guid.TryParse(keyOrId, out var id) ? (await profiles.GetAsync(new MappingProfileId(id), cancellationToken))?.Mapping : null);
}

/// <summary>Value rules that the tenant keeps for all files to come.</summary>
public interface IKeptValueRules
{
    Task<IReadOnlyList<ValueRule>> ListAsync(CancellationToken cancellationToken);
}
