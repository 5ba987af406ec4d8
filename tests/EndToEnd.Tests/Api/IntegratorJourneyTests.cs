using System.Diagnostics;
using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>
/// An outside program that has public packages and the API document, nothing else (<c>integrator/journey.mjs</c>): every path it calls comes from the document, and every
/// answer it gets is checked against it.
/// </summary>
[Collection(SharedPortal.Name)]
public sealed class IntegratorJourneyTests(PortalFixture fixture)
{
    private static readonly string[] Told = ["import.finished", "settlement.finished"];

    [Fact]
    public async Task Journey_ByTheDocumentAlone_FromTheTokenToTheLastChange()
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = SourceTree.Integrator, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "journey.mjs", fixture.Portal.Address.GetLeftPart(UriPartial.Authority), "demo-client", "demo-secret-2026" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"The integrator failed (./portal test installs its packages): {await errors}");
        var seen = JsonSerializer.Deserialize<Seen>(output, JsonSerializerOptions.Web)!;

        Assert.Equal(8, seen.Scopes);
        Assert.Equal((999, 1), (seen.Batch.Created, seen.Batch.Rejected));
        Assert.Equal("lines[0].quantity", seen.Batch.Problem!.Field);
        Assert.Equal(("completedWithErrors", 2, true), (seen.Imported.Status, seen.Imported.Rejected, seen.Imported.Rising));
        Assert.InRange(seen.Imported.Events, 1, 100);
        Assert.Equal([(9, "quantity", "not_a_number"), (72, "quantity", "not_a_number")], seen.Problems.Select(problem => (problem.Row, problem.Column, problem.Code)));
        Assert.Equal(("completed", 2, true), (seen.Retried.Status, seen.Retried.Created, seen.Retried.Parent));
        Assert.Equal((298, seen.Settlement.Planned), (seen.Settlement.Orders, seen.Settlement.Amount));
        Assert.Equal(seen.Settlement.Amount, seen.Settlement.Charges.Sum(tally => tally.Amount));
        Assert.Equal(Told, seen.Webhooks.Distinct().Order());
        Assert.Equal((999, 300), (seen.Changed.OfBatch, seen.Changed.OfFile));
        fixture.Portal.AssertNoErrors();
    }

    private sealed record Seen(
        int Scopes, SeenBatch Batch, SeenImport Imported, IReadOnlyList<SeenProblem> Problems, SeenRetry Retried, SeenSettlement Settlement, IReadOnlyList<string> Webhooks, SeenChanges Changed);

    private sealed record SeenBatch(int Created, int Rejected, SeenField? Problem);

    private sealed record SeenField(string Field, string Code);

    private sealed record SeenImport(string Status, int Rejected, int Events, bool Rising);

    private sealed record SeenProblem(int Row, string Column, string Code);

    private sealed record SeenRetry(string Status, int Created, bool Parent);

    private sealed record SeenSettlement(int Orders, long Planned, long Amount, IReadOnlyList<SeenTally> Charges);

    private sealed record SeenTally(string Status, long Amount);

    private sealed record SeenChanges(int Orders, int OfBatch, int OfFile);
}
