using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>What the hub answers and whom it lets into which group.</summary>
public sealed class ProgressHubTests
{
    private readonly FakeImports _imports = new();
    private readonly FakeFeed _feed = new();
    private readonly FakeGroups _groups = new();

    [Fact]
    public async Task Subscribe_ToAnImport_JoinsAndAnswersTheLatestState()
    {
        var import = Snapshots.Running(5, 100);
        _imports.Stored.Add(import);
        _feed.Latest = Snapshots.Running(7, 150).ToProgress() with { RowsPerSecond = 10 };

        var answer = await Hub(PageTests.Person(Roles.Viewer)).Subscribe(import.Id.Value);

        Assert.Equal(new ImportProgressEvent(import.Id.Value, 7, "running", "writing", 150, 400, 150, 0, 0, 10, null), answer);
        Assert.Equal([$"+{ProgressHub.GroupOf(import.Id)}"], _groups.Moves);
    }

    [Fact]
    public async Task Subscribe_ToWhatIsNotThere_IsNotFoundAndJoinsNothing()
    {
        var refusal = await Assert.ThrowsAsync<HubException>(() => Hub(PageTests.Person(Roles.Viewer)).Subscribe(Guid.NewGuid()));

        Assert.Equal("not_found", refusal.Message);
        Assert.Empty(_groups.Moves);
    }

    [Fact]
    public async Task SubscribeTenant_JoinsTheCallersTenantAndAnswersWhatIsNotFinished()
    {
        _imports.Stored.AddRange([Snapshots.Running(5, 100), Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300))]);

        var answer = await Hub(PageTests.Person(Roles.Viewer)).SubscribeTenant();

        Assert.Equal("running", Assert.Single(answer).Status);
        Assert.Equal([$"+{ProgressHub.GroupOf(Snapshots.Tenant)}"], _groups.Moves);
    }

    [Fact]
    public async Task Unsubscribe_FromAnImport_LeavesItsGroup()
    {
        var import = ImportId.New();

        await Hub(PageTests.Person(Roles.Viewer)).Unsubscribe(import.Value);

        Assert.Equal([$"-{ProgressHub.GroupOf(import)}"], _groups.Moves);
    }

    [Fact]
    public async Task AnyMethod_ForNobody_IsRefused()
    {
        var hub = Hub(new ClaimsPrincipal(new ClaimsIdentity()));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => hub.Subscribe(Guid.NewGuid()));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => hub.SubscribeTenant());
        Assert.Empty(_groups.Moves);
    }

    private ProgressHub Hub(ClaimsPrincipal user)
    {
        var services = new ServiceCollection().AddScoped<OperationContext>().AddSingleton<IImportQueries>(_imports).BuildServiceProvider();
        return new ProgressHub(new OperationRunner(services.GetRequiredService<IServiceScopeFactory>()), _feed, null!) { Context = new Caller(user), Groups = _groups };
    }

    private sealed class FakeGroups : IGroupManager
    {
        public List<string> Moves { get; } = [];

        public Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
        {
            Moves.Add("+" + groupName);
            return Task.CompletedTask;
        }

        public Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
        {
            Moves.Add("-" + groupName);
            return Task.CompletedTask;
        }
    }

    private sealed class Caller(ClaimsPrincipal user) : HubCallerContext
    {
        public override string ConnectionId => "one";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => user;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => TestContext.Current.CancellationToken;

        public override void Abort()
        {
        }
    }
}

/// <summary>The hub as an integrator meets it: by negotiation and WebSocket, in SignalR's JSON protocol.</summary>
[Collection(PortalCollection.Name)]
public sealed class ProgressHubConnectionTests(PortalHost host)
{
    private const string Negotiate = "/hubs/progress/negotiate?negotiateVersion=1";

    [Fact]
    public async Task Negotiate_DependsOnToken_AndScope()
    {
        using var good = await host.SendAsync(HttpMethod.Post, Negotiate, await host.TokenAsync());
        Assert.NotEmpty((await PortalHost.JsonAsync(good, HttpStatusCode.OK)).GetProperty("connectionToken").GetString()!);
        using var inAddress = await host.SendAsync(HttpMethod.Post, $"{Negotiate}&access_token={Uri.EscapeDataString(await host.TokenAsync())}", null);
        Assert.Equal(HttpStatusCode.OK, inAddress.StatusCode);
        using var viewer = await host.SendAsync(HttpMethod.Post, Negotiate, null, browser: (await host.SignInAsync("viewer@demo.example")) with { Proof = null });
        Assert.Equal(HttpStatusCode.OK, viewer.StatusCode);

        using var none = await host.SendAsync(HttpMethod.Post, Negotiate, null, language: "ja");
        await PortalHost.ProblemAsync(none, 401, "unauthorized");
        using var expired = await host.SendAsync(HttpMethod.Post, Negotiate, await host.ExpiredTokenAsync());
        await PortalHost.ProblemAsync(expired, 401, "invalid_token");
        using var scope = await host.SendAsync(HttpMethod.Post, Negotiate, await host.TokenAsync(scope: Scopes.OrdersRead));
        await PortalHost.ProblemAsync(scope, 403, "insufficient_scope");
    }

