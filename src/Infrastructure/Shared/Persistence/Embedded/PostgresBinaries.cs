using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>One installed PostgreSQL server: the folder of its programs and its major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int MajorVersion)
{
    public const int OldestVersion = 15;
    public const string FolderVariable = "ORDERPORTAL_POSTGRES_BIN";
    private const string HowToMend = "Install PostgreSQL 15 or newer (as root on Debian: apt-get install postgresql), or run ./portal run once, which fetches it, or set "
        + FolderVariable + " to the folder that holds initdb, pg_ctl and postgres.";

    public string Program(string name) => Path.Combine(Folder, ProgramFile(name));

    /// <summary>
    /// Takes the first server that can be used in the order of <see cref="CandidateFolders"/>. Data that exist decide the
    /// version: an upgraded machine keeps opening them as long as the older server is still installed.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(EmbeddedPostgresOptions options, int? majorVersionOfData, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        string? broken = null;
        foreach (var folder in CandidateFolders(options).Distinct(StringComparer.Ordinal))
        {
            var (binaries, problem) = await ReadAsync(folder, cancellationToken);
            broken ??= problem;
            if (binaries is null)
            {
                continue;
            }

            found.Add(binaries);
            if (binaries.MajorVersion == majorVersionOfData || (majorVersionOfData is null && binaries.MajorVersion >= OldestVersion))
            {
                return binaries;
            }
        }

        throw Explain(options, majorVersionOfData, found, broken);
    }

    private static EmbeddedPostgresException Explain(EmbeddedPostgresOptions options, int? majorVersionOfData, List<PostgresBinaries> found, string? broken)
    {
        if (found.Count == 0)
        {
            var what = broken ?? (Chosen(options) is { } chosen ? $"No PostgreSQL server programs in {chosen}." : "No PostgreSQL server programs were found.");
            return new EmbeddedPostgresException(EmbeddedPostgresFailure.BinariesMissing, $"{what} {HowToMend}");
        }

        var names = string.Join(", ", found.Select(binaries => $"{binaries.MajorVersion} in {binaries.Folder}"));
        return majorVersionOfData is { } version
            ? new EmbeddedPostgresException(
                EmbeddedPostgresFailure.OtherMajorVersion,
                $"The data in {options.DataFolder} were written by PostgreSQL {version}, but only another version was found ({names}). Install PostgreSQL {version}, "
                + $"or set {FolderVariable} to its programs, or start empty with ./portal reset.")
            : new EmbeddedPostgresException(
                EmbeddedPostgresFailure.VersionTooOld,
                $"PostgreSQL {OldestVersion} or newer is needed, but only an older one was found ({names}). {HowToMend}");
    }

    private static string? Chosen(EmbeddedPostgresOptions options) =>
        options.BinariesFolder ?? (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null);

    private static IEnumerable<string> CandidateFolders(EmbeddedPostgresOptions options)
    {
        if (Chosen(options) is { } chosen)
        {
            return [Path.GetFullPath(chosen)];
        }

        var dataFolder = Path.GetFullPath(options.DataFolder);
        var fetched = options.FetchedBinariesFolder ?? Path.Combine(Path.GetDirectoryName(dataFolder) ?? dataFolder, "postgres-bin");
        return [.. FetchedFolders(fetched), .. FoldersOnPath(), .. InstalledFolders()];
    }

    private static IEnumerable<string> FetchedFolders(string root) =>
        Directory.Exists(root)
            ? Directory.EnumerateDirectories(root, "bin", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal)
            : [];

    private static IEnumerable<string> FoldersOnPath() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let server = new FileInfo(Path.Combine(folder, ProgramFile("postgres")))
        where server.Exists
        // A link in /usr/local/bin stands for the folder where initdb and pg_ctl are too.
        select Path.GetDirectoryName(server.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? server.FullName);

    private static IEnumerable<string> InstalledFolders()
    {
        string[] roots = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL")]
            : ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/Applications/Postgres.app/Contents/Versions", "/usr", "/usr/libexec"];
        return from root in roots
               where Directory.Exists(root)
               from folder in Directory.EnumerateDirectories(root)
               let name = InstalledFolderName().Match(Path.GetFileName(folder))
               where name.Success && Directory.Exists(Path.Combine(folder, "bin"))
               orderby Array.IndexOf(roots, root), int.Parse(name.Groups["version"].Value, CultureInfo.InvariantCulture) descending
               select Path.Combine(folder, "bin");
    }

    private static async Task<(PostgresBinaries? Binaries, string? Problem)> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        string[] programs = ["initdb", "pg_ctl", "postgres"];
        if (!programs.All(program => File.Exists(Path.Combine(folder, ProgramFile(program)))))
        {
            return (null, null);
        }

        var server = Path.Combine(folder, ProgramFile("postgres"));
        try
        {
            var result = await ServerCommand.RunAsync(server, ["--version"], cancellationToken);
            var version = VersionLine().Match(result.Output);
            return version.Success
                ? (new PostgresBinaries(folder, int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture)), null)
                : (null, $"{server} does not run: {result.LastLine}.");
        }
        catch (Win32Exception exception)
        {
            return (null, $"{server} does not run: {exception.Message}.");
        }
    }

    private static string ProgramFile(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    [GeneratedRegex(@"PostgreSQL\)\s+(?<major>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();

    // Debian "15", Homebrew "postgresql@17", Red Hat "pgsql-16".
    [GeneratedRegex(@"^(postgresql@|pgsql-)?(?<version>\d{2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstalledFolderName();
}
