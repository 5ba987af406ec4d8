using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Testing.Imports;

/// <summary>One tenant's profiles in memory.</summary>
public sealed class FakeMappingProfiles : IMappingProfiles
{
    private static readonly DateTimeOffset Time = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(9));

    private readonly Dictionary<MappingProfileId, MappingProfile> _saved = [];
    private long _seq;

    public MappingProfile Add(string name, ImportMapping mapping, params string[] headings) => Put(MappingProfileId.New(), name, mapping, headings);

    public Task<IReadOnlyList<MappingProfile>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MappingProfile>>([.. _saved.Values.OrderBy(profile => profile.Name, StringComparer.Ordinal)]);

    public Task<ModifiedPage<MappingProfile>> ListModifiedAsync(ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<MappingProfile?> GetAsync(MappingProfileId id, CancellationToken cancellationToken) => Task.FromResult(_saved.GetValueOrDefault(id));

    public Task<Result<MappingProfile?>> SaveAsync(
        MappingProfileId? id, long? seenSeq, string name, ImportMapping mapping, IReadOnlyList<string> headings, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MappingProfile?>>(id is { } known && !_saved.ContainsKey(known) ? null : Put(id ?? MappingProfileId.New(), name, mapping, headings));

    public Task<Result<MappingProfile?>> RenameAsync(MappingProfileId id, long? seenSeq, string name, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MappingProfile?>>(_saved.TryGetValue(id, out var profile) ? Put(id, name, profile.Mapping, profile.Headings) : null);

    public Task<Result<bool>> DeleteAsync(MappingProfileId id, long? seenSeq, CancellationToken cancellationToken) => Task.FromResult<Result<bool>>(_saved.Remove(id));

    private MappingProfile Put(MappingProfileId id, string name, ImportMapping mapping, IReadOnlyList<string> headings) =>
        _saved[id] = new MappingProfile(id, name, mapping, headings) { CreatedAt = Time, CreatedBy = "test", ModifiedAt = Time, Seq = ++_seq };
}

/// <summary>One tenant's kept rules in memory.</summary>
public sealed class FakeValueRules : IKeptValueRules
{
    public List<ValueRule> Kept { get; } = [];

    public Task<IReadOnlyList<ValueRule>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ValueRule>>(Kept);
}
