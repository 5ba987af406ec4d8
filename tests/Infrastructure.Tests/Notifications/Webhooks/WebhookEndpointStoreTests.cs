using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Notifications.Webhooks;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Webhooks;

public sealed class WebhookEndpointStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private const string Metadata = "169.254.169.254";
    private static readonly Uri Url = new("https://erp.example/hooks?token=hush");
    private readonly WebhookHost _host = new(database, allowsPrivate: false);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Endpoints_AreTheTenantsOwn()
    {
        var (tenant, foreign) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        var (endpoint, _) = await _host.AddEndpointAsync(tenant, Url, EventTypes.OrderPlaced);

        Assert.Equal((Url, EventTypes.OrderPlaced), (endpoint.Url, Assert.Single(endpoint.EventTypes)));
        Assert.Equal(endpoint.Id, Assert.Single(await ListAsync(tenant)).Id);
        Assert.Empty(await ListAsync(foreign));
        Assert.Null(await _host.OperateAsync<IWebhookEndpoints, WebhookEndpoint?>(foreign, endpoints => endpoints.GetAsync(endpoint.Id, Cancel)));
        Assert.False((await _host.OperateAsync<IWebhookEndpoints, Result<bool>>(foreign, endpoints => endpoints.DeleteAsync(endpoint.Id, null, Cancel))).Value);
        Assert.Null((await _host.OperateAsync<RotateWebhookSecret, Result<WebhookSecret?>>(foreign, rotate => rotate.ExecuteAsync(endpoint.Id, null, Cancel))).Value);
        Assert.Null((await _host.OperateAsync<ChangeWebhookEndpoint, WebhookSaved>(foreign, change => change.ExecuteAsync(endpoint.Id, Draft(), null, Cancel))).Endpoint);
    }

    [Fact]
    public async Task Endpoints_HaveABound()
    {
        var tenant = await database.AddTenantAsync();
        for (var i = 0; i < WebhookRules.PerTenant; i++)
        {
            await _host.AddEndpointAsync(tenant, Url);
        }

        var refused = await _host.OperateAsync<AddWebhookEndpoint, WebhookSaved>(tenant, add => add.ExecuteAsync(Draft(), Cancel));
        Assert.Equal((null, WebhookErrors.TooMany), (refused.Endpoint, Assert.Single(refused.Errors).Code));

        await _host.OperateAsync<IWebhookEndpoints, Result<bool>>(tenant, async endpoints => await endpoints.DeleteAsync((await ListAsync(tenant))[0].Id, null, Cancel));
        Assert.NotNull((await _host.OperateAsync<AddWebhookEndpoint, WebhookSaved>(tenant, add => add.ExecuteAsync(Draft(), Cancel))).Endpoint);
    }

    [Fact]
    public async Task PrivateTargets_WhereTheyAreNotAllowed_AreRefusedBeforeTheyAreStored()
    {
        var tenant = await database.AddTenantAsync();

        var refused = await _host.OperateAsync<AddWebhookEndpoint, WebhookSaved>(tenant, add => add.ExecuteAsync(Draft() with { Url = $"http://{Metadata}/latest" }, Cancel));

        Assert.Equal(WebhookErrors.UrlPrivate, Assert.Single(refused.Errors).Code);
        Assert.Empty(await ListAsync(tenant));
    }

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Production", null, false)]
    [InlineData("Production", "true", true)]
    [InlineData("Development", "False", false)]
    public void PrivateTargets_WithoutAWord_AreForDevelopmentOnly(string environment, string? setting, bool allowed) =>
        Assert.Equal(allowed, Assert.IsType<WebhookTargets>(Registered(environment, setting).First(service => service.ServiceType == typeof(WebhookTargets)).ImplementationInstance).AllowPrivate);

    [Fact]
    public void PrivateTargets_ByAWordThatIsNone_StopTheStart() =>
        Assert.Contains("Notifications:Webhooks:AllowPrivateTargets must be true or false", Assert.Throws<StartException>(() => Registered("Production", "maybe")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Changes_AreAuditedWithoutWhatIsSecret()
    {
        var tenant = await database.AddTenantAsync();
        var (endpoint, first) = await _host.AddEndpointAsync(tenant, Url);
        var second = (await _host.OperateAsync<RotateWebhookSecret, Result<WebhookSecret?>>(tenant, rotate => rotate.ExecuteAsync(endpoint.Id, null, Cancel))).Value;
        await _host.OperateAsync<ChangeWebhookEndpoint, WebhookSaved>(tenant, change => change.ExecuteAsync(endpoint.Id, Draft() with { Description = "ERP" }, null, Cancel));
        await _host.OperateAsync<IWebhookEndpoints, Result<bool>>(tenant, endpoints => endpoints.DeleteAsync(endpoint.Id, null, Cancel));

        var log = (string)(await _host.ScalarAsync(tenant, "SELECT string_agg(action || coalesce(before::text, '') || coalesce(after::text, ''), E'\\n' ORDER BY seq) FROM audit_log"))!;

        Assert.Equal(
            ["notifications.webhook_added", "notifications.webhook_secret_rotated", "notifications.webhook_changed", "notifications.webhook_deleted"],
            log.Split('\n').Select(line => line[..line.IndexOf('{', StringComparison.Ordinal)]));
        Assert.Contains("https://erp.example/hooks?***", log, StringComparison.Ordinal);
        Assert.All(["hush", first.Reveal()[6..], second!.Reveal()[6..]], secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_AreStoredEncryptedAndGoneWithTheEndpoint()
    {
        var tenant = await database.AddTenantAsync();
        var (endpoint, secret) = await _host.AddEndpointAsync(tenant, Url);

        var stored = (byte[])(await _host.ScalarAsync(tenant, $"SELECT secret_encrypted FROM webhook_endpoints WHERE id = '{endpoint.Id}'"))!;
        Assert.DoesNotContain(secret.Reveal(), System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        Assert.Equal(secret.Reveal(), TestKeys.Cipher.Decrypt(stored, "webhook_endpoints.secret"));

        await _host.OperateAsync<RotateWebhookSecret, Result<WebhookSecret?>>(tenant, rotate => rotate.ExecuteAsync(endpoint.Id, null, Cancel));
        await _host.OperateAsync<IWebhookEndpoints, Result<bool>>(tenant, endpoints => endpoints.DeleteAsync(endpoint.Id, null, Cancel));
        Assert.Equal("0/", await _host.ScalarAsync(tenant, $"SELECT octet_length(secret_encrypted) || '/' || coalesce(octet_length(previous_secret_encrypted)::text, '') FROM webhook_endpoints WHERE id = '{endpoint.Id}'"));
    }

    private static ServiceCollection Registered(string environment, string? setting)
    {
        var services = new ServiceCollection();
        services.AddWebhooks(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Notifications:Webhooks:AllowPrivateTargets", setting)]).Build(), new HostingEnvironment { EnvironmentName = environment });
        return services;
    }

    private static WebhookDraft Draft() => new(Url.ToString(), null, [EventTypes.OrderPlaced], true);

    private Task<IReadOnlyList<WebhookEndpoint>> ListAsync(TenantId tenant) =>
        _host.OperateAsync<IWebhookEndpoints, IReadOnlyList<WebhookEndpoint>>(tenant, endpoints => endpoints.ListAsync(Cancel));
}