    [Fact]
    public async Task Events_OfAnImport_ComeInOrderToItsTenantAndToNobodyElse()
    {
        await using var own = await HubSocket.OpenAsync(host, DemoSeed.ClientId);
        await using var other = await HubSocket.OpenAsync(host, DemoSeed.OtherClientId);
        await own.InvokeAsync("SubscribeTenant");
        await other.InvokeAsync("SubscribeTenant");

        var import = await host.ImportAsync(OrderFiles.Fresh(500));
        var id = import.GetProperty("id").GetString();
        var events = await own.EventsAsync(one => one.GetProperty("importId").GetString() == id && one.GetProperty("phase").GetString() == "finished");
        events.RemoveAll(one => one.GetProperty("importId").GetString() != id);

        Assert.Equal(
            ["importId", "sequence", "status", "phase", "rowsDone", "rowsTotal", "accepted", "rejected", "warnings", "rowsPerSecond", "secondsLeft"],
            events[0].EnumerateObject().Select(member => member.Name));
        var sequences = events.Select(one => one.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(sequences.Distinct().Order(), sequences);
        Assert.Equal(("completed", 500), (events[^1].GetProperty("status").GetString(), events[^1].GetProperty("accepted").GetInt32()));

        var answer = await own.InvokeAsync("Subscribe", id!);
        Assert.Equal("finished", answer.GetProperty("result").GetProperty("phase").GetString());
        var foreign = await other.InvokeAsync("Subscribe", id!);
        var unknown = await other.InvokeAsync("Subscribe", Guid.NewGuid().ToString());
        Assert.EndsWith("not_found", foreign.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(unknown.GetProperty("error").GetString(), foreign.GetProperty("error").GetString());
        Assert.Empty(other.Heard);
    }

    [Theory]
    [InlineData("address")]
    [InlineData("header")]
    [InlineData("cookie")]
    public async Task Connection_ByTokenOrCookie_HearsItsTenantsImports_UntilItUnsubscribes(string how)
    {
        await using var socket = how switch
        {
            "address" => await HubSocket.OpenAsync(host, DemoSeed.ClientId),
            "header" => await HubSocket.OpenAsync(host, "", "Authorization", $"Bearer {await host.TokenAsync()}"),
            _ => await HubSocket.OpenAsync(host, "", "Cookie", (await host.SignInAsync("viewer@demo.example")).Cookies),
        };
        var dry = await DryRunAsync();

        Assert.Equal("awaitingConfirmation", (await socket.InvokeAsync("Subscribe", dry)).GetProperty("result").GetProperty("status").GetString());
        using (var cancelled = await host.SendAsync(HttpMethod.Post, $"/api/v1/imports/{dry}/cancel", await host.TokenAsync()))
        {
            Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        }

        await socket.EventsAsync(one => one.GetProperty("importId").GetString() == dry && one.GetProperty("status").GetString() == "cancelled");

        // Once somebody else has heard of it, whoever unsubscribed would have, too.
        await using var witness = await HubSocket.OpenAsync(host, DemoSeed.ClientId);
        await witness.InvokeAsync("SubscribeTenant");
        var next = await DryRunAsync();
        await socket.InvokeAsync("Subscribe", next);
        Assert.False((await socket.InvokeAsync("Unsubscribe", next)).TryGetProperty("error", out _));
        using (var cancelled = await host.SendAsync(HttpMethod.Post, $"/api/v1/imports/{next}/cancel", await host.TokenAsync()))
        {
            Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        }

        await witness.EventsAsync(one => one.GetProperty("importId").GetString() == next && one.GetProperty("status").GetString() == "cancelled");
        await socket.InvokeAsync("Unsubscribe", next);
        Assert.DoesNotContain(socket.Heard, one => one.GetProperty("importId").GetString() == next && one.GetProperty("status").GetString() == "cancelled");
    }

    [Fact]
    public async Task SubscribeTenant_AnswersTheOwnTenantsUnfinishedImports()
    {
        var dry = await DryRunAsync();
        await using var own = await HubSocket.OpenAsync(host, DemoSeed.ClientId);
        await using var other = await HubSocket.OpenAsync(host, DemoSeed.OtherClientId);

        Assert.Contains(dry, Ids(await own.InvokeAsync("SubscribeTenant")));
        Assert.DoesNotContain(dry, Ids(await other.InvokeAsync("SubscribeTenant")));

        static IEnumerable<string?> Ids(JsonElement answer) => answer.GetProperty("result").EnumerateArray().Select(import => import.GetProperty("importId").GetString());
    }

    private async Task<string> DryRunAsync()
    {
        using var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh(1)), "dry.csv", ("dryRun", "true"));
        using var response = await host.PostAsync(form);
        var id = (await PortalHost.JsonAsync(response, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
        await host.FinishedAsync(id, status: "awaitingConfirmation");
        return id;
    }
}
