using System.Diagnostics;
using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>The public tools in <c>contract/</c>, which judge the document and answers by it.</summary>
internal sealed class ContractTools : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orderportal-contract-");

    private ContractTools(byte[] document)
    {
        DocumentFile = Path.Combine(_folder.FullName, "v1.json");
        File.WriteAllBytes(DocumentFile, document);
        Document = JsonDocument.Parse(document).RootElement.Clone();
    }

    public static string Folder { get; } = Path.Combine(SourceTree.Root, "tests", "EndToEnd.Tests", "contract");

    public string DocumentFile { get; }

    public JsonElement Document { get; }

    public static async Task<ContractTools> OfAsync(PortalProcess portal)
    {
        using var http = new HttpClient { BaseAddress = portal.Address };
        return new ContractTools(await http.GetByteArrayAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    /// <returns>What is wrong, a line each.</returns>
    public async Task<IReadOnlyList<string>> JudgeAsync(IReadOnlyCollection<RecordedAnswer> answers)
    {
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(answers, JsonSerializerOptions.Web), TestContext.Current.CancellationToken);
        var (code, output, errors) = await RunAsync("node", "judge.mjs", DocumentFile, file);
        Assert.True(code == 0, $"The judge failed (./portal test installs its packages): {errors}");
        return JsonSerializer.Deserialize<List<string>>(output)!;
    }

    public static async Task<(int Code, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        start.Environment["NO_COLOR"] = "1";
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
