using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Infrastructure.Shared.Scheduling;
using OrderPortal.Testing;
using Quartz;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class QuartzSchemaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Quartz_AsTheApplicationsRole_MakesItsTablesInItsSchema()
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        services.AddScheduling(database.ConnectionString, _ => { });
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(TestContext.Current.CancellationToken);
        await scheduler.Start(TestContext.Current.CancellationToken);
        await scheduler.Shutdown(waitForJobsToComplete: true, TestContext.Current.CancellationToken);

        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_class WHERE relnamespace = 'quartz'::regnamespace AND relkind = 'r' AND relname LIKE 'qrtz\\_%'", connection);
        Assert.True((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! >= 11);
    }
}
