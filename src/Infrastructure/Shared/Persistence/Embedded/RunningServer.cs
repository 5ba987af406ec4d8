using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>A server that runs on a cluster, as its <c>postmaster.pid</c> tells: process, address.</summary>
internal sealed record RunningServer(int ProcessId, ServerAddress Address)
{
    /// <summary>Null when no server runs; a file left by a killed one is then removed where it would hinder the next start.</summary>
    public static async Task<RunningServer?> FindAsync(ClusterFolder folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder.Cluster, "postmaster.pid");
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        // Lines: process, data folder, start time, port, socket folder, listen address, shared memory key, state.
        if (lines.Length == 0 || !int.TryParse(lines[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var processId))
        {
            // Killed between creating and writing it; PostgreSQL refuses to start beside an empty one.
            File.Delete(file);
            return null;
        }

        switch (await LookAtAsync(Math.Abs(processId), folder.Cluster, cancellationToken))
        {
            case Occupant.Server:
                var port = lines.Length > 3 ? int.Parse(lines[3], CultureInfo.InvariantCulture) : 5432;
                var host = lines.Length > 4 && lines[4].Length > 0 ? lines[4] : OperatingSystem.IsWindows() ? "127.0.0.1" : folder.SocketFolder;
                return new RunningServer(Math.Abs(processId), new ServerAddress(host, port));
            case Occupant.Stranger:
                // The number belongs to another program by now; PostgreSQL would take that for a live server.
                File.Delete(file);
                return null;
            default:
                // Kept: the next server reads the shared memory key in it, to be sure that no backend of the old one is left.
                return null;
        }
    }

    public async Task<bool> IsAliveAsync(ClusterFolder folder, CancellationToken cancellationToken) =>
        await LookAtAsync(ProcessId, folder.Cluster, cancellationToken) == Occupant.Server;

    private static async Task<Occupant> LookAtAsync(int processId, string clusterFolder, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            if (process.HasExited)
            {
                return Occupant.Nobody;
            }

            if (OperatingSystem.IsWindows())
            {
                return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) ? Occupant.Server : Occupant.Stranger;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return Occupant.Nobody;
        }

        var commandLine = await CommandLineAsync(processId, cancellationToken);
        if (commandLine.Contains("postgres", StringComparison.Ordinal))
        {
            // Another cluster's server is left to PostgreSQL's own judgement: it may be this folder's under another name.
            return commandLine.Contains(clusterFolder, StringComparison.Ordinal) ? Occupant.Server : Occupant.Nobody;
        }

        // A zombie has no command line: dead, but not yet collected by its parent.
        return commandLine.Trim().Length == 0 ? Occupant.Nobody : Occupant.Stranger;
    }

    private static async Task<string> CommandLineAsync(int processId, CancellationToken cancellationToken)
    {
        var id = processId.ToString(CultureInfo.InvariantCulture);
        if (!OperatingSystem.IsLinux())
        {
            return (await ServerCommand.RunAsync("ps", ["-ww", "-o", "command=", "-p", id], cancellationToken)).Output;
        }

        try
        {
            return Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{id}/cmdline", cancellationToken)).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private enum Occupant
    {
        Nobody,
        Server,
        Stranger,
    }
}
