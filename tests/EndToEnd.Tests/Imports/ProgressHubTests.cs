using System.Diagnostics;
using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>The hub as an integrator meets it: through Microsoft's public JavaScript client (<c>hub/progress.mjs</c>).</summary>
[Collection(SharedPortal.Name)]
public sealed class ProgressHubTests(PortalFixture fixture)
{
    [Fact]
    public async Task Subscribe_GivesASnapshotAndThenRisingEventsUntilTheEnd()
    {
        using var api = await PortalApi.DemoAsync(fixture.Portal);

        var said = await RunClientAsync(api.Token, OrderFiles.OwnNumbers.Path);

        Assert.True(said.Subscribed, said.Refused);
        Assert.True(said.Events.Count >= 3, $"{said.Events.Count} events");

        // The answer and an event of the same moment may pass each other on the wire, so a client takes what is newer than its snapshot.
        Assert.InRange(said.Events.Count(progress => progress.BeforeSnapshot || progress.Sequence <= said.Snapshot!.Sequence), 0, 1);
        var sequence = said.Events.Where(progress => progress.Sequence > said.Snapshot!.Sequence).Select(progress => progress.Sequence).Prepend(said.Snapshot!.Sequence).ToList();
        Assert.True(sequence.Zip(sequence.Skip(1)).All(pair => pair.First < pair.Second), string.Join(' ', sequence));
        Assert.Equal(OrderFiles.OwnNumbers.Expected.Rows - OrderFiles.OwnNumbers.Expected.RejectedRows, said.Events[^1].Accepted);
        Assert.Equal(("completedWithErrors", "finished"), (said.Events[^1].Status, said.Events[^1].Phase));
        Assert.All(said.Events, progress => Assert.Equal(said.Snapshot!.ImportId, progress.ImportId));

        // At most about ten in any second; the last may come at once.
        Assert.All(said.Events, progress => Assert.InRange(said.Events.Count(other => other.At >= progress.At && other.At < progress.At + 1000), 1, 12));
        fixture.Portal.AssertNoErrors();
    }

    [Fact]
    public async Task Subscribe_WithoutARightToTheImport_IsRefused()
    {
        using var api = await PortalApi.DemoAsync(fixture.Portal);
        using var other = await PortalApi.OtherAsync(fixture.Portal);
        using var gone = await PortalApi.DemoAsync(fixture.Portal);
        var path = OrderFiles.Write($"hub-{Guid.NewGuid():N}.csv", System.Text.Encoding.UTF8.GetBytes($"注文番号,顧客名,商品コード,数量,単価\r\nHUB-{Guid.NewGuid():N},山田,KD-801,1,330\r\n"));
        var import = await api.UploadAsync(path);
        await api.RevokeTokenAsync(gone.Token);

        // A stranger gets in, to his own tenant, where there is no such import.
        var foreign = await RunClientAsync(other.Token, "--import", import.ToString());
        Assert.True(foreign is { Connected: true, Subscribed: false });
        Assert.Contains("not_found", foreign.Refused, StringComparison.Ordinal);

        foreach (var token in new[] { "", "nonsense", gone.Token, api.Token[..^6] + "AAAAAA" })
        {
            var refused = await RunClientAsync(token, "--import", import.ToString());
            Assert.True(refused is { Connected: false, Subscribed: false });
            Assert.Contains("401", refused.Refused, StringComparison.Ordinal);
        }

        // The same call with the right token, so that it is not the client that fails.
        Assert.True((await RunClientAsync(api.Token, "--import", import.ToString())).Subscribed);
        fixture.Portal.AssertNoErrors();
    }

    private async Task<Said> RunClientAsync(string token, params string[] what)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = SourceTree.HubClient, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "progress.mjs", fixture.Portal.Address.GetLeftPart(UriPartial.Authority), token }.Concat(what))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"The client failed (./portal test installs its packages): {await errors}");
        return JsonSerializer.Deserialize<Said>(output, JsonSerializerOptions.Web)!;
    }

    private sealed record Said(bool Connected, bool Subscribed, string? Refused, Progress? Snapshot, IReadOnlyList<Progress> Events);

    private sealed record Progress(Guid ImportId, long Sequence, string Status, string Phase, long Accepted, double At, bool BeforeSnapshot);
}
