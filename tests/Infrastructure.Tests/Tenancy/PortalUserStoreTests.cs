using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy;

public sealed class PortalUserStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_OfAUser_IsFoundByAnySpellingWithinTheTenantOnly()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        var id = await CreateAsync(tenant, "Anna@example.jp");

        Assert.Equal(id, await InAsync(tenant, async users => (await users.FindByEmailAsync(" anna@EXAMPLE.jp"))?.Id));
        Assert.Null(await InAsync(other, async users => (await users.FindByEmailAsync("anna@example.jp"))?.Id));
        Assert.Null(await InAsync(other, async users => (await users.FindByIdAsync(id.ToString()))?.Id));
    }

    [Fact]
    public async Task Create_WithAnAddressOfAnotherTenant_IsRefused()
    {
        await CreateAsync(await database.AddTenantAsync(), "once@example.jp");
        var other = await database.AddTenantAsync();
        var result = await InAsync(other, users => users.CreateAsync(NewUser("ONCE@example.jp"), Password));
        Assert.Contains(result.Errors, e => e.Code == "DuplicateEmail");
    }

    [Theory]
    [InlineData("short")]
    [InlineData("passwordpassword")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    public async Task Create_WithAnEasyPassword_IsRefused(string password)
    {
        var result = await InAsync(await database.AddTenantAsync(), users => users.CreateAsync(NewUser($"{Guid.NewGuid():N}@example.jp"), password));
        Assert.False(result.Succeeded);
    }

    [Fact]
    public async Task Update_OfTheAddress_MovesTheDirectoryEntry()
    {
        var tenant = await database.AddTenantAsync();
        var id = await CreateAsync(tenant, "before@example.jp");
        await InAsync(tenant, async users =>
        {
            var user = (await users.FindByIdAsync(id.ToString()))!;
            user.Email = "after@example.jp";
            return await users.UpdateAsync(user);
        });

        Assert.Null(await InAsync(tenant, async users => (await users.FindByEmailAsync("before@example.jp"))?.Id));
        Assert.Equal(id, await InAsync(tenant, async users => (await users.FindByEmailAsync("after@example.jp"))?.Id));
        await using var context = database.CreateContext(null);
        Assert.Equal(1, await context.SignInDirectory.CountAsync(e => e.TenantId == tenant, Cancel));
    }

    [Fact]
    public async Task Roles_Tokens_AndDeletion_WorkWithKeysThatBeginWithTheTenant()
    {
        var tenant = await database.AddTenantAsync();
        var id = await CreateAsync(tenant, "parts@example.jp");
        await InAsync(tenant, async users =>
        {
            var user = (await users.FindByIdAsync(id.ToString()))!;
            Assert.True((await users.AddToRoleAsync(user, Roles.Finance)).Succeeded);
            Assert.True(await users.IsInRoleAsync(user, Roles.Finance));
            Assert.Single(await users.GetUsersInRoleAsync(Roles.Finance));
            Assert.True((await users.SetAuthenticationTokenAsync(user, "p", "n", "secret")).Succeeded);
            return true;
        });
        await InAsync(tenant, async users =>
        {
            var user = (await users.FindByIdAsync(id.ToString()))!;
            Assert.Equal("secret", await users.GetAuthenticationTokenAsync(user, "p", "n"));
            Assert.Equal([Roles.Finance], await users.GetRolesAsync(user));
            Assert.True((await users.DeleteAsync(user)).Succeeded);
            return true;
        });
        await using var context = database.CreateContext(null);
        Assert.False(await context.SignInDirectory.AnyAsync(e => e.TenantId == tenant, Cancel));
    }

    private static PortalUser NewUser(string email) => new() { Email = email, DisplayName = "名前" };

    private async Task<Guid> CreateAsync(TenantId tenant, string email) => await InAsync(tenant, async users =>
    {
        var user = NewUser(email);
        var result = await users.CreateAsync(user, Password);
        Assert.True(result.Succeeded, string.Join(",", result.Errors.Select(e => e.Code)));
        return user.Id;
    });

    private async Task<T> InAsync<T>(TenantId tenant, Func<UserManager<PortalUser>, Task<T>> work)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection([new("Encryption:Keys", string.Join(',', TestKeys.Entries))]);
        builder.Services.AddLogging();
        builder.Services.AddEncryption().AddPersistence(database.ConnectionString).AddAuditing().AddTenancy();
        builder.Services.AddSingleton(TestKeys.Cipher);
        using var host = builder.Build();
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, Actor.System);
        return await work(scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>());
    }
}
