using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Testing;
using OrderPortal.WebApp.Cli;

namespace OrderPortal.WebApp.Tests.Cli;

public sealed class RollupsVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private Terminal Terminal => new(_out, _error, false);

    private Rollups Rollups => new(database.Connections);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_OfAWrongRollup_NamesIt_AndRebuildMendsIt()
    {
        var (broken, whole) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await BreakAsync(broken);

        Assert.Equal(ExitCodes.NotAllAccepted, await RollupsVerb.RunAsync(Rollups, rebuild: false, null, Terminal, Cancel));
        var lines = Lines();
        Assert.Contains($"{KeyOf(whole)}: exact", lines);
        Assert.Contains(lines, line => line.StartsWith($"{KeyOf(broken)}: charge_days: 1 keys differ, as {{", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Done, await RollupsVerb.RunAsync(Rollups, rebuild: true, KeyOf(broken), Terminal, Cancel));
        Assert.Equal([$"{KeyOf(broken)}: exact"], Lines());

        Assert.Equal(ExitCodes.Done, await RollupsVerb.RunAsync(Rollups, rebuild: false, KeyOf(broken), Terminal, Cancel));
        Assert.Equal([$"{KeyOf(broken)}: exact"], Lines());
    }

    [Fact]
    public async Task Check_OfOneTenant_LooksAtNoOther()
    {
        var (broken, whole) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await BreakAsync(broken);

        Assert.Equal(ExitCodes.Done, await RollupsVerb.RunAsync(Rollups, rebuild: false, KeyOf(whole), Terminal, Cancel));
        Assert.Equal([$"{KeyOf(whole)}: exact"], Lines());

        await Rollups.RebuildAsync(broken, Cancel);
    }

    [Fact]
    public async Task Run_OfATenantThatIsNotThere_SaysSo()
    {
        Assert.Equal(ExitCodes.Usage, await RollupsVerb.RunAsync(Rollups, rebuild: true, "nobody", Terminal, Cancel));

        Assert.Contains("nobody", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_out.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("mend")]
    [InlineData("check", "demo")]
    [InlineData("check", "--tenant")]
    [InlineData("rebuild", "--tenant", "demo", "other")]
    public async Task Run_WithOtherArguments_SaysWhichThereAre(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await RollupsVerb.RunAsync(args, Terminal, Cancel));

        Assert.Equal("rollups check|rebuild [--tenant KEY]", _error.ToString().Trim());
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private static string KeyOf(TenantId tenant) => tenant.Value.ToString("N");

    private async Task BreakAsync(TenantId tenant)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand($"INSERT INTO charge_days (tenant_id, day, status, charges, amount, refunded) VALUES ('{tenant}', '2026-01-01', 3, 1, 100, 0)", connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private string[] Lines()
    {
        var lines = _out.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        _out.GetStringBuilder().Clear();
        return lines;
    }
}
