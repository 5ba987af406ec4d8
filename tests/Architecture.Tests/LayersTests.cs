using System.Reflection;

namespace OrderPortal.Architecture.Tests;

public sealed class LayersTests
{
    /// <summary>Who in WebApp may know Infrastructure beside the entry point, the verbs and the registrations.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["OrderPortal.WebApp.Imports.ImportTemplate"] = "puts words in the reader's language into a file, as the error report does",
        ["OrderPortal.WebApp.Imports.ImportTemplateGuide"] = "a sheet of that file",
        ["OrderPortal.WebApp.Imports.ErrorReport"] = "joins the file's rows with sentences in the reader's language while the answer is sent; a port for the writer of its files would only hide the call",
    };

    [Fact]
    public void Domain_WhenBuilt_ReferencesTheBaseLibrariesOnly()
    {
        var baseLibraries = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        var others = House.Domain.GetReferencedAssemblies().Where(name => !File.Exists(Path.Combine(baseLibraries, name.Name + ".dll"))).Select(name => name.Name);

        Assert.Empty(others);
    }

    [Fact]
    public void DomainProject_WhenRead_HasNoReference() => Assert.Empty(References("src/Domain/Domain.csproj"));

    [Fact]
    public void Infrastructure_WhenBuilt_KnowsDomainAndNotTheHost()
    {
        Assert.Contains("OrderPortal.Domain", Named(House.Infrastructure));
        Assert.DoesNotContain("OrderPortal.WebApp", Named(House.Infrastructure));
        Assert.Equal(["../Domain/Domain.csproj"], References("src/Infrastructure/Infrastructure.csproj").Where(name => name.EndsWith(".csproj", StringComparison.Ordinal)));
    }

    [Fact]
    public void WebApp_WhenItNeedsInfrastructure_NamesItWhereThePortalIsPutTogether()
    {
        var found = House.Types(House.WebApp).Where(type => !IsComposition(type) && !Exceptions.ContainsKey(type.FullName!))
            .SelectMany(type => TypeReferences.Of(type).Where(IsInfrastructure).Select(used => $"{type.FullName} uses {used.FullName}"));

        Expect.None(found, "WebApp knows Infrastructure outside Program, Cli and *Registration");
    }

    [Fact]
    public void Exceptions_WhenListed_AreNeeded()
    {
        var needed = House.Types(House.WebApp).Where(type => TypeReferences.Of(type).Any(IsInfrastructure)).Select(type => type.FullName!);

        Expect.None(Exceptions.Keys.Except(needed, StringComparer.Ordinal), "Exceptions that nothing needs");
    }

    [Fact]
    public void References_WhenTheyHideInBodiesAndLambdas_AreSeen()
    {
        var used = TypeReferences.Of(typeof(Sample));

        Assert.Contains(typeof(Uri), used);
        Assert.Contains(typeof(Version), used);
        Assert.Contains(typeof(List<>), used);
        Assert.Contains(typeof(ObsoleteAttribute), used);
    }

    private static bool IsComposition(Type type) =>
        type == typeof(Program) || type.Name.EndsWith("Registration", StringComparison.Ordinal) || Room.Of(type)?.Feature == "Cli";

    private static bool IsInfrastructure(Type type) => type.Assembly == House.Infrastructure;

    private static IEnumerable<string?> Named(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name);

    private static IEnumerable<string> References(string project) => System.Xml.Linq.XDocument.Parse(Repository.Read(project)).Descendants()
        .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference")
        .Select(element => element.Attribute("Include")?.Value ?? "");

    /// <summary>What the scan must find although no signature says so.</summary>
    private sealed class Sample
    {
        public static async Task<int> RunAsync()
        {
            await Task.Yield();
            var numbers = new[] { 1 }.Select(number => new Uri("http://127.0.0.1").Port + number).ToList();
            return numbers.Count + Local();

            static int Local() => new Version(1, 2).Major;
        }

        [Obsolete("A sample.")]
        public static void Marked()
        {
        }
    }
}
