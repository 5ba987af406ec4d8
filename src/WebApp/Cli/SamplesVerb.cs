using System.Globalization;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Cli;

/// <summary>
/// <c>samples FOLDER [--orders N [--all-bad]]</c>: writes the standing sample files that are missing there, or one of N orders.
/// </summary>
internal static class SamplesVerb
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        IReadOnlyList<SampleFile> files;
        switch (args)
        {
            case [_]:
                files = SampleFile.Standing;
                break;
            case [_, "--orders", var number, .. var more] when more is [] or ["--all-bad"]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var orders) && orders > 0:
                files = [SampleFile.ForBench(orders, more is [] ? SampleErrors.None : SampleErrors.All)];
                break;
            default:
                await terminal.Error.WriteLineAsync("samples FOLDER [--orders N [--all-bad]]");
                return ExitCodes.Usage;
        }

        try
        {
            Directory.CreateDirectory(args[0]);
            foreach (var file in files.Where(file => !File.Exists(Path.Combine(args[0], file.Name))))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await WriteAsync(file, Path.Combine(args[0], file.Name), terminal);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync($"samples: {failure.Message}");
            return ExitCodes.Usage;
        }

        return ExitCodes.Done;
    }

    private static async Task WriteAsync(SampleFile file, string path, Terminal terminal)
    {
        // Under another name until it is whole: a broken half would count as present the next time.
        var unfinished = path + ".part";
        SampleExpectation made;
        await using (var output = File.Create(unfinished))
        {
            made = SampleOrderFiles.Write(file, output);
        }

        File.Move(unfinished, path, overwrite: true);
        await terminal.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{path}: {made.Orders} orders, {made.Rows} rows, {made.RejectedOrders} orders with mistakes"));
    }
}
