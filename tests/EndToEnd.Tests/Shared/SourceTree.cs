namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Where the application that is tested lies.</summary>
internal static class SourceTree
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public static string Root { get; } = Find();

    public static string ContentRoot { get; } = Path.Combine(Root, "src", "WebApp");

    public static string Application { get; } = Path.Combine(ContentRoot, "bin", Configuration, "net10.0", "OrderPortal.WebApp.dll");

    public static string HubClient { get; } = Path.Combine(Root, "tests", "EndToEnd.Tests", "hub");

    /// <summary>The program of an integrator who has nothing but the API document.</summary>
    public static string Integrator { get; } = Path.Combine(Root, "tests", "EndToEnd.Tests", "integrator");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrderPortal.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside of the source tree.");
    }
}
