using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Testing;

/// <summary>
/// A second process for tests: <c>dotnet OrderPortal.Testing.dll FOLDER</c> uses the cluster of that folder, writes
/// "ready" and leaves when its input ends, or is killed.
/// </summary>
internal static class ClusterHolder
{
    public static async Task<int> Main(string[] arguments)
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataFolder = arguments[0] });
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
