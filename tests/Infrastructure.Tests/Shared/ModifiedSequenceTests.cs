using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class ModifiedSequenceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Insert = "INSERT INTO products (tenant_id, id, code, name_ja, price, tax_rate, active, created_at) SELECT current_tenant(), gen_random_uuid(), gen_random_uuid(), 'x', 1, 10, true, now()";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SafeNumber_WhileALowerOneIsUncommitted_StaysBelowIt()
    {
        var tenant = await database.AddTenantAsync();
        await using var slow = await database.Connections.OpenAsync(tenant, Cancel);
        await using var fast = await database.Connections.OpenAsync(tenant, Cancel);
        await using var slowTransaction = await slow.BeginTransactionAsync(Cancel);
        var low = await ScalarAsync(slow, Insert + " RETURNING modified_seq");
        var high = await ScalarAsync(fast, Insert + " RETURNING modified_seq");
        Assert.True(high > low);

        var before = await ReadAsync(tenant, 0);
        await slowTransaction.CommitAsync(Cancel);
        var after = await ReadAsync(tenant, before.Safe);

        Assert.True(before.Safe < low, "the reader stops below the number that may still appear");
        Assert.Empty(before.Seen);
        Assert.Equal([low, high], after.Seen);
    }

    [Fact]
    public async Task SafeNumber_WhenTheTransactionUpdatesAgainLater_StillStaysBelow()
    {
        var tenant = await database.AddTenantAsync();
        await using var slow = await database.Connections.OpenAsync(tenant, Cancel);
        await using var fast = await database.Connections.OpenAsync(tenant, Cancel);
        await ScalarAsync(fast, Insert + " RETURNING modified_seq");
        await using var slowTransaction = await slow.BeginTransactionAsync(Cancel);
        var low = await ScalarAsync(slow, "UPDATE products SET price = 2 RETURNING modified_seq");
        await ScalarAsync(fast, Insert + " RETURNING modified_seq");
        await ScalarAsync(slow, "UPDATE products SET price = 3 WHERE price = 2 RETURNING modified_seq");

        Assert.True((await ReadAsync(tenant, 0)).Safe < low);
        await slowTransaction.RollbackAsync(Cancel);
        Assert.Equal(2, (await ReadAsync(tenant, 0)).Seen.Count);
    }

    [Fact]
    public async Task SafeNumber_AfterASavepointTookTheLockAway_IsHeldAgain()
    {
        var tenant = await database.AddTenantAsync();
        await using var slow = await database.Connections.OpenAsync(tenant, Cancel);
        await using var transaction = await slow.BeginTransactionAsync(Cancel);
        await transaction.SaveAsync("s", Cancel);
        await ScalarAsync(slow, Insert + " RETURNING modified_seq");
        await transaction.RollbackAsync("s", Cancel);
        var low = await ScalarAsync(slow, Insert + " RETURNING modified_seq");

        Assert.True((await ReadAsync(tenant, 0)).Safe < low);
    }

    [Fact]
    public async Task Readers_UnderManyWriters_MissAndRepeatNothing()
    {
        var tenant = await database.AddTenantAsync();
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 6).Select(async n =>
        {
            var written = new List<long>();
            for (var i = 0; i < 40; i++)
            {
                await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
                await using var transaction = await connection.BeginTransactionAsync(Cancel);
                written.Add(await ScalarAsync(connection, Insert + " RETURNING modified_seq"));
                await Task.Delay((i * (n + 1)) % 7, Cancel);
                written.Add(await ScalarAsync(connection, Insert + " RETURNING modified_seq"));
                await transaction.CommitAsync(Cancel);
            }

            return written;
        }).ToList();
        var reading = Task.Run(async () =>
        {
            var seen = new List<long>();
            var from = 0L;
            while (true)
            {
                var last = done.IsCancellationRequested;
                var (safe, rows) = await ReadAsync(tenant, from);
                seen.AddRange(rows);
                from = Math.Max(from, safe);
                if (last)
                {
                    return seen;
                }
            }
        }, Cancel);
        var all = (await Task.WhenAll(writers)).SelectMany(w => w).Order().ToList();
        await done.CancelAsync();

        Assert.Equal(all, await reading);
    }

    [Fact]
    public async Task Locks_OfATransactionWithManyStatements_StayFew()
    {
        var tenant = await database.AddTenantAsync();
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        for (var i = 0; i < 50; i++)
        {
            await ScalarAsync(connection, Insert + " RETURNING modified_seq");
        }

        Assert.Equal(1, await ScalarAsync(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"));
    }

    private async Task<(long Safe, List<long> Seen)> ReadAsync(TenantId tenant, long from)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        var safe = await ScalarAsync(connection, "SELECT safe_modified_seq()");
        await using var command = new NpgsqlCommand("SELECT modified_seq FROM products WHERE modified_seq > $1 AND modified_seq <= $2 ORDER BY modified_seq", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = safe });
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var seen = new List<long>();
        while (await reader.ReadAsync(Cancel))
        {
            seen.Add(reader.GetInt64(0));
        }

        return (safe, seen);
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
