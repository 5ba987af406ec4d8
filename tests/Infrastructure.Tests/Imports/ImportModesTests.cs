using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>What an import may be told to do with a file, on a real database: try, all or nothing, skip, update, stop, take back.</summary>
public sealed class ImportModesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Head = "注文番号,顧客コード,顧客名,メールアドレス,備考,商品コード,商品名,数量,単価\r\n";

    private static readonly TenantSettings Settings = new() { FreeProductCodes = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DryRun_WritesNothing_AndCountsWhatWouldHappen()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        await RunAsync(host, tenant, "K-1,C-1,山田,,,A,りんご,1,100", "K-2,C-1,山田,,,A,りんご,2,100");

        var dry = await RunAsync(
            host, tenant, new ImportSettings { DryRun = true, Duplicates = DuplicatePolicy.Update },
            "K-1,C-1,山田,,,A,りんご,1,100", "K-2,C-1,山田,,,A,りんご,3,100", "K-3,C-2,佐藤,,,A,りんご,1,100", "K-4,C-2,佐藤,,,A,りんご,x,100");

        Assert.Equal((ImportStatus.AwaitingConfirmation, ImportPhase.Finished), (dry.Status, dry.Phase));
        Assert.NotNull(dry.FinishedAt);
        Assert.Equal((1, 1, 1, 1), (dry.Counts.OrdersCreated, dry.Counts.OrdersUpdated, dry.Counts.OrdersUnchanged, dry.Counts.OrdersRejected));
        Assert.Equal((2, 1, 1), (dry.Counts.RowsAccepted, dry.Counts.RowsSkipped, dry.Counts.RowsRejected));
        Assert.Equal(new StoredTotals(2, 2, 3, 300), await host.StoredAsync(tenant));
        Assert.Equal(1L, await host.ScalarAsync(tenant, "SELECT count(*) FROM customers"));
    }

    [Fact]
    public async Task Confirm_OfADryRun_WritesWhatItShowed()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var dry = await RunAsync(host, tenant, new ImportSettings { DryRun = true }, "K-1,C-1,山田,,,A,りんご,1,100", "K-2,C-1,山田,,,A,りんご,x,100");

        Assert.Equal(ConfirmImport.WrongToken, await ConfirmAsync(host, tenant, dry.Id, "nonsense"));
        Assert.Null((await ConfirmAsync(host, tenant, dry.Id, ConfirmImport.TokenOf(dry)!)));
        await host.RunAsync(dry.Id, Cancel);

        var done = await host.GetAsync(tenant, dry.Id);
        Assert.Equal((ImportStatus.CompletedWithErrors, true, 1, 1), (done.Status, done.TotalsMatch, done.Counts.OrdersCreated, done.Counts.RowsRejected));
        Assert.Equal(1L, await host.ScalarAsync(tenant, $"SELECT count(*) FROM import_problems WHERE batch_id = '{dry.Id}'"));
        Assert.Equal(ImportTransitions.NotInThisStatus, await ConfirmAsync(host, tenant, dry.Id, ConfirmImport.TokenOf(dry)!));
    }

    [Fact]
    public async Task Confirm_WhenAnOrderItTouchesHasChanged_IsRefused_AndByTheWorkerToo()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        await RunAsync(host, tenant, "K-1,C-1,山田,,,A,りんご,1,100");
        var update = new ImportSettings { DryRun = true, Duplicates = DuplicatePolicy.Update };
        var dry = await RunAsync(host, tenant, update, "K-1,C-1,山田,,,A,りんご,2,100", "K-2,C-1,山田,,,A,りんご,1,100");
        var token = ConfirmImport.TokenOf(dry)!;
        await host.ScalarAsync(tenant, "UPDATE orders SET payment_method = 2 WHERE order_number = 'K-1'");

        Assert.Equal(ProblemCodes.ConfirmationOutdated, await ConfirmAsync(host, tenant, dry.Id, token));
        Assert.Equal(ImportStatus.AwaitingConfirmation, (await host.GetAsync(tenant, dry.Id)).Status);

        // Between the confirmation and the worker: a number that was new is taken now.
        var second = await RunAsync(host, tenant, update, "K-1,C-1,山田,,,A,りんご,2,100", "K-3,C-1,山田,,,A,りんご,1,100");
        Assert.Null((await ConfirmAsync(host, tenant, second.Id, ConfirmImport.TokenOf(second)!)));
        await RunAsync(host, tenant, "K-3,C-9,別,,,A,りんご,1,100");
        await host.RunAsync(second.Id, Cancel);
        var failed = await host.GetAsync(tenant, second.Id);
        Assert.Equal((ImportStatus.Failed, ProblemCodes.ConfirmationOutdated), (failed.Status, failed.FailureCode));
        Assert.Equal(2L, await host.ScalarAsync(tenant, "SELECT sum(quantity)::bigint FROM order_lines"));
    }

    [Fact]
    public async Task AllOrNothing_WithOneBadRow_WritesNothingAndSaysEverything()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database, chunkOrders: 2);
        var rows = Enumerable.Range(1, 9).Select(i => $"K-{i},C-{i},山田,,,A,りんご,{(i is 5 or 8 ? "x" : "1")},100").ToArray();

        var import = await RunAsync(host, tenant, new ImportSettings { Mode = ImportMode.AllOrNothing }, rows);

        Assert.Equal((ImportStatus.Failed, ProblemCodes.NothingWritten), (import.Status, import.FailureCode));
        Assert.Equal((0, 2, 7, 2), (import.Counts.RowsAccepted, import.Counts.RowsRejected, import.Counts.RowsSkipped, import.Counts.OrdersRejected));
        Assert.Equal(new StoredTotals(0, 0, 0, 0), await host.StoredAsync(tenant));
        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM customers"));
        Assert.Equal(2L, await host.ScalarAsync(tenant, $"SELECT count(*) FROM import_problems WHERE batch_id = '{import.Id}'"));
    }

    [Fact]
    public async Task AllOrNothing_WithGoodRows_WritesAll_AndCanBeTakenOverInTheMiddle()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database, chunkOrders: 2);
        var rows = Enumerable.Range(1, 9).Select(i => $"K-{i},C-{i},山田,,,A,りんご,1,100").ToArray();
        var import = await StartAsync(host, tenant, new ImportSettings { Mode = ImportMode.AllOrNothing }, rows);

        // A worker that dies within the one transaction leaves nothing.
        await host.OperateAsync(tenant, async services =>
        {
            var store = services.GetRequiredService<IImportRunStore>();
            var run = (await store.ClaimAsync(import, Guid.NewGuid(), Cancel))!;
            return run;
        });
        await host.ScalarAsync(tenant, $"UPDATE import_queue SET lease_until = now() - interval '1 second' WHERE import_id = '{import}'");
        await host.RunAsync(import, Cancel);

        var done = await host.GetAsync(tenant, import);
        Assert.Equal((ImportStatus.Completed, true, 9), (done.Status, done.TotalsMatch, done.Counts.RowsAccepted));
        Assert.Equal(new StoredTotals(9, 9, 9, 900), await host.StoredAsync(tenant));
    }

    [Fact]
    public async Task Skip_LeavesStoredOrdersAsTheyAre()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        await RunAsync(host, tenant, "K-1,C-1,山田,,,A,りんご,1,100");

        var import = await RunAsync(host, tenant, new ImportSettings { Duplicates = DuplicatePolicy.Skip }, "K-1,C-1,山田,,,A,りんご,9,100", "K-2,C-1,山田,,,A,りんご,1,100");

        Assert.Equal((ImportStatus.Completed, true), (import.Status, import.TotalsMatch));
        Assert.Equal((1, 1, 1, 0), (import.Counts.OrdersCreated, import.Counts.OrdersSkipped, import.Counts.RowsSkipped, import.Counts.RowsRejected));
        Assert.Equal(new StoredTotals(2, 2, 2, 200), await host.StoredAsync(tenant));
    }

    [Fact]
    public async Task Update_TellsAbsentBlankAndCleared_Apart()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        await RunAsync(host, tenant, "K-1,C-1,山田,a@example.jp,急ぎ,A,りんご,1,100", "K-2,C-1,山田,b@example.jp,急ぎ,A,りんご,1,100", "K-3,C-1,山田,,,A,りんご,1,100");
        await host.ScalarAsync(tenant, "UPDATE orders SET status = 2 WHERE order_number = 'K-3'");

        // No column 備考 at all; a blank address keeps, the mark takes away; another customer and another quantity.
        var import = await ImportAsync(host, tenant, new ImportSettings { Duplicates = DuplicatePolicy.Update },
            "注文番号,顧客コード,顧客名,メールアドレス,商品コード,数量,単価\r\nK-1,C-2,山田,,A,5,100\r\nK-2,C-1,山田,（消去）,A,1,100\r\nK-3,C-1,山田,,A,2,100\r\n");

        Assert.Equal((ImportStatus.CompletedWithErrors, true), (import.Status, import.TotalsMatch));
        Assert.Equal((2, 1, 2), (import.Counts.OrdersUpdated, import.Counts.OrdersRejected, import.Counts.RowsAccepted));
        var first = await FindAsync(host, tenant, "K-1");
        Assert.Equal(("C-2", "a@example.jp", "急ぎ", "りんご", 5, 550), (first.CustomerCode, first.CustomerEmail, first.Note, first.Lines[0].ProductName, first.Lines[0].Quantity, first.Totals.Total));
        Assert.Equal("C-2", await host.ScalarAsync(tenant, "SELECT c.code FROM orders o JOIN customers c ON c.tenant_id = o.tenant_id AND c.id = o.customer_id WHERE order_number = 'K-1'"));
        var second = await FindAsync(host, tenant, "K-2");
        Assert.Equal((null, "急ぎ"), (second.CustomerEmail, second.Note));
        Assert.Equal(ProblemCodes.OrderNotUpdatable, await host.ScalarAsync(tenant, $"SELECT code FROM import_problems WHERE batch_id = '{import.Id}' AND severity = 1"));
        Assert.Equal(1, (await FindAsync(host, tenant, "K-3")).Lines[0].Quantity);
    }

    [Fact]
    public async Task Undo_TakesBackWhatNobodyTouched_AndListsTheRest()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        await RunAsync(host, tenant, "K-1,C-1,山田,,,A,りんご,1,100", "K-2,C-1,山田,,,A,りんご,1,100");
        var import = await RunAsync(
            host, tenant, new ImportSettings { Duplicates = DuplicatePolicy.Update },
            "K-1,C-1,山田,,,A,りんご,7,100", "K-2,C-1,山田,,,A,りんご,8,100", "K-3,C-1,山田,,,A,りんご,1,100", "K-4,C-1,山田,,,A,りんご,1,100", "K-5,C-1,山田,,,A,りんご,1,100");
        await host.ScalarAsync(tenant, "UPDATE orders SET status = 2 WHERE order_number = 'K-3'");
        await host.ScalarAsync(tenant, "UPDATE orders SET payment_status = 2 WHERE order_number = 'K-2'");

        Assert.Null((await ControlAsync(host, tenant, import.Id, ImportRequest.Undo)));
        await host.RunAsync(import.Id, Cancel);

        var undone = await host.GetAsync(tenant, import.Id);
        Assert.Equal((ImportStatus.Undone, new UndoCounts(2, 1, 2)), (undone.Status, undone.Undo));
        Assert.Equal(1, (await FindAsync(host, tenant, "K-1")).Lines[0].Quantity);
        Assert.Equal(8, (await FindAsync(host, tenant, "K-2")).Lines[0].Quantity);
        Assert.Equal(3, (await host.StoredAsync(tenant)).Orders);
        var kept = await host.OperateAsync(tenant, services => services.GetRequiredService<IImportQueries>().KeptAsync(import.Id, false, 10, null, Cancel));
        Assert.Equal([("K-2", 3, KeptReasons.Paid), ("K-3", 4, KeptReasons.StatusChanged)], kept.Items.Select(order => (order.OrderNumber, order.RowNumber, order.Reason)));
        Assert.Equal(ImportTransitions.NotInThisStatus, await ControlAsync(host, tenant, import.Id, ImportRequest.Undo));

        // The same file again is no repetition: what it brought is gone.
        Assert.Equal(1, (await RunAsync(host, tenant, new ImportSettings { Duplicates = DuplicatePolicy.Skip }, "K-4,C-1,山田,,,A,りんご,1,100")).Counts.OrdersCreated);
    }

    [Fact]
    public async Task Undo_AfterItsTime_IsRefused()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var import = await RunAsync(host, tenant, "K-1,C-1,山田,,,A,りんご,1,100");
        await host.ScalarAsync(tenant, $"UPDATE import_batches SET undo_until = now() - interval '1 second' WHERE id = '{import.Id}'");

        Assert.Equal(ImportTransitions.UndoTooLate, await ControlAsync(host, tenant, import.Id, ImportRequest.Undo));
        Assert.Equal(1, (await host.StoredAsync(tenant)).Orders);
    }

    [Theory]
    [InlineData(ImportRequest.Pause, ImportMode.Partial)]
    [InlineData(ImportRequest.Cancel, ImportMode.Partial)]
    [InlineData(ImportRequest.Pause, ImportMode.AllOrNothing)]
    [InlineData(ImportRequest.Cancel, ImportMode.AllOrNothing)]
    public async Task Stop_InTheMiddle_TakesEffectAtOnce_AndLosesNothing(ImportRequest request, ImportMode mode)
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database, chunkOrders: 1);
        var rows = Enumerable.Range(1, 1_200).Select(i => $"K-{i},C-{i % 7},山田,,,A,りんご,1,100").ToArray();
        var import = await StartAsync(host, tenant, new ImportSettings { Mode = mode }, rows);
        var running = host.RunAsync(import, Cancel);
        await Eventually.HoldsAsync(async () => (await host.GetAsync(tenant, import)).Status == ImportStatus.Running);
        if (mode == ImportMode.Partial)
        {
            await Eventually.HoldsAsync(async () => (await host.GetAsync(tenant, import)).Counts.OrdersDone > 3);
        }

        Assert.Null((await ControlAsync(host, tenant, import, request)));
        await running;

        var stopped = await host.GetAsync(tenant, import);
        Assert.Equal(request == ImportRequest.Pause ? ImportStatus.Paused : ImportStatus.Cancelled, stopped.Status);
        Assert.True(stopped.Counts.OrdersCreated < 1_200);

        // One line of the audit log: whoever asked, not the worker that heard it.
        Assert.Equal(1L, await host.ScalarAsync(tenant, $"SELECT count(*) FROM audit_log WHERE entity_id = '{import}' AND action IN ('imports.paused', 'imports.cancelled')"));
        Assert.Equal(mode == ImportMode.AllOrNothing ? 0 : stopped.Counts.OrdersCreated, (await host.StoredAsync(tenant)).Orders);
        if (request == ImportRequest.Cancel)
        {
            Assert.Equal(stopped.RowsTotal ?? 0, stopped.Counts.RowsDone);
            Assert.Equal(ImportTransitions.NotInThisStatus, await ControlAsync(host, tenant, import, ImportRequest.Resume));
            return;
        }

        Assert.Null((await ControlAsync(host, tenant, import, ImportRequest.Resume)));
        await host.RunAsync(import, Cancel);
        var done = await host.GetAsync(tenant, import);
        Assert.Equal((ImportStatus.Completed, true, 1_200), (done.Status, done.TotalsMatch, done.Counts.OrdersCreated));
        Assert.True(done.Sequence > stopped.Sequence);
    }

    [Fact]
    public async Task Control_OfAnotherTenantsImport_FindsNothing()
    {
        var tenant = await database.AddTenantAsync(Settings);
        await using var host = new ImportHost(database);
        var import = await StartAsync(host, tenant, new ImportSettings(), "K-1,C-1,山田,,,A,りんご,1,100");
        var stranger = await database.AddTenantAsync(Settings);

        var answer = await host.OperateAsync(stranger, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import, ImportRequest.Cancel, Cancel));

        Assert.Null(answer);
        Assert.Equal(ImportStatus.Queued, (await host.GetAsync(tenant, import)).Status);
    }

    private static async Task<string?> ControlAsync(ImportHost host, TenantId tenant, ImportId import, ImportRequest request) =>
        (await host.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import, request, Cancel)))!.Value.Error?.Code;

    private static async Task<string?> ConfirmAsync(ImportHost host, TenantId tenant, ImportId import, string token) =>
        (await host.OperateAsync(tenant, services => services.GetRequiredService<ConfirmImport>().ExecuteAsync(import, token, Cancel)))!.Value.Error?.Code;

    private static async Task<Order> FindAsync(ImportHost host, TenantId tenant, string number) =>
        (await host.OperateAsync(tenant, services => services.GetRequiredService<IOrderQueries>().FindAsync(number, Cancel)))!;

    private static Task<ImportSnapshot> RunAsync(ImportHost host, TenantId tenant, params string[] rows) => RunAsync(host, tenant, new ImportSettings(), rows);

    private static Task<ImportSnapshot> RunAsync(ImportHost host, TenantId tenant, ImportSettings settings, params string[] rows) =>
        ImportAsync(host, tenant, settings, Head + string.Join("\r\n", rows) + "\r\n");

    private static async Task<ImportSnapshot> ImportAsync(ImportHost host, TenantId tenant, ImportSettings settings, string file)
    {
        var import = await host.StartAsync(tenant, Encoding.UTF8.GetBytes(file), settings with { AllowDuplicateFile = true });
        await host.RunAsync(import, Cancel);
        return await host.GetAsync(tenant, import);
    }

    private static Task<ImportId> StartAsync(ImportHost host, TenantId tenant, ImportSettings settings, params string[] rows) =>
        host.StartAsync(tenant, Encoding.UTF8.GetBytes(Head + string.Join("\r\n", rows) + "\r\n"), settings with { AllowDuplicateFile = true });
}
