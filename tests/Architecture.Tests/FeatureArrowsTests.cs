namespace OrderPortal.Architecture.Tests;

public sealed class FeatureArrowsTests
{
    private static readonly string[] Free = ["Shared", "Tenancy"];

    [Fact]
    public void Features_WhenTheyKnowOneAnother_HaveAnArrow()
    {
        var unlisted = Found().Where(use => !FeatureArrows.All.Any(arrow => Allows(arrow, use)))
            .Select(use => $"{use.Project}: {use.From} -> {use.To} ({use.Type.Name} uses {use.Used.Name})");

        Expect.None(unlisted, "Arrows that FeatureArrows.cs does not list");
    }

    [Fact]
    public void Arrows_WhenListed_AreNeeded()
    {
        var found = Found().ToList();

        var idle = FeatureArrows.All.Where(arrow => !found.Exists(use => Allows(arrow, use))).Select(arrow => $"{arrow.From} -> {arrow.To} ({arrow.In ?? "anywhere"})");

        Expect.None(idle, "Arrows that nothing needs");
    }

    [Fact]
    public void Arrows_WhenListed_StateTheirReason() => Assert.All(FeatureArrows.All, arrow => Assert.True(arrow.Why.Length > 20, $"{arrow.From} -> {arrow.To} gives no reason"));

    [Fact]
    public void Folders_WhenInAProject_AreNamedByTheWordsOfTheHouse()
    {
        var folders = Repository.Files.Select(file => file.Split('/')).Where(parts => parts is ["src", _, _, _, ..]).Select(parts => (Project: parts[1], Folder: parts[2])).Distinct();

        var strangers = folders.Where(at => !FeatureArrows.Features.Contains(at.Folder) && !FeatureArrows.OtherFolders.Any(other => (other.Project, other.Folder) == at));

        Expect.None(strangers.Select(at => $"src/{at.Project}/{at.Folder}"), "Folders that are no word of the house");
    }

    [Fact]
    public void Namespaces_WhenTypesHaveThem_AreTheirFolders()
    {
        var strangers = House.Types(House.All)
            .Where(type => Room.Of(type) is { } room && !FeatureArrows.Features.Contains(room.Feature) && !FeatureArrows.OtherFolders.Any(other => (other.Project, other.Folder) == (room.Project, room.Feature)))
            .Select(type => type.FullName!);

        Expect.None(strangers, "Types outside the features");
    }

    private static IEnumerable<Use> Found() =>
        from type in House.Types(House.All)
        let room = Room.Of(type)
        where room is not null
        from used in TypeReferences.Of(type)
        let other = Room.Of(used)
        where other is not null && other.Feature != room.Feature && !Free.Contains(other.Feature)
        select new Use(room.Project, room.Feature, other.Feature, type, used);

    private static bool Allows(Arrow arrow, Use use) => arrow.From == use.From && arrow.To == use.To && (arrow.In is null || arrow.In == use.Project);

    private sealed record Use(string Project, string From, string To, Type Type, Type Used);
}
