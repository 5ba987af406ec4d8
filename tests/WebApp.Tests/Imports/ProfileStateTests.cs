using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ProfileStateTests
{
    public static TheoryData<string> Keys { get; } = [.. ReadyMadeProfiles.All.Select(profile => profile.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Profile_HandedOverToTheCircuit_IsTheSame(string key)
    {
        var made = ReadyMadeProfiles.Find(key)!;
        var profile = new MappingProfile(MappingProfileId.New(), "楽天の受注", made.Mapping, made.Headings)
        {
            CreatedAt = DateTimeOffset.UnixEpoch, CreatedBy = "佐藤", ModifiedAt = DateTimeOffset.UnixEpoch.AddDays(1), Seq = 7,
        };

        var there = System.Text.Json.JsonSerializer.Deserialize<ProfileState>(System.Text.Json.JsonSerializer.Serialize(ProfileState.Of(profile)))!.ToProfile();

        Assert.Equal(
            (profile.Id, profile.Name, profile.CreatedAt, profile.CreatedBy, profile.ModifiedAt, profile.Seq), (there.Id, there.Name, there.CreatedAt, there.CreatedBy, there.ModifiedAt, there.Seq));
        Assert.Equal(ImportMappingJson.Write(profile.Mapping), ImportMappingJson.Write(there.Mapping));
        Assert.Equal(profile.Headings, there.Headings);
    }
}
