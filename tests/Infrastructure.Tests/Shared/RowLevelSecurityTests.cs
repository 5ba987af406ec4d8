using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

/// <summary>The tables are found in the catalogue, so that one that a migration forgets to protect fails here.</summary>
public sealed class RowLevelSecurityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Asked before a tenant is known; see README.md in Infrastructure/Shared/Persistence.</summary>
    private static readonly string[] GlobalTables = ["api_client_directory", "data_protection_keys", "gateway_messages", "import_queue", "import_stops", "job_runs", "modification_marks", "postal_codes", "roles", "rollup_marks", "sign_in_directory", "tenants", "work_queue", "workers", "__EFMigrationsHistory"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_WithoutRowLevelSecurity_AreTheKnownGlobalOnes()
    {
        var open = await OwnerListAsync(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)");

        Assert.Equal(GlobalTables.Order(), open.Order());
    }

    [Fact]
    public async Task Tables_WithTenant_HaveOnePolicyWithTheTenantRule()
    {
        var wrong = await OwnerListAsync(
            """
            SELECT c.relname FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relforcerowsecurity
            GROUP BY c.oid, c.relname
            HAVING count(p.oid) <> 1 OR min(p.polcmd::text) <> '*'
                OR min(pg_get_expr(p.polqual, c.oid)) NOT LIKE '(tenant_id = ( SELECT % current_tenant%' OR min(pg_get_expr(p.polwithcheck, c.oid)) NOT LIKE '(tenant_id = ( SELECT % current_tenant%'
            """);

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Keys_OfTenantTables_BeginWithTheTenant()
    {
        var wrong = await OwnerListAsync(
            """
            SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity AND (i.indisunique OR i.indisprimary)
              AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'tenant_id')
            """);

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Rows_OfAnotherTenant_AreInvisibleAndUnwritableInEveryTable()
    {
        var mine = await database.AddTenantAsync();
        var foreign = await database.AddTenantAsync();
        var tables = await OwnerListAsync(
            """
            SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
              AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
            """);
        tables = [.. tables.Except(GlobalTables)];
        Assert.Contains("orders", tables);
        foreach (var table in tables)
        {
            await PlantAsync(table, foreign);
            Assert.True(await CountAsync(foreign, table) > 0, $"{table}: its own tenant sees the row");
            Assert.Equal(0, await CountAsync(mine, table));
            Assert.Equal(0, await CountAsync(null, table));
            await AssertUnwritableAsync(table, mine, foreign);
            Assert.True(await CountAsync(foreign, table) > 0, $"{table}: the row is still there");
        }
    }

    [Fact]
    public async Task Partitions_AskedDirectly_AreRefused()
    {
        await using var connection = await database.Connections.OpenAsync(await database.AddTenantAsync(), Cancel);
        var partitions = await OwnerListAsync("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relispartition AND relkind = 'r'");
        Assert.True(partitions.Count >= 8);
        foreach (var partition in partitions)
        {
            await AssertDeniedAsync(connection, $"SELECT * FROM {partition}");
        }
    }

    [Theory]
    [InlineData("SELECT * FROM private.application_role")]
    [InlineData("SET ROLE postgres")]
    [InlineData("SET SESSION AUTHORIZATION postgres")]
    [InlineData("ALTER TABLE orders DISABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY")]
    [InlineData("DROP POLICY tenant ON orders")]
    [InlineData("CREATE TABLE public.mine (id int)")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("ALTER ROLE CURRENT_USER BYPASSRLS")]
    [InlineData("TRUNCATE orders")]
    [InlineData("CREATE OR REPLACE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'")]
    [InlineData("UPDATE roles SET name = 'x'")]
    [InlineData("UPDATE audit_heads SET seq = 0")]
    public async Task ApplicationRole_TryingToReachBeyondItsRights_IsRefused(string sql)
    {
        await using var connection = await database.Connections.OpenAsync(await database.AddTenantAsync(), Cancel);
        await AssertDeniedAsync(connection, sql);
    }

    [Fact]
    public async Task RowSecurityOff_IsAnErrorNotAWayAround()
    {
        await using var connection = await database.Connections.OpenAsync(await database.AddTenantAsync(), Cancel);
        await ExecuteAsync(connection, "SET row_security = off");
        await AssertDeniedAsync(connection, "SELECT * FROM orders");
    }

    [Fact]
    public async Task Pool_WhenAConnectionComesBack_ForgetsItsTenant()
    {
        await using var one = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1 }.ConnectionString).Build();
        var connections = new Infrastructure.Shared.Persistence.TenantConnections(one);
        await (await connections.OpenAsync(TenantId.New(), Cancel)).DisposeAsync();

        await using var next = await connections.OpenGlobalAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT current_tenant()", next);
        Assert.Equal(DBNull.Value, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task TemporaryTables_ForBulkWriting_MayBeMade()
    {
        await using var connection = await database.Connections.OpenAsync(await database.AddTenantAsync(), Cancel);
        await ExecuteAsync(connection, "CREATE TEMP TABLE staging (LIKE orders)");
    }

    private async Task AssertUnwritableAsync(string table, TenantId mine, TenantId foreign)
    {
        await using var connection = await database.Connections.OpenAsync(mine, Cancel);
        foreach (var sql in new[] { $"UPDATE {table} SET tenant_id = '{mine}' WHERE tenant_id = '{foreign}'", $"DELETE FROM {table} WHERE tenant_id = '{foreign}'" })
        {
            try
            {
                Assert.Equal(0, await ExecuteAsync(connection, sql));
            }
            catch (PostgresException exception)
            {
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
            }
        }

        // A copy of the foreign row, given to the application as a temporary table, with a new key: only the policy stands in its way.
        var columns = await OwnerListAsync($"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('seq', 'prev_hash', 'hash', 'occurred_at', 'number')");
        await using var owner = new NpgsqlConnection(database.OwnerConnectionString);
        await owner.OpenAsync(Cancel);
        await ExecuteAsync(owner, $"DROP TABLE IF EXISTS public.planted; CREATE TABLE public.planted AS SELECT * FROM {table} WHERE tenant_id = '{foreign}'; GRANT SELECT ON public.planted TO PUBLIC");
        var list = string.Join(", ", columns);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, $"INSERT INTO {table} ({list}) SELECT {list} FROM public.planted"));
        await ExecuteAsync(owner, "DROP TABLE public.planted");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>As the superuser and without checks of foreign keys: one row made of the smallest value of every type.</summary>
    private async Task PlantAsync(string table, TenantId tenant)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await ExecuteAsync(connection, $"SET session_replication_role = replica; SET app.tenant_id = '{tenant}'");
        await using var read = new NpgsqlCommand(
            $"""
            SELECT string_agg(quote_ident(attname), ', '), string_agg(CASE
                WHEN attname = 'tenant_id' THEN quote_literal('{tenant}')
                WHEN attname = 'amount' THEN '100'
                WHEN attname IN ('file_sha256', 'request_hash') THEN 'decode(repeat(''00'', 32), ''hex'')'
                WHEN typname = 'uuid' THEN 'gen_random_uuid()'
                WHEN typname = 'bytea' THEN '''\x00'''
                WHEN typname IN ('int2', 'int4', 'int8') THEN CASE WHEN attname = 'tax_rate' THEN '10' ELSE '1' END
                WHEN typname = 'bool' THEN 'true'
                WHEN typname = 'timestamptz' THEN 'now()'
                WHEN typname = 'date' THEN 'current_date'
                WHEN typname = 'jsonb' THEN '''{"{}"}'''
                WHEN typname = '_text' THEN '''{"{}"}'''
                ELSE '''x''' END, ', ')
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND (attnotnull OR attname IN ('tenant_id', 'day'))
            """,
            connection);
        string columns, values;
        await using (var reader = await read.ExecuteReaderAsync(Cancel))
        {
            await reader.ReadAsync(Cancel);
            (columns, values) = (reader.GetString(0), reader.GetString(1));
        }

        await ExecuteAsync(connection, $"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING");
    }

    private async Task<long> CountAsync(TenantId? tenant, string table)
    {
        await using var connection = tenant is { } id ? await database.Connections.OpenAsync(id, Cancel) : await database.Connections.OpenGlobalAsync(Cancel);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task AssertDeniedAsync(NpgsqlConnection connection, string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, sql));
        Assert.Contains(refused.SqlState, new[] { PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.InvalidParameterValue });
    }

    private async Task<List<string>> OwnerListAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var result = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            result.Add(reader.GetString(0));
        }

        return result;
    }
}
