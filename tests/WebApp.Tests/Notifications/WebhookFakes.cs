using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Notifications;

/// <summary>Renders bell and webhook pages over lists instead of a database.</summary>
public abstract class WebhookPageFakes : ComponentTests
{
    protected WebhookPageFakes()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IChangeFeed>(Feed);
        Services.AddSingleton<IPortalNotices>(Notices);
        Services.AddSingleton<IWebhookEndpoints>(Webhooks);
        Services.AddSingleton<IWebhookDeliveries>(Webhooks);
        Services.AddSingleton(new WebhookTargets(AllowPrivate: false));
        Services.AddScoped<AddWebhookEndpoint>();
        Services.AddScoped<ChangeWebhookEndpoint>();
        Services.AddScoped<RotateWebhookSecret>();
        Services.AddWebhookPages();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    internal ManualClock Clock { get; } = new();

    internal FakeChangeFeed Feed { get; } = new();

    internal FakeNotices Notices { get; } = new();

    internal FakeWebhooks Webhooks { get; } = new();

    protected IRenderedComponent<TPage> Show<TPage>(string role = Roles.Administrator, Action<ComponentParameterCollectionBuilder<TPage>>? more = null)
        where TPage : IComponent => Render<TPage>(parameters =>
        {
            parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(PageTests.Person(role))));
            more?.Invoke(parameters);
        });
}

internal sealed class FakeNotices : IPortalNotices
{
    public List<(PortalNotice Notice, string? Permission)> Stored { get; } = [];

    public DateTimeOffset Seen { get; private set; }

    public void Add(string code, string? permission = null, params string[] arguments) => Stored.Insert(
        0, (new PortalNotice(Guid.NewGuid(), Snapshots.CreatedAt.AddMinutes(Stored.Count), code, arguments, "/imports/1042", false), permission));

    public Task<int> CountNewAsync(IReadOnlyCollection<string> permissions, CancellationToken cancellationToken) =>
        Task.FromResult(Math.Min(IPortalNotices.MostCounted, Visible(permissions).Count(notice => notice.IsNew)));

    public Task<Page<PortalNotice>> ListAsync(IReadOnlyCollection<string> permissions, int limit, string? cursor, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<PortalNotice>([.. Visible(permissions).Take(limit)], null));

    public Task MarkSeenAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        Seen = until;
        return Task.CompletedTask;
    }

    private IEnumerable<PortalNotice> Visible(IReadOnlyCollection<string> permissions) =>
        Stored.Where(one => one.Permission is null || permissions.Contains(one.Permission)).Select(one => one.Notice with { IsNew = one.Notice.CreatedAt > Seen });
}

internal sealed class FakeWebhooks : IWebhookEndpoints, IWebhookDeliveries
{
    public List<WebhookEndpoint> Stored { get; } = [];

    public List<WebhookDelivery> Deliveries { get; } = [];

    public WebhookSecret? Secret { get; private set; }

    public List<Guid> Tested { get; } = [];

    public List<Guid> Replayed { get; } = [];

    public DateTimeOffset? ReplayedSince { get; private set; }

    public Error? Refusal { get; set; }

    public Task<IReadOnlyList<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<WebhookEndpoint>>([.. Stored]);

    public Task<ModifiedPage<WebhookEndpoint>> ListModifiedAsync(ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ModifiedPage<WebhookDelivery>> ListModifiedAsync(Guid endpoint, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WebhookEndpoint?> GetAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Stored.Find(endpoint => endpoint.Id == id));

    public Task<bool> AddAsync(WebhookEndpoint endpoint, WebhookSecret secret, CancellationToken cancellationToken)
    {
        Secret = secret;
        Stored.Add(endpoint);
        return Task.FromResult(true);
    }

    public Task<Result<bool>> ChangeAsync(WebhookEndpoint endpoint, string? version, CancellationToken cancellationToken)
    {
        var at = Stored.FindIndex(one => one.Id == endpoint.Id);
        if (at >= 0)
        {
            Stored[at] = endpoint;
        }

        return Task.FromResult<Result<bool>>(at >= 0);
    }

    public Task<Result<bool>> DeleteAsync(Guid id, string? version, CancellationToken cancellationToken) =>
        Task.FromResult<Result<bool>>(Stored.RemoveAll(endpoint => endpoint.Id == id) > 0);

    public Task<Result<bool>> RotateAsync(Guid id, WebhookSecret secret, DateTimeOffset previousUntil, string? version, CancellationToken cancellationToken)
    {
        Secret = secret;
        return Task.FromResult<Result<bool>>(true);
    }

    public Task<Page<WebhookDelivery>> ListAsync(Guid endpoint, bool oldestFirst, int limit, string? cursor, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<WebhookDelivery>([.. Deliveries], null));

    public Task<bool> SendTestAsync(Guid endpoint, CancellationToken cancellationToken)
    {
        Tested.Add(endpoint);
        return Task.FromResult(true);
    }

    public Task<Result<bool>> ReplayAsync(Guid endpoint, Guid delivery, CancellationToken cancellationToken)
    {
        Replayed.Add(delivery);
        return Task.FromResult(Refusal is { } refusal ? refusal : (Result<bool>)true);
    }

    public Task<Result<int>> ReplaySinceAsync(Guid endpoint, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ReplayedSince = since;
        return Task.FromResult<Result<int>>(1_234);
    }
}
