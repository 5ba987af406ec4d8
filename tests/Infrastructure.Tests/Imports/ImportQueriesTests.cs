using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

public sealed class ImportQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_PageByPage_IsCompleteAndNewestFirst()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        for (var i = 0; i < 7; i++)
        {
            await host.StartAsync(tenant, ImportHost.File([($"L-{i}", "C-1")]));
        }

        var numbers = new List<long>();
        string? cursor = null;
        do
        {
            var page = await AskAsync(host, tenant, queries => queries.ListAsync(ImportFilter.All, 3, cursor, Cancel));
            numbers.AddRange(page.Items.Select(import => import.Number));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], numbers);
        Assert.Equal(7, (await AskAsync(host, tenant, queries => queries.ListAsync(ImportFilter.All, 100, "nonsense", Cancel))).Items.Count);
        Assert.Equal(5, (await AskAsync(host, tenant, queries => queries.FindAsync(5, Cancel)))!.Number);
    }

    [Fact]
    public async Task List_Filtered_HasWhatFitsAllConditionsAndNothingElse()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        for (var i = 0; i < 6; i++)
        {
            await host.StartAsync(tenant, ImportHost.File([($"LF-{i}", "C-1")]));
        }

        await host.ScalarAsync(tenant,
            """
            UPDATE import_batches SET created_at = timestamptz '2026-01-05 00:00+09' + (number - 1) * interval '12 hours',
                file_name = CASE number WHEN 1 THEN '受注_100%.csv' WHEN 2 THEN '受注_1000.CSV' WHEN 3 THEN 'a\b_c.csv' ELSE 'orders.csv' END,
                status = CASE number WHEN 4 THEN 5 WHEN 5 THEN 8 WHEN 6 THEN 8 ELSE 1 END, dry_run = number = 6,
                created_by_name = CASE WHEN number < 3 THEN '佐藤 Taro' ELSE '山田' END, order_group = CASE WHEN number = 3 THEN 'G1' END
            """);

        Assert.Equal([5, 4, 3, 2, 1], await NumbersAsync(ImportFilter.All));
        Assert.Equal([4], await NumbersAsync(new ImportFilter { Status = ImportStatus.Completed }));
        Assert.Equal([5], await NumbersAsync(new ImportFilter { Status = ImportStatus.Cancelled }));
        Assert.Equal([2, 1], await NumbersAsync(new ImportFilter { FileName = ".csv", CreatedBy = "taro" }));
        Assert.Equal([1], await NumbersAsync(new ImportFilter { FileName = "100%" }));
        Assert.Equal([3], await NumbersAsync(new ImportFilter { FileName = @"\b_" }));
        Assert.Equal([3], await NumbersAsync(new ImportFilter { Group = "G1" }));
        var noon = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.FromHours(9));
        Assert.Equal([3, 2], await NumbersAsync(new ImportFilter { CreatedFrom = noon, CreatedBefore = noon.AddHours(24) }));
        Assert.Empty((await AskAsync(host, other, queries => queries.ListAsync(new ImportFilter { FileName = "csv" }, 10, null, Cancel))).Items);

        async Task<IEnumerable<long>> NumbersAsync(ImportFilter filter) =>
            (await AskAsync(host, tenant, queries => queries.ListAsync(filter, 10, null, Cancel))).Items.Select(import => import.Number);
    }

    [Fact]
    public async Task Trail_OfAnImport_HasItsOwnLinesNewestFirst_AndNoneForAnotherTenant()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        var import = await host.ImportAsync(tenant, ImportHost.File([("T-1", "C-1")]));
        await host.ImportAsync(tenant, ImportHost.File([("T-2", "C-1")]));
        await host.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import.Id, ImportRequest.Undo, Cancel));
        await host.RunAsync(import.Id, Cancel);

        var lines = await TrailAsync(tenant, 10);

        Assert.Equal([AuditActions.ImportUndone, AuditActions.ImportUndoRequested, AuditActions.ImportFinished, AuditActions.ImportStarted], lines.Select(line => line.Action));
        Assert.Contains("Completed", lines[2].After, StringComparison.Ordinal);
        Assert.Equal(lines.Select(line => line.Number).OrderDescending(), lines.Select(line => line.Number));
        Assert.Equal(lines[..2].Select(line => line.Number), (await TrailAsync(tenant, 2)).Select(line => line.Number));
        Assert.Empty(await TrailAsync(other, 10));

        async Task<List<AuditEvent>> TrailAsync(TenantId of, int limit) =>
            [.. await host.OperateAsync(of, services => services.GetRequiredService<IAuditTrail>().OfAsync("import", import.Id.Value, limit, Cancel))];
    }

    [Fact]
    public async Task Problems_FilteredAndPaged_AreThoseOfTheSummaries()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var import = await host.ImportAsync(tenant, ImportHost.Sample(new SampleFile("p.csv", FileEncoding.Utf8, 800, SampleErrors.Some, Kindly: true)).Content);
        var all = await AllAsync(host, tenant, import.Id, null, null);

        var summaries = await AskAsync(host, tenant, queries => queries.SummariseAsync(import.Id, Cancel));

        Assert.Equal(all.Count, summaries.Sum(summary => summary.Count));
        Assert.Equal(summaries.Select(summary => (summary.Severity, -summary.Count)).Order(), summaries.Select(summary => (summary.Severity, -summary.Count)));
        foreach (var summary in summaries)
        {
            var own = all.Where(problem => problem.Code == summary.Code && problem.Severity == summary.Severity).ToList();
            Assert.Equal(own.Count, summary.Count);
            Assert.Equal(own.Select(problem => problem.Row).Distinct().Take(3), summary.FirstRows);
            Assert.Equal(own.Select(Say), (await AllAsync(host, tenant, import.Id, summary.Code, summary.Severity)).Select(Say));
        }

        Assert.Equal(all.Where(problem => problem.Severity == ProblemSeverity.Warning).Select(Say), (await AllAsync(host, tenant, import.Id, null, ProblemSeverity.Warning)).Select(Say));
    }

    [Fact]
    public async Task Queries_OfAnotherTenant_FindNothing()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        var import = await host.ImportAsync(tenant, ImportHost.Sample(new SampleFile("t.csv", FileEncoding.Utf8, 100, SampleErrors.All, Kindly: false)).Content);

        Assert.NotEmpty(await AllAsync(host, tenant, import.Id, null, null));
        Assert.Empty(await AllAsync(host, other, import.Id, null, null));
        Assert.Empty(await AskAsync(host, other, queries => queries.SummariseAsync(import.Id, Cancel)));
        Assert.Empty((await AskAsync(host, other, queries => queries.ListAsync(ImportFilter.All, 10, null, Cancel))).Items);
        Assert.Null(await AskAsync(host, other, queries => queries.GetAsync(import.Id, Cancel)));
        Assert.Null(await AskAsync(host, other, queries => queries.FindAsync(import.Number, Cancel)));
        Assert.Null(await AskAsync(host, other, queries => queries.FileAsync(import.Id, Cancel)));
        Assert.NotNull(await AskAsync(host, tenant, queries => queries.FileAsync(import.Id, Cancel)));
    }

    [Fact]
    public async Task FindSameFile_FindsTheTenantsOwnUnlessItFailed()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        var import = await host.ImportAsync(tenant, ImportHost.File([("F-1", "C-1")]));

        Assert.Equal(import.Id, (await SameAsync(tenant))?.Id);
        Assert.Null(await SameAsync(other));
        await host.ScalarAsync(tenant, "UPDATE import_batches SET status = 7");
        Assert.Null(await SameAsync(tenant));

        Task<ImportSnapshot?> SameAsync(TenantId of) =>
            host.OperateAsync(of, services => services.GetRequiredService<IImportRepository>().FindSameFileAsync(import.Sha256, Cancel));
    }

    private static string Say(ImportProblem problem) => $"{problem.Row} {problem.Column} {problem.Code} {problem.Value} {string.Join('|', problem.Arguments)}";

    private static Task<T> AskAsync<T>(ImportHost host, TenantId tenant, Func<IImportQueries, Task<T>> ask) =>
        host.OperateAsync(tenant, services => ask(services.GetRequiredService<IImportQueries>()));

    private static async Task<List<ImportProblem>> AllAsync(ImportHost host, TenantId tenant, ImportId import, string? code, ProblemSeverity? severity)
    {
        var all = new List<ImportProblem>();
        string? cursor = null;
        do
        {
            var page = await AskAsync(host, tenant, queries => queries.ProblemsAsync(import, new ImportProblemFilter(code, severity), 7, cursor, Cancel));
            Assert.InRange(page.Items.Count, 0, 7);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return all;
    }
}
