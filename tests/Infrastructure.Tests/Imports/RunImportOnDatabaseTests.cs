using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>Imports from the handed-over file to the stored orders, on the real database.</summary>
public sealed class RunImportOnDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>As the demo tenant, for which the samples are made.</summary>
    private static readonly TenantSettings Settings = new() { FreeProductCodes = true, SplitSettlement = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<SampleFile> Samples { get; } = new([.. SampleFile.Standing, SampleFile.ForBench(3_000, SampleErrors.All)]);

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Execute_OfASampleFile_StoresWhatTheFileHolds(SampleFile sample)
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var (content, expected) = ImportHost.Sample(sample);

        var import = await host.ImportAsync(tenant, content);

        Assert.Equal(expected.RejectedOrders > 0 ? ImportStatus.CompletedWithErrors : ImportStatus.Completed, import.Status);
        Assert.Equal((ImportPhase.Finished, true, (long?)expected.Rows), (import.Phase, import.TotalsMatch, import.RowsTotal));
        Assert.Equal(sample.Encoding, import.Encoding);
        Assert.Equal(
            (expected.Orders - expected.RejectedOrders, expected.RejectedOrders, expected.Rows - expected.RejectedRows, expected.RejectedRows),
            (import.Counts.OrdersCreated, import.Counts.OrdersRejected, import.Counts.RowsAccepted, import.Counts.RowsRejected));
        var totals = new StoredTotals(expected.Orders - expected.RejectedOrders, expected.Rows - expected.RejectedRows, expected.AcceptedQuantity, expected.AcceptedAmount);
        Assert.Equal(totals, import.Stored);
        Assert.Equal(totals, await host.StoredAsync(tenant));
        await AssertProblemsAsync(host, tenant, import, expected);
        await AssertAuditAsync(host, tenant, import);
        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM import_queue WHERE tenant_id = current_tenant()"));
        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND pg_table_is_visible(oid)"));
    }

    [Fact]
    public async Task Execute_OfASampleFile_StoresEachValue()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var (content, _) = ImportHost.Sample(SampleFile.Twenty);
        var import = await host.ImportAsync(tenant, content);
        var rows = (await Reading.ReadingTestFiles.ReadAsync(content, FileEncoding.Utf8Bom)).Skip(1).ToList();

        await using var context = database.CreateContext(tenant);
        var orders = await context.Orders.AsNoTracking().Include(order => order.Lines).ToListAsync(Cancel);

        Assert.Equal(rows.Select(row => row.Cells[0]).Distinct().Order(StringComparer.Ordinal), orders.Select(order => order.OrderNumber).Order(StringComparer.Ordinal));
        foreach (var order in orders)
        {
            var own = rows.Where(row => row.Cells[0] == order.OrderNumber).ToList();
            Assert.Equal((own[0].Cells[2], own[0].Cells[3], own[0].Cells[8], own[0].Cells[9]), (order.CustomerCode, order.CustomerName, order.ShippingAddress.City, order.ShippingAddress.Line1));
            Assert.Equal((import.Id, "注文.csv", own[0].Number), (order.Origin!.BatchId, order.Origin.FileName, order.Origin.RowNumber));
            Assert.Equal(SHA256.HashData(content), order.Origin.FileSha256.ToArray());
            Assert.Equal(own.Select(row => (row.Cells[11], row.Number)), order.Lines.OrderBy(line => line.Number).Select(line => (line.ProductCode, line.RowNumber!.Value)));
            Assert.Equal(order.Lines.Sum(line => line.Quantity * line.UnitPrice), order.Totals.Subtotal);
            Assert.Equal(order.Totals.Subtotal, order.Totals.Taxable10 + order.Totals.Taxable8 + order.Totals.Taxable0 - order.Totals.ShippingFee + order.Totals.Discount);
            Assert.Equal(order.Totals.Total, order.Totals.Taxable10 + order.Totals.Tax10 + order.Totals.Taxable8 + order.Totals.Tax8 + order.Totals.Taxable0);
        }

        await AssertFoundByContactAsync(host, tenant, orders);
        Assert.Equal(
            (long)orders.Select(order => order.CustomerCode).Distinct().Count(),
            await host.ScalarAsync(tenant, "SELECT count(DISTINCT o.customer_id) FROM orders o JOIN customers c ON c.id = o.customer_id AND c.code = o.customer_code"));
    }

    [Fact]
    public async Task Execute_OfTheSameOrdersAgain_RejectsEachRow()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var content = ImportHost.File(Enumerable.Range(0, 30).Select(i => ($"D-{i}", "C-1")));
        await host.ImportAsync(tenant, content);

        var again = await host.ImportAsync(tenant, content);

        Assert.Equal((0, 30, true), (again.Counts.OrdersCreated, again.Counts.RowsRejected, again.TotalsMatch));
        Assert.Equal(2, again.Number);
        Assert.Equal(30L, (await host.StoredAsync(tenant)).Orders);
    }

    [Fact]
    public async Task Execute_OfOverlappingFilesAtOnce_StoresEachOrderOnce()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database, chunkOrders: 200);

        // The same numbers and customers, from opposite ends.
        (string, string)[] orders = [.. Enumerable.Range(0, 1_500).Select(i => ($"O-{i:D5}", $"C-{i % 400:D3}"))];
        var imports = new[]
        {
            await host.StartAsync(tenant, ImportHost.File(orders)),
            await host.StartAsync(tenant, ImportHost.File(orders.Reverse())),
            await host.StartAsync(tenant, ImportHost.File(orders.OrderBy(order => order.Item2).Concat([("O-X", "C-X")]))),
        };
        await Task.WhenAll(imports.Select(import => Task.Run(() => host.RunAsync(import, Cancel))));

        var results = await Task.WhenAll(imports.Select(import => host.GetAsync(tenant, import)));
        Assert.All(results, result => Assert.True(result.TotalsMatch));
        Assert.Equal(1_501, results.Sum(result => result.Counts.OrdersCreated));
        Assert.Equal(3_000, results.Sum(result => result.Counts.OrdersRejected));
        Assert.Equal(new StoredTotals(1_501, 1_501, 1_501, 150_100), await host.StoredAsync(tenant));
        Assert.Equal(401L, await host.ScalarAsync(tenant, "SELECT count(*) FROM customers"));
    }

    [Fact]
    public async Task Execute_ByRacingWorkersThatAreStoppedAtRandom_IsExactInTheEnd()
    {
        var random = new Random(20261120);
        await using var host = new ImportHost(database, chunkOrders: 40);
        for (var round = 0; round < 20; round++)
        {
            var tenant = await database.AddTenantAsync(Settings);
            var (content, expected) = ImportHost.Sample(new SampleFile("race.csv", FileEncoding.Cp932, 400, SampleErrors.Some, Kindly: true, Seed: (ulong)round + 1));
            var import = await host.StartAsync(tenant, content);
            for (var kill = 0; kill < 3; kill++)
            {
                using var stop = new CancellationTokenSource(random.Next(1, 120));
                var first = TryRunAsync(host, import, stop.Token);
                await Task.Delay(random.Next(0, 40), Cancel);

                // As when the first one was silent for too long: both believe that it is theirs.
                await host.ScalarAsync(tenant, $"UPDATE import_queue SET lease_until = now() - interval '1 second' WHERE import_id = '{import}'");
                using var other = new CancellationTokenSource(random.Next(1, 120));
                await Task.WhenAll(first, TryRunAsync(host, import, other.Token));
            }

            await host.ScalarAsync(tenant, $"UPDATE import_queue SET lease_until = NULL WHERE import_id = '{import}'");
            await host.RunAsync(import, Cancel);

            var result = await host.GetAsync(tenant, import);
            Assert.Equal(ImportStatus.CompletedWithErrors, result.Status);
            Assert.Equal(
                new StoredTotals(expected.Orders - expected.RejectedOrders, expected.Rows - expected.RejectedRows, expected.AcceptedQuantity, expected.AcceptedAmount),
                await host.StoredAsync(tenant));
            Assert.Equal(
                (expected.RejectedOrders, expected.RejectedRows, expected.Rows), (result.Counts.OrdersRejected, result.Counts.RowsRejected, result.Counts.RowsDone));
            await AssertProblemsAsync(host, tenant, result, expected);
        }
    }

    [Fact]
    public async Task Claim_ThatFailsHalfWay_LeavesTheImportFree()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var import = await host.StartAsync(tenant, ImportHost.File([("H-1", "C-1")]));
        await host.ScalarAsync(tenant, $"DELETE FROM stored_files WHERE id = (SELECT file_id FROM import_batches WHERE id = '{import}')");

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync(import, Cancel));

        Assert.Equal(0, await host.ScalarAsync(tenant, $"SELECT attempt FROM import_queue WHERE import_id = '{import}' AND worker IS NULL"));
    }

    [Fact]
    public async Task Commit_OfAnOrderThatTheDatabaseRefuses_LeavesNothingAndTheConnectionUsable()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var import = await host.StartAsync(tenant, ImportHost.File([("K-1", "C-1")]));
        await host.OperateAsync(tenant, async services =>
        {
            var store = services.GetRequiredService<IImportRunStore>();
            var worker = Guid.NewGuid();
            var run = (await store.ClaimAsync(import, worker, Cancel))!;

            // Half-way through the COPY: a NUL has no place in a text of PostgreSQL.
            await Assert.ThrowsAsync<PostgresException>(() => store.CommitAsync(run, worker, Chunk(store, run, "K-1", "K-2", "K\0", "K-4"), Cancel));
            Assert.Equal(new StoredTotals(0, 0, 0, 0), await host.StoredAsync(tenant));
            Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM customers"));

            // Cancelled in the middle.
            using var stop = new CancellationTokenSource();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.CommitAsync(run, worker, Chunk(store, run, "K-1"), stop.Token));

            // Taken by somebody else: told as such, and the same store goes on.
            await host.ImportAsync(tenant, ImportHost.File([("K-9", "C-1")]));
            await Assert.ThrowsAsync<StoredOrdersChangedException>(() => store.CommitAsync(run, worker, Chunk(store, run, "K-8", "K-9"), Cancel));
            Assert.Equal(["K-9"], (await services.GetRequiredService<IStoredOrders>().FindAsync(["K-8", "K-9"], withValues: false, Cancel)).Keys);
            await store.CommitAsync(run, worker, Chunk(store, run, "K-8"), Cancel);

            Assert.Equal(new StoredTotals(1, 1, 1, 100), await store.AddUpAsync(run, Cancel));
            Assert.Equal(1, (await host.GetAsync(tenant, import)).Counts.OrdersDone);
            return true;
        });

        Assert.Equal(new StoredTotals(2, 2, 2, 200), await host.StoredAsync(tenant));
        await using var connection = await host.DataSource.OpenConnectionAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT current_setting('app.tenant_id', true)", connection);
        Assert.True(await command.ExecuteScalarAsync(Cancel) is null or "" or DBNull);
    }

    private static ImportChunk Chunk(IImportRunStore store, ImportRun run, params string[] numbers)
    {
        Order[] orders = [.. numbers.Select((number, i) => Order.Place(
            run.Tenant,
            new OrderDraft
            {
                OrderNumber = number,
                Customer = new OrderCustomer("C-1", "山田商店", null, null),
                OrderedAt = run.CreatedAt,
                Lines = [new OrderLineDraft("A", "りんご", 1, 100, TaxRate.Reduced, i + 2)],
            },
            OrderSource.Import, TaxRounding.Down, run.CreatedAt, new ImportOrigin(run.Id, run.File.Name, run.File.Sha256, i + 2, null)))];
        return new ImportChunk(orders, store.Prepare(orders), [], [], ImportCheckpoint.Start with { OrdersDone = numbers.Length }, 1);
    }

    private static async Task TryRunAsync(ImportHost host, ImportId import, CancellationToken cancellationToken)
    {
        try
        {
            await host.RunAsync(import, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // "Killed".
        }
    }

    private static async Task AssertProblemsAsync(ImportHost host, TenantId tenant, ImportSnapshot import, SampleExpectation expected)
    {
        var (problems, rejected) = await host.OperateAsync(tenant, async services =>
        {
            var queries = services.GetRequiredService<IImportQueries>();
            var all = new List<ImportProblem>();
            string? cursor = null;
            do
            {
                var page = await queries.ProblemsAsync(import.Id, new ImportProblemFilter(), 1_000, cursor, Cancel);
                all.AddRange(page.Items);
                cursor = page.Next;
            }
            while (cursor is not null);

            var rows = new List<ImportProblem>();
            await foreach (var problem in queries.RejectedAsync(import.Id, Cancel))
            {
                rows.Add(problem);
            }

            return (all, rows);
        });
        Assert.Equal(problems.Select(problem => problem.Row).Order(), problems.Select(problem => problem.Row));
        Assert.All(expected.Planted, planted => Assert.Contains(problems, problem => problem.Row == planted.Row && problem.Code == planted.Code));
        var bad = problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.Row).ToHashSet();
        Assert.Equal(expected.RejectedRows, bad.Count);
        Assert.Equal(problems.Where(problem => bad.Contains(problem.Row)).Select(Say), rejected.Select(Say));
        Assert.Equal(import.Counts.Warnings, problems.Count(problem => problem.Severity == ProblemSeverity.Warning));

        static string Say(ImportProblem problem) => $"{problem.Row} {problem.Column} {problem.Code} {problem.Value} {string.Join('|', problem.Arguments)}";
    }

    private static async Task AssertAuditAsync(ImportHost host, TenantId tenant, ImportSnapshot import)
    {
        Assert.Equal(
            new[] { "imports.finished", "imports.started" },
            ((string[])(await host.ScalarAsync(tenant, $"SELECT array_agg(action ORDER BY action) FROM audit_log WHERE entity_id = '{import.Id}'"))!).Order());
        Assert.Equal(DBNull.Value, await host.ScalarAsync(tenant, "SELECT first_bad_seq FROM verify_audit_chain()"));
    }

    private static async Task AssertFoundByContactAsync(ImportHost host, TenantId tenant, List<Order> orders)
    {
        foreach (var contact in orders.SelectMany(order => new[] { order.CustomerEmail?.ToUpperInvariant(), order.CustomerPhone }).OfType<string>().Distinct())
        {
            var found = await host.OperateAsync(tenant, services => services.GetRequiredService<IOrderQueries>().ListAsync(new OrderFilter { Contact = contact }, 100, null, Cancel));
            Assert.Equal(
                orders.Where(order => string.Equals(order.CustomerEmail, contact, StringComparison.OrdinalIgnoreCase) || order.CustomerPhone == contact).Select(order => order.Id.Value).Order(),
                found.Items.Select(item => item.Id.Value).Order());
        }
    }
}
