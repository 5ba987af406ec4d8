using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>Rejected rows mended cell by cell and value by value, and run as a child, on a real database.</summary>
public sealed class MendingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Head = "注文番号,顧客コード,顧客名,郵便番号,商品コード,商品名,数量,単価,決済方法\r\n";
    private const int Postal = 3;
    private const int Quantity = 6;

    private static readonly TenantSettings Free = new() { FreeProductCodes = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwentyRejectedRows_Mended_AllGoInAsAChild()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        var rows = Enumerable.Range(1, 40).Select(i => $"K-{i},C-{i},山田,150-0001,A,りんご,{(i % 2 == 0 ? "1個半" : "1")},100,").ToArray();
        var parent = await ImportAsync(host, tenant, rows);
        Assert.Equal((ImportStatus.CompletedWithErrors, 20L), (parent.Status, parent.Counts.RowsRejected));

        var page = await LoadAsync(host, tenant, parent.Id);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (i * 2) + 1), page.Rows.Select(row => row.Number));
        foreach (var row in page.Rows.ToList())
        {
            page = await SetAsync(host, tenant, page, row.Number, Quantity, "2");
        }

        Assert.Equal(new MendingCounts(20, 20, 20, 20), page.Counts);
        var child = await RetryAsync(host, tenant, parent.Id);
        Assert.Equal((ImportStatus.Completed, 20L, 20L, true), (child.Status, child.Counts.RowsAccepted, child.Counts.OrdersCreated, child.TotalsMatch));
        Assert.Equal(parent.Id, child.ParentId);
        Assert.Equal(new StoredTotals(40, 40, 60, 6_000), await host.StoredAsync(tenant));
    }

    [Fact]
    public async Task ChildFile_HasExactlyTheRejectedRowsWithTheEdits_AndNamesTheRowsOfTheFirstFile()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        var parent = await ImportAsync(
            host, tenant, "K-1,C-1,山田,150-0001,A,りんご,1,100,", "K-2,C-2,\"=佐藤\",15-01,A,\"り,ん\nご\",1,100,", "K-3,C-3,鈴木,150-0001,A,りんご,x,100,", "K-4,C-4,高橋,150-0001,A,りんご,1,100,");
        var page = await LoadAsync(host, tenant, parent.Id);
        page = await SetAsync(host, tenant, page, 3, Postal, "150-0002");

        // The line break within row 3 is no row of its own.
        Assert.Equal([3, 4], page.Rows.Select(row => row.Number));
        var child = await RetryAsync(host, tenant, parent.Id);
        Assert.Equal((ImportStatus.CompletedWithErrors, 1L, 1L), (child.Status, child.Counts.RowsAccepted, child.Counts.RowsRejected));

        var rows = await RowsOfAsync(host, tenant, child.Id);
        Assert.Equal(
            [["K-2", "C-2", "=佐藤", "150-0002", "A", "り,ん\nご", "1", "100", ""], ["K-3", "C-3", "鈴木", "150-0001", "A", "りんご", "x", "100", ""]],
            rows.Select(row => row.Cells));
        Assert.Equal([3, 4], rows.Select(row => row.SourceNumber));
        var again = Assert.Single((await LoadAsync(host, tenant, child.Id)).Rows);
        Assert.Equal((3, 4, ProblemCodes.NotANumber), (again.Number, again.SourceNumber, Assert.Single(again.Problems).Code));
    }

    [Fact]
    public async Task Edits_AreEncrypted_AndNobodyElses()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        var stranger = await database.AddTenantAsync(Free);
        var parent = await ImportAsync(host, tenant, "K-1,C-1,,150-0001,A,りんご,1,100,");
        var page = await LoadAsync(host, tenant, parent.Id);
        page = await SetAsync(host, tenant, page, 2, 2, "秘密の名前");

        var stored = (byte[])(await host.ScalarAsync(tenant, "SELECT value_encrypted FROM import_edits"))!;
        Assert.DoesNotContain("秘密", Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
        Assert.Equal("秘密の名前", TestKeys.Cipher.Decrypt(stored, FieldContexts.ImportEditValue));
        Assert.Equal(0L, await host.ScalarAsync(stranger, "SELECT count(*) FROM import_edits"));
        Assert.Null(await host.OperateAsync(stranger, services => services.GetRequiredService<MendImport>().LoadAsync(parent.Id, null, 0, Cancel)));
        Assert.Null(await host.OperateAsync(stranger, services => services.GetRequiredService<RetryImport>().ExecuteAsync(parent.Id, Cancel)));
        Assert.Empty(await host.OperateAsync(stranger, services => services.GetRequiredService<IMendings>().EditsAsync(parent.Id, 1, 100, Cancel)));

        // Taken back, there is nothing left of it.
        page = await SetAsync(host, tenant, page, 2, 2, null);
        Assert.Equal(ProblemCodes.Required, Assert.Single(Assert.Single(page.Rows).Problems).Code);
        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM import_edits"));
    }

    [Fact]
    public async Task Load_LooksAtWholeOrders_AndAtStoredNumbers()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        await ImportAsync(host, tenant, "K-9,C-1,山田,150-0001,A,りんご,1,100,");
        var parent = await ImportAsync(
            host, tenant, "K-1,C-1,山田,150-0001,A,りんご,x,100,", "K-2,C-2,佐藤,,A,りんご,1,100,", "K-1,C-1,山田,150-0001,B,みかん,1,100,", "K-9,C-1,山田,150-0001,A,りんご,1,100,");
        var page = await LoadAsync(host, tenant, parent.Id);

        Assert.Equal([(2, ProblemCodes.NotANumber), (4, ProblemCodes.OrderRejected), (5, ProblemCodes.DuplicateExisting)], page.Rows.Select(row => (row.Number, row.Problems.Single().Code)));
        Assert.Equal(new MendingCounts(3, 2, 0, 0), page.Counts);

        page = await SetAsync(host, tenant, page, 2, Quantity, "1");
        Assert.Equal(new MendingCounts(3, 2, 2, 1), page.Counts);
        page = await SetAsync(host, tenant, page, 4, 2, "別人");
        Assert.Equal(ProblemCodes.InconsistentOrder, page.Rows.Single(row => row.Number == 4).Problems.Single().Code);
        Assert.Equal(ProblemCodes.OrderRejected, page.Rows.Single(row => row.Number == 2).Problems.Single().Code);
        page = await SetAsync(host, tenant, page, 5, 0, "K-10");
        Assert.True(page.Rows.Single(row => row.Number == 5).IsMended);
        Assert.Equal([(ProblemCodes.DuplicateExisting, 1L), (ProblemCodes.NotANumber, 1L), (ProblemCodes.OrderRejected, 1L)], (await CodesAsync(host, tenant, parent.Id)).OrderBy(code => code.Code).Select(code => (code.Code, code.Rows)));

        var filtered = await LoadAsync(host, tenant, parent.Id, ProblemCodes.NotANumber);
        Assert.Equal([2], filtered.Rows.Select(row => row.Number));
        Assert.Equal(new MendingCounts(3, 2, 1, 1), filtered.Counts);
    }

    [Fact]
    public async Task Pages_GoThroughAllRejectedRows_ForthAndBack()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        var parent = await ImportAsync(host, tenant, [.. Enumerable.Range(1, 250).Select(i => $"K-{i},C-{i},山田,150-0001,A,りんご,x,100,")]);

        var first = await LoadAsync(host, tenant, parent.Id);
        var second = await LoadAsync(host, tenant, parent.Id, after: first.Next!.Value);
        var third = await LoadAsync(host, tenant, parent.Id, after: second.Next!.Value);

        Assert.Equal(Enumerable.Range(2, 250), first.Rows.Concat(second.Rows).Concat(third.Rows).Select(row => row.Number));
        Assert.Equal((null, 0, first.Next, null), (first.Previous, second.Previous, third.Previous, third.Next));
        Assert.Equal(250, third.Counts!.Rows);
    }

    [Fact]
    public async Task Rule_MendsAllRowsWithTheValue_AndAKeptOneTheNextFileToo()
    {
        var (host, tenant) = await StartAsync(new TenantSettings());
        await using var _ = host;
        await host.ScalarAsync(tenant, $"INSERT INTO products (tenant_id, id, code, name_ja, price, tax_rate, active, created_at, modified_at) VALUES ('{tenant}', '{Guid.NewGuid()}', 'P-1', 'りんご', 100, 10, true, now(), now())");
        string[] Rows(string prefix) => [.. Enumerable.Range(1, 7).Select(i => $"{prefix}-{i},C-{i},山田,150-0001,{(i <= 5 ? "A-100" : "A-200 ")},りんご,1,100,")];
        var parent = await ImportAsync(host, tenant, Rows("K"));
        Assert.Equal(7, parent.Counts.RowsRejected);

        var values = await host.OperateAsync(tenant, services => services.GetRequiredService<IMendings>().ValuesAsync(parent.Id, Cancel));
        Assert.Equal([("A-100", 5L), ("A-200", 2L)], values.Values.Select(value => (value.Value, value.Rows)));
        Assert.Equal(ProblemCodes.UnknownProduct, (await RuleAsync(host, tenant, parent.Id, "A-100", "A-300", isKept: true))!.Problem!.Code);
        Assert.Null(await RuleAsync(host, tenant, parent.Id, "A-100", "P-1", isKept: false));
        Assert.Null(await RuleAsync(host, tenant, parent.Id, "A-100", "P-1", isKept: true));
        Assert.Equal(new MendingCounts(7, 7, 5, 5), (await LoadAsync(host, tenant, parent.Id)).Counts);

        // Beside one that is not kept, and holds for this import alone.
        Assert.Null(await RuleAsync(host, tenant, parent.Id, "A-200", "P-1", isKept: false));
        var child = await RetryAsync(host, tenant, parent.Id);
        Assert.Equal((ImportStatus.Completed, 7L, 7L), (child.Status, child.Counts.RowsAccepted, child.Counts.Warnings));

        var next = await ImportAsync(host, tenant, Rows("L"));
        Assert.Equal((5L, 2L), (next.Counts.RowsAccepted, next.Counts.RowsRejected));
        var kept = Assert.Single(await host.OperateAsync(tenant, services => services.GetRequiredService<IRuleBook>().KeptAsync(Cancel)));
        Assert.Equal(new ValueRule(ImportColumn.ProductCode, "A-100", "P-1"), kept.Rule);

        Assert.True(await host.OperateAsync(tenant, services => services.GetRequiredService<IRuleBook>().RemoveAsync(kept.Id, Cancel)));
        Assert.Equal(7, (await ImportAsync(host, tenant, Rows("M"))).Counts.RowsRejected);
        Assert.Equal(3L, await host.ScalarAsync(tenant, "SELECT count(*) FROM audit_log WHERE action = 'imports.value_rule_set'"));
        Assert.Equal(1L, await host.ScalarAsync(tenant, "SELECT count(*) FROM audit_log WHERE action = 'imports.value_rule_removed'"));
    }

    [Fact]
    public async Task AllOrNothing_WhenMended_TakesTheWholeFile()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        var parent = await ImportAsync(
            host, tenant, new ImportSettings { Mode = ImportMode.AllOrNothing }, "K-1,C-1,山田,150-0001,A,りんご,1,100,", "K-2,C-2,佐藤,150-0001,A,りんご,x,100,", "K-3,C-3,鈴木,150-0001,A,りんご,1,100,");
        Assert.Equal(ProblemCodes.NothingWritten, parent.FailureCode);

        await SetAsync(host, tenant, await LoadAsync(host, tenant, parent.Id), 3, Quantity, "1");
        var child = await RetryAsync(host, tenant, parent.Id);

        Assert.Equal((ImportStatus.Completed, ImportMode.AllOrNothing, 3L), (child.Status, child.Mode, child.Counts.RowsAccepted));
    }

    [Fact]
    public async Task Retry_WhileAChildIsAtWork_OrWithNothingRejected_IsRefused()
    {
        var (host, tenant) = await StartAsync(Free);
        await using var _ = host;
        var parent = await ImportAsync(host, tenant, "K-1,C-1,山田,150-0001,A,りんご,x,100,");
        var good = await ImportAsync(host, tenant, "K-2,C-1,山田,150-0001,A,りんご,1,100,");

        var both = await Task.WhenAll(AskAsync(host, tenant, parent.Id), AskAsync(host, tenant, parent.Id));
        Assert.Single(both, retried => retried!.Started?.Import is not null);
        Assert.Equal(RetryImport.InProgress, Assert.Single(both, retried => retried!.Refusal is not null)!.Refusal!.Code);
        Assert.Equal(RetryImport.InProgress, (await AskAsync(host, tenant, parent.Id))!.Refusal!.Code);
        Assert.Equal(1L, await host.ScalarAsync(tenant, $"SELECT count(*) FROM import_batches WHERE parent_id = '{parent.Id}'"));
        Assert.Equal(ImportTransitions.NotInThisStatus, (await AskAsync(host, tenant, good.Id))!.Refusal!.Code);
    }

    private async Task<(ImportHost Host, TenantId Tenant)> StartAsync(TenantSettings settings) => (new ImportHost(database), await database.AddTenantAsync(settings));

    private static Task<ImportSnapshot> ImportAsync(ImportHost host, TenantId tenant, params string[] rows) => ImportAsync(host, tenant, new ImportSettings(), rows);

    private static async Task<ImportSnapshot> ImportAsync(ImportHost host, TenantId tenant, ImportSettings settings, params string[] rows)
    {
        var import = await host.StartAsync(tenant, Encoding.UTF8.GetBytes(Head + string.Join("\r\n", rows) + "\r\n"), settings with { AllowDuplicateFile = true });
        await host.RunAsync(import, Cancel);
        return await host.GetAsync(tenant, import);
    }

    private static async Task<MendingPage> LoadAsync(ImportHost host, TenantId tenant, ImportId import, string? code = null, int after = 0) =>
        (await host.OperateAsync(tenant, services => services.GetRequiredService<MendImport>().LoadAsync(import, code, after, Cancel)))!.Value.Value;

    private static async Task<MendingPage> SetAsync(ImportHost host, TenantId tenant, MendingPage page, int row, int cell, string? value) =>
        (await host.OperateAsync(tenant, services => services.GetRequiredService<MendImport>().SetCellAsync(page, row, cell, value, Cancel))).Value;

    private static Task<RuleRefusal?> RuleAsync(ImportHost host, TenantId tenant, ImportId import, string value, string replacement, bool isKept) =>
        host.OperateAsync(tenant, services => services.GetRequiredService<MendImport>().SetRuleAsync(import, new ValueRule(ImportColumn.ProductCode, value, replacement), isKept, Cancel));

    private static Task<IReadOnlyList<MendingCode>> CodesAsync(ImportHost host, TenantId tenant, ImportId import) =>
        host.OperateAsync(tenant, services => services.GetRequiredService<IMendings>().CodesAsync(import, Cancel));

    private static Task<RetriedImport?> AskAsync(ImportHost host, TenantId tenant, ImportId import) =>
        host.OperateAsync(tenant, services => services.GetRequiredService<RetryImport>().ExecuteAsync(import, Cancel));

    private static async Task<ImportSnapshot> RetryAsync(ImportHost host, TenantId tenant, ImportId import)
    {
        var child = (await AskAsync(host, tenant, import))!.Started!.Import!.Id;
        await host.RunAsync(child, Cancel);
        return await host.GetAsync(tenant, child);
    }

    private static Task<List<FileRow>> RowsOfAsync(ImportHost host, TenantId tenant, ImportId import) => host.OperateAsync(tenant, async services =>
    {
        var (file, format) = (await services.GetRequiredService<IImportQueries>().FileAsync(import, Cancel))!.Value;
        var rows = new List<FileRow>();
        await foreach (var block in services.GetRequiredService<IOrderFileReader>().ReadAsync(file, format!, null, Cancel))
        {
            rows.AddRange(block);
        }

        return rows;
    });
}
