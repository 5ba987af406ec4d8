using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

/// <summary>The promises that every other database test stands on.</summary>
public sealed class PostgresClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Initialize_RemovesWhatAKilledRunLeft()
    {
        // Above the largest process number that Linux gives; with a name of its own, for several runs share the folder.
        const int DeadProcess = 4_194_305;
        var folder = Path.Combine(Path.GetDirectoryName(PostgresCluster.NewOptions().DataFolder)!, $"{DeadProcess}-{Guid.NewGuid():N}");
        var left = await EmbeddedPostgres.StartAsync(PostgresCluster.NewOptions() with { DataFolder = folder, Throwaway = false }, Token);
        await left.DisposeAsync();
        Assert.True(Directory.Exists(folder));

        await using (var next = new PostgresCluster())
        {
            await next.InitializeAsync();
        }

        Assert.False(Directory.Exists(folder));
    }
}
