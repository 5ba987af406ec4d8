using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tests.Shared;

public sealed class OperationRunnerTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddScoped<OperationContext>().BuildServiceProvider();

    [Fact]
    public async Task Run_ForASignedInUser_WorksInAScopeOfItsOwnForTheirTenant()
    {
        var (tenant, id) = (TenantId.New(), Guid.NewGuid());
        var runner = new OperationRunner(Services.GetRequiredService<IServiceScopeFactory>());
        var user = User((PortalClaims.Tenant, tenant.ToString()), (ClaimTypes.NameIdentifier, id.ToString()), (PortalClaims.DisplayName, "佐藤"));

        var first = await runner.RunAsync<OperationContext, OperationContext>(user, (o, _) => Task.FromResult(o), TestContext.Current.CancellationToken);
        var second = await runner.RunAsync<OperationContext, OperationContext>(user, (o, _) => Task.FromResult(o), TestContext.Current.CancellationToken);

        Assert.Equal((tenant, new Actor(ActorKind.User, id, "佐藤")), (first.Tenant, first.Actor));
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task Run_InACircuit_ComesFromWhereItsConnectionCameFrom()
    {
        var runner = new OperationRunner(Services.GetRequiredService<IServiceScopeFactory>());
        var user = User(
            (PortalClaims.Tenant, TenantId.New().ToString()), (ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), (PortalClaims.SourceAddress, "192.0.2.7"), (PortalClaims.UserAgent, "Browser/1"));

        var operation = await runner.RunAsync<OperationContext, OperationContext>(user, (o, _) => Task.FromResult(o), TestContext.Current.CancellationToken);

        Assert.Equal(("192.0.2.7", "Browser/1"), (operation.SourceAddress, operation.UserAgent));
    }

    [Fact]
    public async Task Run_ForNobody_IsRefused()
    {
        var runner = new OperationRunner(Services.GetRequiredService<IServiceScopeFactory>());
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => runner.RunAsync(new ClaimsPrincipal(new ClaimsIdentity()), (_, _) => Task.CompletedTask, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => runner.RunAsync(User((ClaimTypes.NameIdentifier, Guid.NewGuid().ToString())), (_, _) => Task.CompletedTask, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Permissions.OrdersRead, PortalClaims.KindUser, Roles.Viewer, true)]
    [InlineData(Permissions.ImportsWrite, PortalClaims.KindUser, Roles.Viewer, false)]
    [InlineData(Permissions.ImportsWrite, PortalClaims.KindUser, Roles.Operator, true)]
    [InlineData(Permissions.ImportsWrite, PortalClaims.KindClient, Scopes.ImportsWrite, true)]
    [InlineData(Permissions.ImportsWrite, PortalClaims.KindClient, Scopes.ImportsRead, false)]
    [InlineData("unheard:of", PortalClaims.KindUser, Roles.Administrator, false)]
    public void Has_ByRoleOrScope_FollowsTheTable(string permission, string kind, string holds, bool expected) =>
        Assert.Equal(expected, PortalClaims.Has(User((PortalClaims.Kind, kind), (kind == PortalClaims.KindUser ? ClaimTypes.Role : PortalClaims.Scope, holds)), permission));

    private static ClaimsPrincipal User(params (string Type, string Value)[] claims) => new(new ClaimsIdentity(claims.Select(c => new Claim(c.Type, c.Value)), "test"));
}
