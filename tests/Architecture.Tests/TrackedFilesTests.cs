using System.Text.RegularExpressions;

namespace OrderPortal.Architecture.Tests;

/// <summary>What may lie in the repository.</summary>
public sealed partial class TrackedFilesTests
{
    private const int MostBytes = 1_000_000;
    private const int MostImageBytes = 300_000;

    /// <summary>
    /// Hosts that text may name: the public, the invented, and the machine itself. Anything else is likely the package registry or the
    /// server of whoever wrote it, and works for nobody else.
    /// </summary>
    private static readonly string[] Hosts =
    [
        "127.0.0.1", "0.0.0.0", "localhost", "[::1]", "dot.net", "lucide.dev", "www.w3.org", "schemas.microsoft.com", "schemas.openxmlformats.org", "xunit.net", "purl.oclc.org", "json.schemastore.org", "learn.microsoft.com", "github.com", "registry.npmjs.org",
        "api.stripe.com", // the default of Payments:Stripe:BaseAddress, the same for every account
    ];

    private static readonly string[] Text =
        [".cs", ".razor", ".resx", ".css", ".js", ".json", ".md", ".sql", ".props", ".targets", ".csproj", ".yaml", ".yml", ".txt", ".svg", ".sh", ".config", "portal", "Dockerfile", "run", ".sln"];

    [Fact]
    public void Files_WhenTracked_AreSmall() => Expect.None(
        Repository.Files.Where(file => new FileInfo(Path.Combine(Repository.Root, file)).Length > (file.StartsWith("docs/images/", StringComparison.Ordinal) ? MostImageBytes : MostBytes)),
        "Files that are too large");

    [Fact]
    public void Texts_WhenTheyNameHosts_NamePublicOnes() => Expect.None(
        from file in TextFiles() from host in StrangeHosts(Repository.Read(file)) select $"{file}: {host}", "Hosts that nobody else knows");

    [Fact]
    public void Texts_WhenTheyNamePaths_NameNoneOfOneMachine() => Expect.None(
        TextFiles().Where(file => MachinePath().IsMatch(Repository.Read(file))), "Files that name a folder of the machine they were written on");

    [Fact]
    public void Sources_WhenWritten_HaveNoRegionsAndNoLeftovers() => Expect.None(
        TextFiles().Where(file => Leftover().IsMatch(Repository.Read(file))), "Files with a region or an open note");

    [Fact]
    public void Texts_WhenInEnglish_AreInJapaneseToo() => Expect.None(
        Repository.Under("src/", "Text.resx").Where(file => !Repository.Files.Contains(Path.ChangeExtension(file, ".ja.resx"))), "Texts without Japanese");

    [Fact]
    public void PackageSources_WhenAMachineHasItsOwn_StayThere() => Expect.None(
        Repository.Files.Where(file => Path.GetFileName(file).ToLowerInvariant() is "nuget.config" or ".npmrc"), "Settings of one machine's package sources");

    [Theory]
    [InlineData("see https:" + "//packages.corp.internal/npm/x", "packages.corp.internal")]
    [InlineData("see https://dot.net, http://127.0.0.1:5080 and https://portal.example/a", null)]
    [InlineData("$\"https://{host}\" http://+:8080 http://$name", null)]
    public void Hosts_WhenStrange_AreFound(string text, string? host) => Assert.Equal(host is null ? [] : [host], StrangeHosts(text));

    [Fact]
    public void Samples_WhenTheyBreakTheRules_AreFound()
    {
        // Put together here, so that this file does not break the rules itself.
        Assert.Matches(MachinePath(), "in /" + "work/main/src");
        Assert.Matches(MachinePath(), "\"/" + "home/somebody/x\"");
        Assert.Matches(MachinePath(), "/" + "root/.nuget");
        Assert.DoesNotMatch(MachinePath(), "src/work/ and https://dot.net/root/x");
        Assert.Matches(Leftover(), "    #" + "region Fields");
        Assert.Matches(Leftover(), "// TO" + "DO: later");
        Assert.DoesNotMatch(Leftover(), "methodology");
    }

    private static IEnumerable<string> TextFiles() => Repository.Files.Where(file => Text.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    private static IEnumerable<string> StrangeHosts(string text) => Host().Matches(text).Select(match => match.Groups["host"].Value.ToLowerInvariant())
        .Where(host => !Hosts.Contains(host) && !host.EndsWith(".example", StringComparison.Ordinal) && !host.EndsWith(".invalid", StringComparison.Ordinal));

    [GeneratedRegex(@"https?://(?<host>\[[0-9a-f:]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Host();

    [GeneratedRegex(@"(?<![\w./:-])/(?:work|root|home/\w+|Users/\w+)/", RegexOptions.None, 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^\s*#region|\bTO" + @"DO\b|\bFIX" + @"ME\b", RegexOptions.Multiline, 1000)]
    private static partial Regex Leftover();
}
