using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Tenancy.Accounts;

namespace OrderPortal.WebApp.Tests;

/// <summary>
/// The other half of build/Bunit.props: bUnit names AngleSharp.Diffing 1.1, here is 0.17, and the comparer whose constructor
/// needs the newer one is never called. Goes together with that file.
/// </summary>
internal static class BunitSetup
{
    [ModuleInitializer]
    internal static void AnswerForAngleSharpDiffing() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll")) : null;

    internal static void AddUncalledComparer(this IServiceCollection services)
    {
        var comparer = typeof(BunitContext).Assembly.GetType("Bunit.Diffing.HtmlComparer", throwOnError: true)!;
        services.AddSingleton(comparer, RuntimeHelpers.GetUninitializedObject(comparer));
    }
}

/// <summary>Renders components in one language, with the services that the controls ask for.</summary>
public abstract class ComponentTests : BunitContext
{
    protected ComponentTests()
    {
        Services.AddUncalledComparer();
        Services.AddLocalization();
        Services.AddLogging();
        Services.AddScoped<ReaderClock>();
        Services.AddScoped<AccountMessages>();
        Services.AddSingleton<IPasswordAgain>(Password);
        Services.AddLists();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>Of the person before the page; given lately unless a test says otherwise.</summary>
    internal FakePassword Password { get; } = new();

    protected static void Speak(string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
    }
}

/// <summary>A password that was given lately, or not.</summary>
internal sealed class FakePassword : IPasswordAgain
{
    public const string Right = "correct horse battery";

    public bool IsFresh { get; set; } = true;

    public Task<bool> IsFreshAsync(CancellationToken cancellationToken) => Task.FromResult(IsFresh);

    public Task<Result> GiveAsync(string password, CancellationToken cancellationToken)
    {
        IsFresh = password == Right;
        return Task.FromResult(IsFresh ? Result.Success : new Error(AccountErrors.PasswordWrong));
    }
}

/// <summary>The source files of the portal, for tests that read what is not code.</summary>
internal static class Source
{
    public static string WebApp { get; } = Path.Combine(Root(), "src", "WebApp");

    public static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(WebApp, pattern, SearchOption.AllDirectories)
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(folder.FullName, "OrderPortal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("OrderPortal.sln stands in no folder above the tests.");
        }

        return folder.FullName;
    }
}
