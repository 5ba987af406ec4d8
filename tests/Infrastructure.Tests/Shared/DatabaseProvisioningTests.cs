using Npgsql;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class DatabaseProvisioningTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly List<string> _databases = [];
    private readonly List<string> _roles = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provision_Twice_FindsNothingToDo()
    {
        var empty = await CreateDatabaseAsync();
        var first = await DatabaseProvisioning.ProvisionAsync(empty, Cancel);
        var tables = await ScalarAsync(empty, "SELECT max(oid::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace");

        Assert.Equal(first, await DatabaseProvisioning.ProvisionAsync(empty, Cancel));
        Assert.Equal(tables, await ScalarAsync(empty, "SELECT max(oid::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task Provision_LeavesTheServerConnections_UnlessThePoolsSizeIsSaid()
    {
        var empty = await CreateDatabaseAsync();

        var usual = new NpgsqlConnectionStringBuilder(await DatabaseProvisioning.ProvisionAsync(empty, Cancel));
        var said = new NpgsqlConnectionStringBuilder(await DatabaseProvisioning.ProvisionAsync(new NpgsqlConnectionStringBuilder(empty) { MaxPoolSize = 100 }.ConnectionString, Cancel));

        Assert.Equal((40, 100), (usual.MaxPoolSize, said.MaxPoolSize));
    }

    [Fact]
    public async Task Provision_BySeveralAtOnce_GivesAllTheSame()
    {
        var empty = await CreateDatabaseAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DatabaseProvisioning.ProvisionAsync(empty, Cancel)));

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Provision_OfSeveralDatabasesAtOnce_LocksNoneOut()
    {
        var databases = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            databases.Add(await CreateDatabaseAsync());
        }

        var applications = await Task.WhenAll(databases.Select(d => DatabaseProvisioning.ProvisionAsync(d, Cancel)));
        await DatabaseProvisioning.ProvisionAsync(databases[0], Cancel);
        foreach (var application in applications.Append(database.ConnectionString))
        {
            Assert.Equal(0L, await ScalarAsync(application, "SELECT count(*) FROM orders"));
        }

        Assert.Equal(3, applications.Select(a => new NpgsqlConnectionStringBuilder(a).Username).Distinct().Count());
    }

    [Fact]
    public async Task Provision_WhenTheRoleWasGivenAnotherPassword_TakesARoleOfItsOwn()
    {
        var empty = await CreateDatabaseAsync();
        var first = new NpgsqlConnectionStringBuilder(await DatabaseProvisioning.ProvisionAsync(empty, Cancel)).Username!;
        await TestDatabaseOwnerAsync(empty, $"ALTER ROLE {first} PASSWORD 'something else'");

        var second = await DatabaseProvisioning.ProvisionAsync(empty, Cancel);
        Assert.NotEqual(first, new NpgsqlConnectionStringBuilder(second).Username);
        Assert.Equal(0L, await ScalarAsync(second, "SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task Provision_ByAnOwnerWhoIsNoSuperuser_Works()
    {
        var empty = await CreateDatabaseAsync(owner: "LOGIN CREATEROLE PASSWORD 'owner-password'");
        var application = await DatabaseProvisioning.ProvisionAsync(empty, Cancel);
        await DatabaseProvisioning.ProvisionAsync(empty, Cancel);

        Assert.Equal(0L, await ScalarAsync(application, "SELECT count(*) FROM orders"));
        await ScalarAsync(application, "SELECT set_config('app.tenant_id', gen_random_uuid()::text, false)");
        await using var source = NpgsqlDataSource.Create(application);
        await using var connection = await new TenantConnections(source).OpenAsync(Domain.Tenancy.TenantId.New(), Cancel);
        await using var command = new NpgsqlCommand("INSERT INTO audit_log (tenant_id, action, result, actor_kind, actor_id, actor_name) SELECT current_tenant(), 'x', 1, 0, gen_random_uuid(), ''", connection);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }

    [Fact]
    public async Task Provision_ByAnOwnerWhoMayNotCreateRoles_SaysWhatToGrant()
    {
        var empty = await CreateDatabaseAsync(owner: "LOGIN PASSWORD 'owner-password'");
        var refused = await Assert.ThrowsAsync<StartException>(() => DatabaseProvisioning.ProvisionAsync(empty, Cancel));

        Assert.Contains("CREATEROLE", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Timeout=3", "cannot be reached")]
    [InlineData("not a connection string", "not a PostgreSQL connection string")]
    public async Task Provision_OfAWrongConnectionString_SaysWhy(string connectionString, string reason)
    {
        var refused = await Assert.ThrowsAsync<StartException>(() => DatabaseProvisioning.ProvisionAsync(connectionString, Cancel));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provision_OfAMissingDatabase_SaysHowToCreateIt()
    {
        var missing = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Database = "not_there" }.ConnectionString;
        var refused = await Assert.ThrowsAsync<StartException>(() => DatabaseProvisioning.ProvisionAsync(missing, Cancel));
        Assert.Contains("CREATE DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provision_Always_MakesTheMonthsAhead()
    {
        var partitions = await ScalarAsync(
            database.OwnerConnectionString, "SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r' AND relname ~ '^(audit_log|import_problems)_[0-9]{6}$'");
        Assert.Equal(8L, partitions);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _databases)
        {
            await TestDatabaseOwnerAsync(database.OwnerConnectionString, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }

        foreach (var role in _roles)
        {
            // Roles that it made depend on nothing any more; itself may still be named as their grantor.
            await TestDatabaseOwnerAsync(database.OwnerConnectionString, $"DROP ROLE IF EXISTS {role}");
        }
    }

    private async Task<string> CreateDatabaseAsync(string? owner = null)
    {
        var name = $"test_{Guid.NewGuid():N}";
        _databases.Add(name);
        var connection = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Database = name };
        if (owner is null)
        {
            await TestDatabaseOwnerAsync(database.OwnerConnectionString, $"CREATE DATABASE {name} TEMPLATE template0");
            return connection.ConnectionString;
        }

        _roles.Add($"{name}_owner");
        await TestDatabaseOwnerAsync(database.OwnerConnectionString, $"CREATE ROLE {name}_owner {owner}");
        await TestDatabaseOwnerAsync(database.OwnerConnectionString, $"CREATE DATABASE {name} OWNER {name}_owner TEMPLATE template0");
        (connection.Username, connection.Password) = ($"{name}_owner", "owner-password");
        return connection.ConnectionString;
    }

    private static async Task TestDatabaseOwnerAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
