namespace OrderPortal.WebApp.Cli;

/// <summary><c>health [URL]</c>: exit code 0 when the portal lives; for the container's health check.</summary>
internal static class HealthVerb
{
    /// <summary>Shorter than the health check's own patience, so that the reason is still printed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args, Terminal terminal, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var url = args is [var given, ..] ? given : environment("ORDERPORTAL_URL") ?? ListensOn(environment("ASPNETCORE_URLS")) ?? ImportOptions.DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var portal) || portal.Scheme is not ("http" or "https"))
        {
            await terminal.Error.WriteLineAsync($"health: {url} is not a web address");
            return ExitCodes.Usage;
        }

        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(new Uri(portal, "/health/live"), cancellationToken);
            await terminal.Out.WriteLineAsync($"{portal}: {(int)response.StatusCode}");
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.NotAllAccepted;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await terminal.Error.WriteLineAsync($"{portal}: no answer");
            return ExitCodes.NotAllAccepted;
        }
    }

    /// <summary>Where a portal with these addresses (<c>http://+:8080;https://…</c>) is reached on its own machine, or null; plain HTTP first, for its
    /// certificate may name another host.</summary>
    internal static string? ListensOn(string? urls)
    {
        var first = (urls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .OrderBy(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault();
        if (first is null)
        {
            return null;
        }

        try
        {
            var address = BindingAddress.Parse(first);
            var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{address.Port}");
        }
        catch (FormatException)
        {
            return first;
        }
    }
}
