using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>The document of a running portal before two public linters, with all of the rules that they recommend.</summary>
[Collection(SharedPortal.Name)]
public sealed class OpenApiLintTests(PortalFixture fixture)
{
    [Fact]
    public async Task Document_BeforeRedocly_HasNoErrorsAndNoWarnings()
    {
        using var tools = await ContractTools.OfAsync(fixture.Portal);

        var (_, output, errors) = await ContractTools.RunAsync(Tool("redocly"), "lint", tools.DocumentFile, "--config", "redocly.yaml", "--format", "json", "--max-problems", "1000");

        var found = JsonDocument.Parse(output.Length > 0 ? output : throw new InvalidOperationException($"Redocly failed (./portal test installs it): {errors}")).RootElement;
        var problems = found.GetProperty("problems").EnumerateArray()
            .Select(problem => $"{problem.GetProperty("severity")} {problem.GetProperty("ruleId")}: {problem.GetProperty("message")} at {problem.GetProperty("location")[0].GetProperty("pointer")}");
        Assert.Empty(problems);
    }

    [Fact]
    public async Task Document_BeforeSpectral_HasNoErrorsAndNoWarnings()
    {
        using var tools = await ContractTools.OfAsync(fixture.Portal);

        var (_, output, errors) = await ContractTools.RunAsync(Tool("spectral"), "lint", tools.DocumentFile, "--ruleset", "spectral.yaml", "--format", "json", "--quiet");

        var found = JsonDocument.Parse(output.Length > 0 ? output : throw new InvalidOperationException($"Spectral failed (./portal test installs it): {errors}")).RootElement;
        Assert.Empty(found.EnumerateArray().Select(problem => $"{problem.GetProperty("code")}: {problem.GetProperty("message")} at {string.Join('/', problem.GetProperty("path").EnumerateArray())}"));
    }

    private static string Tool(string name) => Path.Combine(ContractTools.Folder, "node_modules", ".bin", name);
}
