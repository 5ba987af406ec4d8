using System.Diagnostics;

namespace OrderPortal.Infrastructure.Shared.Persistence;

internal readonly record struct ServerCommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    public string LastLine => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
}

/// <summary>Runs one of PostgreSQL's programs to its end.</summary>
internal static class ServerCommand
{
    // The server lives on with the environment that it is started with: the portal's own (connection strings, keys) stays out,
    // and so do PG* variables of the user's shell, which would redirect the programs.
    private static readonly string[] KeptVariables =
        ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "ProgramFiles"];

    public static async Task<ServerCommandResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The caller's folder may be closed to the account that the server runs as.
            WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory) ?? "/",
        };
        KeepOnlyHarmlessVariables(start);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Not the whole tree: pg_ctl's child is the server, which is stopped in an orderly way by whoever asked for it.
            process.Kill();
            throw;
        }

        // The end of the streams is not waited for without limit: a server that inherited them would keep them open for its life.
        var both = Task.WhenAll(output, error);
        await Task.WhenAny(both, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
        return new ServerCommandResult(process.ExitCode, both.IsCompletedSuccessfully ? string.Concat(await both) : "");
    }

    private static void KeepOnlyHarmlessVariables(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Except(KeptVariables, StringComparer.OrdinalIgnoreCase).ToList())
        {
            start.Environment.Remove(name);
        }

        // The log is read to explain a failed start, so its language is fixed.
        start.Environment["LC_ALL"] = "C";
    }
}
