using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tests.Shared;

public sealed class CircuitSessionTests
{
    private readonly FakeGate _gate = new();
    private readonly ClaimsPrincipal _person = new(new ClaimsIdentity(
        [
            new(PortalClaims.Tenant, TenantId.New().ToString()), new(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), new(PortalClaims.Session, Guid.NewGuid().ToString("N")),
            new(PortalClaims.TimeZone, "Europe/Berlin"),
        ],
        "test"));

    [Fact]
    public async Task Activity_InAnOpenSession_IsDoneAndCounts()
    {
        using var session = Circuit();
        var done = 0;

        await new CircuitReader(session, _gate, new ReaderClock()).CreateInboundActivityHandler(_ => Task.FromResult(done++))(null!);

        Assert.Equal((1, true), (done, _gate.SawThePerson));
        Assert.True((await session.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public async Task Activity_InASessionThatIsOver_IsNotDoneAndTheCircuitIsNobodysFromThenOn()
    {
        using var session = Circuit();
        var (done, told) = (0, 0);
        session.AuthenticationStateChanged += _ => told++;
        _gate.IsOpen = false;

        await new CircuitReader(session, _gate, new ReaderClock()).CreateInboundActivityHandler(_ => Task.FromResult(done++))(null!);

        Assert.Equal((0, 1), (done, told));
        Assert.False((await session.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated);
    }

    [Fact]
    public async Task Circuit_FromItsStart_ReadsInThePersonsZone()
    {
        using var session = Circuit();
        var zone = new ReaderClock();

        await new CircuitReader(session, _gate, zone).OnCircuitOpenedAsync(null!, TestContext.Current.CancellationToken);

        Assert.Equal("2026/01/05 07:04", InJapanese(() => zone.Format(new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero))));
        Assert.Equal(("Europe/Berlin (UTC+02:00)", false), (zone.NameAt(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero)), zone.IsUsual));
        zone.Follow(new ClaimsPrincipal(new ClaimsIdentity()));
        Assert.True(zone.IsUsual);
    }

    [Fact]
    public async Task Operation_InASessionThatIsOver_IsRefused()
    {
        await using var services = new ServiceCollection().AddScoped<OperationContext>().AddSingleton<ISessionGate>(_gate).BuildServiceProvider();
        var operations = new OperationRunner(services.GetRequiredService<IServiceScopeFactory>());
        Assert.Equal(1, await operations.RunAsync(_person, (_, _) => Task.FromResult(1), TestContext.Current.CancellationToken));
        Assert.False(_gate.SawThePerson);

        _gate.IsOpen = false;

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => operations.RunAsync(_person, (_, _) => Task.FromResult(1), TestContext.Current.CancellationToken));
    }

    private static string InJapanese(Func<string> text)
    {
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("ja");
        return text();
    }

    private CircuitSession Circuit()
    {
        var session = new CircuitSession(NullLoggerFactory.Instance, _gate);
        session.SetAuthenticationState(Task.FromResult(new AuthenticationState(_person)));
        return session;
    }

    private sealed class FakeGate : ISessionGate
    {
        public bool IsOpen { get; set; } = true;

        public bool SawThePerson { get; private set; }

        public ValueTask<bool> IsOpenAsync(UserSessionKey session, bool isActive, CancellationToken cancellationToken)
        {
            SawThePerson |= isActive;
            return ValueTask.FromResult(IsOpen);
        }
    }
}
