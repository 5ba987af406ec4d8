using System.Diagnostics;
using System.Globalization;

namespace OrderPortal.WebApp.Cli;

/// <summary><c>import FILE</c>: uploads a file to a running portal, shows how it goes and what came of it.</summary>
internal static class ImportVerb
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(250);

    /// <param name="environment">Environment variables by name.</param>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var (options, complaint) = ImportOptions.Parse(args, environment);
        if (options is null)
        {
            await terminal.Error.WriteLineAsync(complaint);
            await terminal.Error.WriteLineAsync(ImportOptions.Usage);
            return ExitCodes.Usage;
        }

        var text = ImportTexts.For(options.Japanese);
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(2) };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(options.Url, "/"), Timeout = TimeSpan.FromMinutes(30) };
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(options.Japanese ? "ja" : "en");
        try
        {
            return await RunAsync(new ImportClient(http, options), options, terminal, text, cancellationToken);
        }
        catch (ImportRefusedException refusal)
        {
            await terminal.Error.WriteLineAsync(string.Format(CultureInfo.InvariantCulture, text.Refused, refusal.Message));
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await terminal.Error.WriteLineAsync(string.Format(CultureInfo.InvariantCulture, text.NoAnswer, options.Url));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync($"import: {failure.Message}");
        }

        return ExitCodes.Refused;
    }

    private static async Task<int> RunAsync(ImportClient client, ImportOptions options, Terminal terminal, ImportTexts text, CancellationToken cancellationToken)
    {
        await client.SignInAsync(cancellationToken);
        var bar = new ProgressLine(terminal);
        var import = await client.UploadAsync((done, of) => bar.Show(text.Uploading, done, of, ""), cancellationToken);
        bar.Show(text.Phase("received"), 0, null, text.RowCount(0));
        while (!import.IsOver)
        {
            await Task.Delay(PollEvery, cancellationToken);
            import = await client.GetAsync(import.Id, cancellationToken);
            var done = Math.Max(import.Rows.Done, import.Phase is "reading" ? import.Rows.Read : 0);
            bar.Show(text.Phase(import.Phase), done, import.Rows.Total ?? (import.Rows.Read > 0 ? import.Rows.Read : null), text.RowCount(done));
        }

        bar.End();
        await ImportSummary.WriteAsync(import, text, terminal.Out);
        if (options.Errors is { } path)
        {
            await client.DownloadReportAsync(import.Id, path, cancellationToken);
            await terminal.Out.WriteLineAsync(string.Format(CultureInfo.InvariantCulture, text.ReportAt, path));
        }

        // A dry run, too, is good when all rows would have gone in. Skipped rows were meant to be: by the mapping or by the policy for duplicates.
        return import is { Status: "completed" or "awaitingConfirmation", Rows.Rejected: 0 } && import.ControlTotals?.Matches != false
            ? ExitCodes.Done
            : ExitCodes.NotAllAccepted;
    }
}

/// <summary>One line that is drawn over and over, or plain lines where that is not possible.</summary>
internal sealed class ProgressLine(Terminal terminal)
{
    private const int Width = 30;

    private string _last = "";
    private int _lastTenth = -1;
    private string _lastLabel = "";
    private long _lastTime;

    /// <param name="of">Null while the whole is not known.</param>
    public void Show(string label, long done, long? of, string figures)
    {
        var share = of is > 0 ? Math.Clamp((double)done / of.Value, 0, 1) : 0;
        var percent = of is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{(int)(share * 100),3}%") : "    ";
        if (!terminal.IsInteractive)
        {
            // A log wants steps, not every movement, but something every second.
            var tenth = (int)(share * 10);
            var plain = $"{label} {percent.Trim()} {figures}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd();
            if (label != _lastLabel || tenth != _lastTenth || (plain != _last && Stopwatch.GetElapsedTime(_lastTime) > TimeSpan.FromSeconds(1)))
            {
                terminal.Out.WriteLine(plain);
                (_lastLabel, _lastTenth, _last, _lastTime) = (label, tenth, plain, Stopwatch.GetTimestamp());
            }

            return;
        }

        var full = (int)(share * Width);
        var line = $"{label} [{new string('#', full)}{new string('.', Width - full)}] {percent} {figures}";
        if (line != _last)
        {
            // Erases what a longer line left behind.
            terminal.Out.Write($"\r{line}\u001b[K");
            _last = line;
        }
    }

    public void End()
    {
        if (terminal.IsInteractive && _last.Length > 0)
        {
            terminal.Out.WriteLine();
        }
    }
}

/// <summary>The totals at the end.</summary>
internal static class ImportSummary
{
    public static async Task WriteAsync(ImportView import, ImportTexts text, TextWriter output)
    {
        static string N(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
        await output.WriteLineAsync($"{text.Result}: {text.Status(import.Status)}");
        await output.WriteLineAsync(
            $"{text.Rows}: {text.Read} {N(import.Rows.Read)}, {text.Accepted} {N(import.Rows.Accepted)}, {text.Rejected} {N(import.Rows.Rejected)}, {text.Skipped} {N(import.Rows.Skipped)}, {text.Warnings} {N(import.Rows.Warnings)}");
        await output.WriteLineAsync(
            $"{text.Orders}: {text.Created} {N(import.Orders.Created)}, {text.Updated} {N(import.Orders.Updated)}, {text.Unchanged} {N(import.Orders.Unchanged)}, {text.Rejected} {N(import.Orders.Rejected)}");
        if (import.ControlTotals is { } totals)
        {
            await output.WriteLineAsync($"{text.ControlTotals}: {text.Quantity} {N(totals.Quantity)}, {text.Amount} {N(totals.Amount)} — {text.Match(totals.Matches)}");
        }

        if (import.DurationMs is { } milliseconds)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{text.Time}: {milliseconds / 1000.0:0.0} s"));
        }
    }
}
