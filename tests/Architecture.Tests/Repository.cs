using System.Diagnostics;

namespace OrderPortal.Architecture.Tests;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Ignored = ["bin", "obj", ".git", ".data", ".vs", ".idea", "node_modules", "TestResults", "artifacts", "_framework"];

    public static string Root { get; } = FindRoot();

    /// <summary>Relative paths, with slashes, of what is in the repository or about to be: not what its <c>.gitignore</c> names.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. (FromGit() ?? FromDisk()).Where(file => File.Exists(Path.Combine(Root, file))).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Under(string folder, params string[] endings) =>
        Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal) && endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static int Lines(string file) => File.ReadLines(Path.Combine(Root, file)).Count();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrderPortal.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("OrderPortal.sln was not found above the tests.");
    }

    /// <summary>Null where git is missing, or this is no repository (a downloaded archive) or not ours to ask.</summary>
    private static string[]? FromGit()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var git = Process.Start(start)!;
            var errors = git.StandardError.ReadToEndAsync();
            var files = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            _ = errors;
            return git.ExitCode == 0 && files.Length > 0 ? files.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> FromDisk() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(Ignored.Contains) && (!file.StartsWith("samples/", StringComparison.Ordinal) || file is "samples/README.md" or "samples/orders-20.csv"));
}
