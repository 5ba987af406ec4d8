using Npgsql;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

/// <summary>The promises that every other database test stands on.</summary>
public sealed class PostgresClusterTests : IAsyncLifetime
{
    private readonly PostgresCluster _cluster;
    private int _preparations;

    public PostgresClusterTests() => _cluster = new PostgresCluster(PrepareAsync);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task CreateDatabase_ClonesTheTemplateThatWasPreparedOnce()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _cluster.CreateDatabaseAsync()));
        await QueryAsync(databases[0], "UPDATE prepared SET value = 'changed'");

        Assert.Equal(1, _preparations);
        Assert.Equal("changed", await QueryAsync(databases[0], "SELECT value FROM prepared"));
        Assert.Equal("from template", await QueryAsync(databases[1], "SELECT value FROM prepared"));
        Assert.Equal("from template", await QueryAsync(databases[2], "SELECT value FROM prepared"));
    }

    [Fact]
    public async Task DropDatabase_WithOpenConnections_DropsIt()
    {
        var database = new TestDatabase(_cluster);
        await database.InitializeAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Token);

        await database.DisposeAsync();

        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        Assert.Null(await QueryAsync(_cluster.Postgres.ConnectionString, $"SELECT datname FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    public async Task Initialize_RemovesWhatAKilledRunLeft()
    {
        // Above the largest process number that Linux gives.
        const int DeadProcess = 4_194_305;
        var folder = Path.Combine(Path.GetDirectoryName(PostgresCluster.NewOptions().DataFolder)!, $"{DeadProcess}-left");
        var left = await EmbeddedPostgres.StartAsync(PostgresCluster.NewOptions() with { DataFolder = folder, Throwaway = false }, Token);
        await left.DisposeAsync();
        Assert.True(Directory.Exists(folder));

        await using (var next = new PostgresCluster())
        {
            await next.InitializeAsync();
        }

        Assert.False(Directory.Exists(folder));
    }

    private async Task PrepareAsync(string connectionString)
    {
        _preparations++;
        await QueryAsync(connectionString, "CREATE TABLE prepared (value text); INSERT INTO prepared VALUES ('from template')");
    }

    private static async Task<string?> QueryAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(statement, connection);
        return (string?)await command.ExecuteScalarAsync(Token);
    }
}
