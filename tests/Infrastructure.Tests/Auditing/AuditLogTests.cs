using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Auditing;

public sealed class AuditLogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_OfSeveral_ChainsThemWithoutGap()
    {
        var tenant = await database.AddTenantAsync();
        await WriteAsync(tenant, 5);

        await using var context = database.CreateContext(tenant);
        var entries = await context.AuditLog.OrderBy(e => e.Seq).ToListAsync(Cancel);
        Assert.Equal([1, 2, 3, 4, 5], entries.Select(e => e.Seq));
        Assert.Equal(entries.SkipLast(1).Select(e => e.Hash), entries.Skip(1).Select(e => e.PrevHash));
        Assert.Equal((5L, null), await VerifyAsync(tenant));
    }

    [Fact]
    public async Task Write_ByManyAtOnce_NeverForksTheChain()
    {
        var tenant = await database.AddTenantAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(tenant, 10)));
        Assert.Equal((80L, null), await VerifyAsync(tenant));
    }

    [Fact]
    public async Task Write_InATransactionThatRollsBack_LeavesNothing()
    {
        var tenant = await database.AddTenantAsync();
        await using (var context = database.CreateContext(tenant))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
            await Log(tenant, context).WriteAsync(new AuditEntry("test.act"), Cancel);
            await transaction.RollbackAsync(Cancel);
        }

        await WriteAsync(tenant, 1);
        Assert.Equal((1L, null), await VerifyAsync(tenant));
    }

    [Fact]
    public async Task Verify_OfATenantWithoutEntries_Holds() => Assert.Equal((0L, null), await VerifyAsync(await database.AddTenantAsync()));

    [Theory]
    [InlineData("UPDATE audit_log SET action = 'other'")]
    [InlineData("DELETE FROM audit_log")]
    [InlineData("TRUNCATE audit_log")]
    [InlineData("INSERT INTO audit_log (tenant_id, action, result, actor_kind, actor_id, actor_name, seq, prev_hash, hash) SELECT current_tenant(), 'x', 1, 0, gen_random_uuid(), '', 9, '', ''")]
    [InlineData("INSERT INTO audit_log (tenant_id, action, result, actor_kind, actor_id, actor_name, occurred_at) SELECT current_tenant(), 'x', 1, 0, gen_random_uuid(), '', '2020-01-01'")]
    public async Task ApplicationRole_ChangingTheLog_IsRefused(string sql)
    {
        var tenant = await database.AddTenantAsync();
        await WriteAsync(tenant, 1);
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("UPDATE")]
    [InlineData("DELETE")]
    [InlineData("TRUNCATE")]
    [InlineData("TRIGGER")]
    public async Task ApplicationRole_OnTheLog_DoesNotEvenHaveTheRight(string right)
    {
        await using var connection = await database.Connections.OpenGlobalAsync(Cancel);
        await using var command = new NpgsqlCommand($"SELECT has_table_privilege('audit_log', '{right}')", connection);
        Assert.Equal(false, await command.ExecuteScalarAsync(Cancel));
    }

    [Theory]
    [InlineData("UPDATE audit_log SET action = 'other' WHERE seq = 3", 3)]
    [InlineData("UPDATE audit_log SET after = '{\"a\": 2}' WHERE seq = 2", 2)]
    [InlineData("UPDATE audit_log SET occurred_at = occurred_at + interval '1 microsecond' WHERE seq = 4", 4)]
    [InlineData("DELETE FROM audit_log WHERE seq = 3", 4)]
    [InlineData("DELETE FROM audit_log WHERE seq = 1", 2)]
    [InlineData("DELETE FROM audit_log WHERE seq >= 4", 4)]
    [InlineData("DELETE FROM audit_log", 1)]
    [InlineData("UPDATE audit_log SET seq = 9 WHERE seq = 5", 9)]
    [InlineData("DELETE FROM audit_heads", 1)]
    public async Task Verify_AfterTheOwnerTampered_NamesThePlace(string sql, long place)
    {
        var tenant = await database.AddTenantAsync();
        await WriteAsync(tenant, 5);
        await TestDatabaseOwner.ExecuteAsync(database, $"SET session_replication_role = replica; {sql}{(sql.Contains("WHERE", StringComparison.Ordinal) ? " AND" : " WHERE")} tenant_id = '{tenant}'");

        Assert.Equal(place, (await VerifyAsync(tenant)).FirstBad);
    }

    [Fact]
    public async Task Write_WithoutTenant_GoesToThePlatformsChain()
    {
        await using var context = database.CreateContext(null);
        await new AuditLog(context, database.Connections, new OperationContext()).WriteAsync(new AuditEntry("test.act"), Cancel);
        Assert.Null((await VerifyAsync(AuditLog.Platform)).FirstBad);
    }

    private async Task WriteAsync(TenantId tenant, int count)
    {
        await using var context = database.CreateContext(tenant);
        var log = Log(tenant, context);
        for (var i = 0; i < count; i++)
        {
            await log.WriteAsync(new AuditEntry("test.act", "order", Guid.NewGuid(), null, """{"a": 1}"""), Cancel);
        }
    }

    private AuditLog Log(TenantId tenant, Infrastructure.Shared.Persistence.OrderPortalDbContext context)
    {
        var operation = new OperationContext();
        operation.ArriveFrom("trace", "203.0.113.7", "agent");
        operation.Begin(tenant, Actor.System);
        return new AuditLog(context, database.Connections, operation);
    }

    private async Task<(long Entries, long? FirstBad)> VerifyAsync(TenantId tenant)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand("SELECT entries, first_bad_seq FROM verify_audit_chain()", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        await reader.ReadAsync(Cancel);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, Cancel) ? null : reader.GetInt64(1));
    }
}

internal static class TestDatabaseOwner
{
    public static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
