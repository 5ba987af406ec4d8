namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>The server's log file: read to explain a failed start, and kept small.</summary>
internal sealed class ServerLog(string path, long maximumBytes)
{
    private const int TailBytes = 16 * 1024;

    public long Length => File.Exists(path) ? new FileInfo(path).Length : 0;

    public static bool TellsOfFullDisk(string text) =>
        text.Contains("No space left", StringComparison.OrdinalIgnoreCase) || text.Contains("not enough space on the disk", StringComparison.OrdinalIgnoreCase);

    /// <summary>A server that was killed leaves backends that take a moment to notice; until then the next one refuses to start.</summary>
    public static bool TellsOfDyingServer(string text) =>
        text.Contains("pre-existing shared memory block", StringComparison.Ordinal) || text.Contains("lock file \"postmaster.pid\"", StringComparison.Ordinal);

    /// <summary>The line that names the cause: the first fatal one, else the last.</summary>
    public static string TellingLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.Find(lines, line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("PANIC", StringComparison.Ordinal) || line.Contains("error:", StringComparison.Ordinal))
            ?? lines.LastOrDefault() ?? "it said nothing.";
    }

    public async Task<string> LastLineAsync() => (await ReadSinceAsync(0)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "(nothing)";

    /// <summary>What was written since <paramref name="position"/>, at most the last few pages of it.</summary>
    public async Task<string> ReadSinceAsync(long position)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(Math.Max(Math.Min(position, stream.Length), stream.Length - TailBytes), SeekOrigin.Begin);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>
    /// Copies and empties the file rather than renaming it: the server appends to the file that it has open. What is written
    /// between the two steps is lost, which a log of warnings can bear.
    /// </summary>
    public void Trim()
    {
        if (Length <= maximumBytes)
        {
            return;
        }

        try
        {
            File.Copy(path, path + ".1", overwrite: true);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.SetLength(0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Tried again at the next turn; a log that cannot be trimmed must not stop the portal.
        }
    }
}
