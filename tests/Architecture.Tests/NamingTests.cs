using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace OrderPortal.Architecture.Tests;

public sealed partial class NamingTests
{
    /// <summary>Classes with more dependencies than six, and why.</summary>
    private static readonly Dictionary<string, string> ManyDependencies = new(StringComparer.Ordinal)
    {
        ["OrderPortal.Domain.Imports.RunImport"] = "the one use case that goes from a stored file to finished totals; two of the seven are limits and clock",
        ["OrderPortal.Infrastructure.Imports.ImportRunStore"] = "the SQL of a run on its one connection; two of the seven are clock and log",
        ["OrderPortal.Infrastructure.Tenancy.ApiClients"] = "a sign-in has to know attempts, revocations, audit and demo at one point, or one of them is forgotten",
        ["OrderPortal.Infrastructure.Tenancy.UserSignIn"] = "as ApiClients, for people",
    };

    private const int MostDependencies = 6;

    [Fact]
    public void Types_WhenNamed_AvoidEndingsThatSayNothing() =>
        Expect.None(Nameable().Where(type => Refused().IsMatch(BareName(type))).Select(type => type.FullName!), "Names with a refused ending");

    [Theory]
    [InlineData("OrderHelper", true)]
    [InlineData("CsvUtils", true)]
    [InlineData("ImportManager", true)]
    [InlineData("RowProcessor", true)]
    [InlineData("OrderQueriesImpl", true)]
    [InlineData("OrderDto", true)]
    [InlineData("OrderRules", false)]
    [InlineData("Simplicity", false)]
    public void Endings_WhenTheySayNothing_AreRecognised(string name, bool refused) => Assert.Equal(refused, Refused().IsMatch(name));

    [Fact]
    public void Classes_WhenNamed_EqualNoNamespaceSegment()
    {
        // The Razor compiler names a namespace of its own after each component whose type arguments it infers.
        var segments = House.Types(House.All).Where(static type => type.Namespace?.StartsWith("__Blazor.", StringComparison.Ordinal) != true).SelectMany(type => type.Namespace?.Split('.') ?? []).ToHashSet(StringComparer.Ordinal);

        Expect.None(Nameable().Where(type => segments.Contains(BareName(type))).Select(type => type.FullName!), "Names that are a namespace segment too");
    }

    [Fact]
    public void Interfaces_WhenInDomain_BeginWithI() =>
        Expect.None(House.Types(House.Domain).Where(type => type.IsInterface && !Port().IsMatch(type.Name)).Select(type => type.FullName!), "Interfaces without I");

    [Fact]
    public void Classes_WhenNobodyInheritsThem_AreSealed()
    {
        var inherited = Nameable().Select(type => type.BaseType is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : type.BaseType).ToHashSet();

        var open = Nameable().Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !inherited.Contains(type) && !IsMadeByBuild(type));

        Expect.None(open.Select(type => type.FullName!), "Classes that could be sealed");
    }

    [Fact]
    public void Constructors_WhenTheyTakeDependencies_TakeAFew()
    {
        var greedy = Nameable().Where(type => Dependencies(type) > MostDependencies && !ManyDependencies.ContainsKey(type.FullName!));

        Expect.None(greedy.Select(type => $"{type.FullName}: {Dependencies(type)}"), $"More than {MostDependencies} dependencies");
    }

    [Fact]
    public void Exceptions_WhenListed_AreNeeded() => Expect.None(
        ManyDependencies.Keys.Except(Nameable().Where(type => Dependencies(type) > MostDependencies).Select(type => type.FullName!), StringComparer.Ordinal), "Exceptions that nothing needs");

    private static IEnumerable<Type> Nameable() => House.All.SelectMany(assembly => assembly.GetTypes())
        .Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && Room.Of(type) is not null
            && type.Namespace?.EndsWith(".Migrations", StringComparison.Ordinal) != true);

    private static string BareName(Type type) => type.Name.Split('`')[0];

    /// <summary>Components are classes of the markup's compiler, texts of the resource compiler.</summary>
    private static bool IsMadeByBuild(Type type) =>
        typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type) || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null;

    /// <summary>What a service is given: constructor parameters, or what a component injects. Values (records) are not given but made.</summary>
    private static int Dependencies(Type type)
    {
        if (type.IsValueType || type.GetMethod("<Clone>$") is not null)
        {
            return 0;
        }

        var given = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public).Select(constructor => constructor.GetParameters().Length).DefaultIfEmpty(0).Max();
        var injected = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Count(property => property.GetCustomAttribute<Microsoft.AspNetCore.Components.InjectAttribute>() is not null);
        return given + injected;
    }

    [GeneratedRegex("(Helpers?|Utils?|Utility|Utilities|Manager|Processor|Impl|Dto)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Refused();

    [GeneratedRegex("^I[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex Port();
}
