using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Auth;
using System.Security.Claims;

namespace OrderPortal.WebApp.Tests.Shared;

public sealed class HubConnectionsTests : ISessionGate, ITokenRevocations
{
    private readonly HashSet<Guid> _over = [];

    [Fact]
    public async Task Connections_WhoseSessionOrTokenIsOver_AreCutOffAndNoOthers()
    {
        var clock = new ManualClock();
        using var connections = new HubConnections(this, this, clock, NullLogger<HubConnections>.Instance);
        var (person, colleague, program, other) = (Person(), Person(), Program(), Program());
        Connection[] all = [person, colleague, program, other];
        foreach (var connection in all)
        {
            connections.Add(connection);
        }

        await connections.StartAsync(TestContext.Current.CancellationToken);
        await PassAsync();
        Assert.DoesNotContain(all, connection => connection.IsCut);

        _over.UnionWith([person.Id, program.Id]);
        await PassAsync();
        Assert.Equal([person, program], all.Where(connection => connection.IsCut));

        connections.Remove(colleague);
        _over.UnionWith([colleague.Id, other.Id]);
        await PassAsync();
        Assert.Equal([person, program, other], all.Where(connection => connection.IsCut));
        await connections.StopAsync(TestContext.Current.CancellationToken);

        async Task PassAsync()
        {
            var asked = other.Asked;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(20));
            while (other.Asked == asked || all.Any(connection => connection != colleague && _over.Contains(connection.Id) && !connection.IsCut))
            {
                clock.Advance(HubConnections.Interval);
                await Task.Delay(5, deadline.Token);
            }
        }
    }

    ValueTask<bool> ISessionGate.IsOpenAsync(UserSessionKey session, bool isActive, CancellationToken cancellationToken)
    {
        Assert.False(isActive);
        return ValueTask.FromResult(!_over.Contains(session.Session));
    }

    ValueTask<bool> ITokenRevocations.IsRevokedAsync(TenantId tenant, Guid apiClientId, Guid tokenId, CancellationToken cancellationToken) => ValueTask.FromResult(_over.Contains(tokenId));

    private static Connection Person() => new(id => [new(PortalClaims.Kind, PortalClaims.KindUser), new(PortalClaims.Session, id.ToString("N"))]);

    private static Connection Program() => new(id => [new(PortalClaims.Kind, PortalClaims.KindClient), new(PortalClaims.TokenId, id.ToString("N"))]);

    private sealed class Connection(Func<Guid, Claim[]> claims) : HubCallerContext
    {
        private readonly Guid _tenant = Guid.NewGuid();
        private int _asked;

        public Guid Id { get; } = Guid.NewGuid();

        public int Asked => Volatile.Read(ref _asked);

        public bool IsCut { get; private set; }

        public override string ConnectionId { get; } = Guid.NewGuid().ToString();

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User
        {
            get
            {
                Interlocked.Increment(ref _asked);
                return new ClaimsPrincipal(new ClaimsIdentity([new(PortalClaims.Tenant, _tenant.ToString()), new(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), .. claims(Id)], "test"));
            }
        }

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => default;

        public override void Abort() => IsCut = true;
    }
}
