namespace OrderPortal.WebApp.Cli;

/// <summary><c>health [URL]</c>: exit code 0 when the portal lives; for the container's health check.</summary>
internal static class HealthVerb
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var url = args is [var given, ..] ? given : Environment.GetEnvironmentVariable("ORDERPORTAL_URL") ?? ImportOptions.DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var portal) || portal.Scheme is not ("http" or "https"))
        {
            await terminal.Error.WriteLineAsync($"health: {url} is not a web address");
            return ExitCodes.Usage;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await http.GetAsync(new Uri(portal, "/health/live"), cancellationToken);
            await terminal.Out.WriteLineAsync($"{portal}: {(int)response.StatusCode}");
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.NotAllAccepted;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"{portal}: no answer");
            return ExitCodes.NotAllAccepted;
        }
    }
}
