using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using Xunit;

namespace OrderPortal.Testing;

/// <summary>
/// A database of a test class's own, with the real migrations: cloned from a template that the test run makes once. Use as a class
/// fixture.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private static readonly SemaphoreSlim TemplateLock = new(1, 1);
    private static string? _template;

    private readonly string _name = $"test_{Guid.NewGuid():N}";

    /// <summary>For what the owner does: migrations, tampering, looking past row-level security (a superuser in tests).</summary>
    public string OwnerConnectionString { get; private set; } = "";

    /// <summary>For everything else: the application's role.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Pool of the application's role, disposed with the database.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public TenantConnections Connections => new(DataSource);

    public async ValueTask InitializeAsync()
    {
        var server = PostgresCluster.Running.Postgres.ConnectionStringFor("postgres");
        await TemplateLock.WaitAsync();
        try
        {
            if (_template is null)
            {
                var name = $"template_{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}_{Guid.NewGuid():N}"[..40];
                await ExecuteAsync(server, $"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0");
                await DatabaseProvisioning.ProvisionAsync(On(server, name));
                _template = name;
            }

            await ExecuteAsync(server, $"CREATE DATABASE {_name} TEMPLATE {_template}");
        }
        finally
        {
            TemplateLock.Release();
        }

        OwnerConnectionString = On(server, _name);
        // The classes share one server's 100 connections: what a finished test leaves idle goes back within seconds, not minutes.
        ConnectionString = new NpgsqlConnectionStringBuilder(await DatabaseProvisioning.ProvisionAsync(OwnerConnectionString))
        {
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 1,
        }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Makes a tenant that nothing else uses.</summary>
    public async Task<TenantId> AddTenantAsync(TenantSettings? settings = null)
    {
        var tenant = TenantId.New();
        settings ??= new TenantSettings { FreeProductCodes = true };
        await using var command = DataSource.CreateCommand(
            """
            INSERT INTO tenants (id, key, name, created_at, free_product_codes, split_settlement, tax_rounding, default_payment_method)
            VALUES ($1, $2, $2, now(), $3, $4, $5, $6)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value.ToString("N") });
        command.Parameters.Add(new NpgsqlParameter { Value = settings.FreeProductCodes });
        command.Parameters.Add(new NpgsqlParameter { Value = settings.SplitSettlement });
        command.Parameters.Add(new NpgsqlParameter { Value = (short)settings.TaxRounding });
        command.Parameters.Add(new NpgsqlParameter { Value = (short)settings.DefaultPaymentMethod });
        await command.ExecuteNonQueryAsync();
        return tenant;
    }

    /// <summary>A context for an operation of the tenant (null: of nobody), with keys that all tests share.</summary>
    public OrderPortalDbContext CreateContext(TenantId? tenant, Actor? actor = null)
    {
        var operation = new OperationContext();
        if (tenant is { } id)
        {
            operation.Begin(id, actor ?? Actor.System);
        }

        return TestKeys.CreateContext(DataSource, operation);
    }

    public async ValueTask DisposeAsync()
    {
        if (DataSource is not null)
        {
            await DataSource.DisposeAsync();
        }

        await ExecuteAsync(PostgresCluster.Running.Postgres.ConnectionStringFor("postgres"), $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    internal static string On(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false }.ConnectionString;

    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
