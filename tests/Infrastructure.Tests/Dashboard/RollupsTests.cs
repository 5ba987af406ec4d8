using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Dashboard;

public sealed class RollupsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly RollupHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Changes_OfEveryKindInAnySequence_LeaveTheRollupsExact(int seed)
    {
        var random = new Random(seed);
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 200, seed);
        for (var i = 0; i < 60; i++)
        {
            await _host.ChangeAsync(tenant, random);
            if (i % 10 == 9)
            {
                await _host.AssertExactAsync(tenant);
            }
        }

        await _host.Rollups.FoldAsync(tenant, Cancel);
        await _host.AssertExactAsync(tenant);
        Assert.Equal(0L, await PendingAsync(tenant));

        await _host.ExecuteAsync(tenant, "DELETE FROM orders");
        await _host.Rollups.FoldAsync(tenant, Cancel);
        await _host.AssertExactAsync(tenant);
        Assert.Equal(0L, await RowsAsync(tenant));
    }

    [Fact]
    public async Task Writers_SideBySideWithFoldsAndRebuilds_LeaveTheRollupsExact()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 300, 7);
        using var done = new CancellationTokenSource();
        var folding = Task.Run(
            async () =>
            {
                for (var i = 0; !done.IsCancellationRequested; i++)
                {
                    await (i % 4 == 3 ? _host.Rollups.RebuildAsync(tenant, Cancel) : _host.Rollups.FoldAsync(tenant, Cancel));
                }
            },
            Cancel);
        var writing = Enumerable.Range(0, 3).Select(writer => Task.Run(
            async () =>
            {
                var random = new Random(writer);
                for (var i = 0; i < 40; i++)
                {
                    try
                    {
                        await _host.ChangeAsync(tenant, random);
                    }
                    catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
                    {
                        // Two of them lock the same orders in other sequences: nothing is written.
                    }
                }
            },
            Cancel));
        var checking = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await _host.AssertExactAsync(tenant);
                }
            },
            Cancel);
        await Task.WhenAll(writing);
        await done.CancelAsync();
        await Task.WhenAll(folding, checking);

        await _host.AssertExactAsync(tenant);
    }

    [Theory]
    [InlineData("UPDATE order_lines SET amount = amount + 5")]
    [InlineData("UPDATE order_lines SET product_code = 'P-other'")]
    [InlineData("DELETE FROM order_lines WHERE number = 1")]
    [InlineData(
        "INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount) "
        + "SELECT tenant_id, order_id, 9, 'P-9', product_name, 1, 1, 10, 7 FROM order_lines WHERE number = 1")]
    public async Task Order_ChangedWhileItsLinesAre_IsCountedWithTheLinesThatItHas(string lines)
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 20, 1);
        await _host.ExecuteAsync(tenant, "UPDATE orders SET status = 1");
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await using var command = new NpgsqlCommand(lines, connection);
            await command.ExecuteNonQueryAsync(Cancel);
            var cancelling = _host.ExecuteAsync(tenant, "UPDATE orders SET status = 6");
            await _host.BlockedAsync(tenant, cancelling);
            await transaction.CommitAsync(Cancel);
            await cancelling;
        }

        await _host.AssertExactAsync(tenant);
        Assert.Equal(20, await _host.ExecuteAsync(tenant, "UPDATE orders SET status = 1"));
        await _host.AssertExactAsync(tenant);
    }

    [Fact]
    public async Task Lines_OfNewOrders_AreCountedWhileOthersPlaceOrdersBetweenThem()
    {
        var tenant = await database.AddTenantAsync();
        await using (var connection = await database.Connections.OpenAsync(tenant, Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await using var orders = new NpgsqlCommand(RollupHost.InsertOrdersAt(tenant, 1, 3), connection);
            await orders.ExecuteNonQueryAsync(Cancel);
            await using var lines = new NpgsqlCommand(RollupHost.InsertLinesAt(tenant, 1, 3), connection);
            Task<int> writing;
            await using (var holder = await database.Connections.OpenAsync(tenant, Cancel))
            {
                // What is counted cannot be written yet, so the order between the two comes after they were looked for and before they are read.
                await using var holding = await holder.BeginTransactionAsync(Cancel);
                await using var hold = new NpgsqlCommand("LOCK TABLE product_deltas IN SHARE MODE", holder);
                await hold.ExecuteNonQueryAsync(Cancel);
                writing = lines.ExecuteNonQueryAsync(Cancel);
                await _host.BlockedAsync(tenant, writing);
                Assert.False(writing.IsCompleted);
                await _host.ExecuteAsync(tenant, RollupHost.InsertOrdersAt(tenant, 2));
                await holding.CommitAsync(Cancel);
            }

            await writing;
            await transaction.CommitAsync(Cancel);
        }

        await _host.AssertExactAsync(tenant);
        Assert.Equal(2L, await _host.ScalarAsync<long>(tenant, "SELECT sum(quantity)::bigint FROM product_deltas"));
    }

    [Fact]
    public async Task Lines_OfSeveralTenants_InOneStatementOfTheOwner_AreCounted()
    {
        var (one, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using (var owner = new NpgsqlConnection(database.OwnerConnectionString))
        {
            await owner.OpenAsync(Cancel);
            await using var command = new NpgsqlCommand(
                $"BEGIN; {RollupHost.InsertOrdersAt(one, 11)}; {RollupHost.InsertOrdersAt(other, 12)}; {RollupHost.InsertLinesAt(one, 11)} UNION ALL {RollupHost.LinesAt(other, 12)}; COMMIT", owner);
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await _host.AssertExactAsync(one);
        await _host.AssertExactAsync(other);
    }

    [Fact]
    public async Task Charges_PlannedAnsweredAndRefunded_AreCounted()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddSettlementAsync(tenant);
        await _host.ExecuteAsync(
            tenant,
            $"""
            INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, created_at) SELECT '{tenant}', gen_random_uuid(), '{tenant}', 'simulator', 1, 1000, now() FROM generate_series(1, 5);
            """);
        await _host.AssertExactAsync(tenant);
        foreach (var sql in (string[])[
            "UPDATE charges SET status = 2", "UPDATE charges SET attempts = 1", "UPDATE charges SET status = 3 WHERE id < (SELECT max(id::text)::uuid FROM charges)",
            "UPDATE charges SET status = 10, refunded = 400 WHERE id = (SELECT min(id::text)::uuid FROM charges)", "UPDATE charges SET refunded = 500 WHERE status = 10", "DELETE FROM charges WHERE status = 2"])
        {
            await _host.ExecuteAsync(tenant, sql);
            await _host.AssertExactAsync(tenant);
        }

        await _host.Rollups.FoldAsync(tenant, Cancel);
        await _host.AssertExactAsync(tenant);
        Assert.Equal("3:3:3000:0,10:1:1000:500", await _host.ScalarAsync<string>(tenant, "SELECT string_agg(concat_ws(':', status, charges, amount, refunded), ',' ORDER BY status) FROM charge_days"));
    }

    [Fact]
    public async Task Updates_ThatChangeNothingThatIsCounted_WriteNothing()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 20, 1);
        await _host.Rollups.FoldAsync(tenant, Cancel);

        await _host.ExecuteAsync(tenant, "UPDATE orders SET note_encrypted = '\\x01'; UPDATE orders SET ordered_at = ordered_at; UPDATE order_lines SET product_name = 'y'");

        Assert.Equal(0L, await PendingAsync(tenant));
        Assert.Equal(0L, await _host.ScalarAsync<long>(tenant, $"SELECT count(*) FROM rollup_marks WHERE tenant_id = '{tenant}'"));
    }

    [Fact]
    public async Task Statements_ThatNobodyCouldCount_AreRefused()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 3, 1);

        var orphan = await Assert.ThrowsAsync<PostgresException>(() => _host.ExecuteAsync(
            tenant, $"INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount) VALUES ('{tenant}', gen_random_uuid(), 1, 'P', 'x', 1, 1, 10, 1)"));
        var both = await Assert.ThrowsAsync<PostgresException>(() => _host.ExecuteAsync(tenant, "WITH lines AS (DELETE FROM order_lines) DELETE FROM orders"));

        Assert.Equal(("ck_order_lines_have_an_order", "ck_order_lines_have_an_order"), (orphan.ConstraintName, both.ConstraintName));
        await _host.AssertExactAsync(tenant);
    }

    [Theory]
    [InlineData("UPDATE order_days SET amount = amount + 1 WHERE (day, status) = (SELECT day, status FROM order_days LIMIT 1)", "order_days")]
    [InlineData("UPDATE order_source_days SET source = source + 10", "order_source_days")]
    [InlineData("UPDATE product_group_days SET quantity = quantity + 1 WHERE bulk_import_group = 'G-0'", "product_group_days")]
    [InlineData("DELETE FROM order_group_days WHERE day = (SELECT min(day) FROM order_group_days)", "order_group_days")]
    [InlineData("INSERT INTO customer_days SELECT tenant_id, 'nobody', day, status, payment_status, 1, 1 FROM customer_days LIMIT 1", "customer_days")]
    [InlineData("UPDATE customer_weeks SET orders = orders + 1", "customer_weeks")]
    [InlineData("UPDATE product_days SET quantity = quantity - 1, amount = 0", "product_days")]
    [InlineData("DELETE FROM product_weeks", "product_weeks")]
    [InlineData("INSERT INTO charge_days SELECT tenant_id, day, 3, 1, 100, 0 FROM order_days LIMIT 1", "charge_days")]
    [InlineData("INSERT INTO problem_deltas SELECT tenant_id, 1, day, 'required' FROM order_days LIMIT 1", "problem_days")]
    public async Task Check_FindsWhatIsBroken_AndRebuildMendsIt(string sabotage, string table)
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await _host.AddOrdersAsync(tenant, 50, 3);
        await _host.AddOrdersAsync(other, 50, 4);
        await _host.Rollups.FoldAsync(tenant, Cancel);
        await _host.AddOrdersAsync(tenant, 20, 5);

        await _host.ExecuteAsync(tenant, sabotage);
        var fault = Assert.Single(await _host.Rollups.CheckAsync(tenant, Cancel));

        Assert.Equal(table, fault.Table);
        Assert.NotEqual("", fault.Example);
        await _host.AssertExactAsync(other);
        await _host.Rollups.RebuildAsync(tenant, Cancel);
        await _host.AssertExactAsync(tenant);
        Assert.Equal(0L, await PendingAsync(tenant));
        await _host.AssertExactAsync(other);
    }

    [Fact]
    public async Task Marked_NamesTenantsWithDifferences_UntilTheyAreFolded()
    {
        var tenant = await database.AddTenantAsync();
        await _host.AddOrdersAsync(tenant, 5, 1);
        Assert.Contains(tenant, await _host.Rollups.MarkedAsync(Cancel));

        await _host.Rollups.FoldAsync(tenant, Cancel);

        Assert.DoesNotContain(tenant, await _host.Rollups.MarkedAsync(Cancel));
    }

    private Task<long> PendingAsync(TenantId tenant) => _host.ScalarAsync<long>(
        tenant, "SELECT (SELECT count(*) FROM order_deltas) + (SELECT count(*) FROM product_deltas) + (SELECT count(*) FROM charge_deltas) + (SELECT count(*) FROM problem_deltas)");

    private Task<long> RowsAsync(TenantId tenant) => _host.ScalarAsync<long>(
        tenant,
        """
        SELECT (SELECT count(*) FROM order_days) + (SELECT count(*) FROM order_source_days) + (SELECT count(*) FROM order_group_days) + (SELECT count(*) FROM customer_days) + (SELECT count(*) FROM customer_weeks)
            + (SELECT count(*) FROM product_days) + (SELECT count(*) FROM product_weeks) + (SELECT count(*) FROM product_group_days)
        """);
}
