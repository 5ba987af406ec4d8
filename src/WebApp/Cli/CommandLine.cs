namespace OrderPortal.WebApp.Cli;

/// <summary>Exit codes of the verbs.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Rows were rejected, the import failed, or what was checked is not as it should be.</summary>
    public const int NotAllAccepted = 1;
    public const int Usage = 2;

    /// <summary>The portal does not answer, or answers with a refusal.</summary>
    public const int Refused = 3;
}

/// <summary>The executable's verbs beside serving: <c>samples</c>, <c>import</c>, <c>postal-codes</c>, <c>rollups</c>, <c>health</c>.</summary>
public static class CommandLine
{
    /// <returns>The exit code of a verb, or null where the arguments name none and the portal is to be served.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [var verb, .. var rest] || verb is not ("samples" or "import" or "postal-codes" or "rollups" or "health"))
        {
            return null;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var output = new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected);
        try
        {
            return verb switch
            {
                "samples" => await SamplesVerb.RunAsync(rest, output, stop.Token),
                "import" => await ImportVerb.RunAsync(rest, output, Environment.GetEnvironmentVariable, stop.Token),
                "postal-codes" => await PostalCodesVerb.RunAsync(rest, output, stop.Token),
                "rollups" => await RollupsVerb.RunAsync(rest, output, stop.Token),
                _ => await HealthVerb.RunAsync(rest, output, Environment.GetEnvironmentVariable, stop.Token),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.NotAllAccepted;
        }
    }
}

/// <summary>Where a verb writes; tests give it their own.</summary>
/// <param name="IsInteractive">False: no line is ever rewritten, progress comes as plain lines.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive);
