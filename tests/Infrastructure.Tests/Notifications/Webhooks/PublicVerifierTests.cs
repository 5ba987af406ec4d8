using System.Diagnostics;
using System.Text.Json;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Webhooks;

/// <summary>Deliveries as an integrator meets them: verified by the public library of Standard Webhooks (<c>tests/EndToEnd.Tests/webhooks</c>).</summary>
public sealed class PublicVerifierTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deliveries_AreVerifiedWithTheSecretAndWithBothWhileItIsChanged()
    {
        await using var host = new WebhookHost(database);
        await host.StartAsync();
        var tenant = await database.AddTenantAsync();
        using var node = Start();
        var port = (await ReadAsync(node)).GetProperty("port").GetInt32();
        var (endpoint, secret) = await host.AddEndpointAsync(tenant, new Uri($"http://127.0.0.1:{port}/hooks"));
        await TellAsync(node, "old", secret);
        await TellAsync(node, "stranger", WebhookSecret.New());

        await host.HappenAsync(tenant, WebhookHost.Event() with { OrderId = Guid.NewGuid(), Data = "{\"orderNumber\":\"注文-1\"}" });
        var first = await ReadAsync(node);
        Assert.Equal(1, first.GetProperty("signatures").GetInt32());
        Assert.Equal(("order.shipped", "注文-1"), (Verified(first, "old").GetProperty("type").GetString(), Verified(first, "old").GetProperty("data").GetProperty("orderNumber").GetString()));
        Assert.Equal("No matching signature found", Verified(first, "stranger").GetProperty("refused").GetString());
        Assert.Equal("No matching signature found", first.GetProperty("tampered").GetProperty("old").GetProperty("refused").GetString());

        // For a day both are accepted, then the new one alone.
        var changed = (await host.OperateAsync<RotateWebhookSecret, Result<WebhookSecret?>>(tenant, rotate => rotate.ExecuteAsync(endpoint.Id, null, Cancel))).Value;
        await TellAsync(node, "new", changed!);
        await host.HappenAsync(tenant, WebhookHost.Event());
        var second = await ReadAsync(node);
        Assert.Equal(2, second.GetProperty("signatures").GetInt32());
        Assert.All(["old", "new"], name => Assert.Equal("order.shipped", Verified(second, name).GetProperty("type").GetString()));
        Assert.All(["old", "new"], name => Assert.True(second.GetProperty("tampered").GetProperty(name).TryGetProperty("refused", out _)));

        await host.ScalarAsync(tenant, "UPDATE webhook_endpoints SET previous_secret_until = now()");
        await host.HappenAsync(tenant, WebhookHost.Event());
        var third = await ReadAsync(node);
        Assert.Equal(1, third.GetProperty("signatures").GetInt32());
        Assert.True(Verified(third, "old").TryGetProperty("refused", out _));
        Assert.Equal("order.shipped", Verified(third, "new").GetProperty("type").GetString());
        node.StandardInput.Close();
        await node.WaitForExitAsync(Cancel);
    }

    private static JsonElement Verified(JsonElement said, string name) => said.GetProperty("verified").GetProperty(name);

    private static Process Start() => Process.Start(new ProcessStartInfo("node", "receiver.mjs")
    {
        WorkingDirectory = Folder(),
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task TellAsync(Process node, string name, WebhookSecret secret)
    {
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { name, secret = secret.Reveal() }));
        Assert.Equal(name, (await ReadAsync(node)).GetProperty("known").GetString());
    }

    private static async Task<JsonElement> ReadAsync(Process node)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var line = await node.StandardOutput.ReadLineAsync(deadline.Token);
        Assert.True(line is not null, "The receiver ended (./portal test installs its packages).");
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrderPortal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the source tree.");
        }

        return Path.Combine(folder.FullName, "tests", "EndToEnd.Tests", "webhooks");
    }
}
