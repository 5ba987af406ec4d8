using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>Imports and profiles backwards, by what changed, and changed only as they were seen.</summary>
public sealed class ImportChangesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imports_OldestFirst_AreAllThere()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.StartAsync(tenant, ImportHost.File([($"O-{i}", "C-1")]));
        }

        // Two of one moment: the id decides, in both directions alike.
        await host.ScalarAsync(tenant, "UPDATE import_batches SET created_at = '2026-01-05T00:00:00Z' WHERE number IN (2, 3)");
        var up = await PagesAsync(host, tenant, new ImportFilter { OldestFirst = true });
        var down = await PagesAsync(host, tenant, new ImportFilter());

        Assert.Equal([1, 4, 5], up[2..]);
        Assert.Equal(Enumerable.Reverse(up), down);
    }

    [Fact]
    public async Task Imports_ThatChanged_ComeInTheSequenceOfTheirChanges_StoppedDryRunsToo()
    {
        await using var host = new ImportHost(database);
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        var dry = await host.StartAsync(tenant, ImportHost.File([("M-1", "C-1")]), new ImportSettings { DryRun = true });
        await host.RunAsync(dry, Cancel);
        var written = await host.ImportAsync(tenant, ImportHost.File([("M-2", "C-1")]));
        await host.ImportAsync(other, ImportHost.File([("M-3", "C-1")]));
        await host.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(dry, ImportRequest.Cancel, Cancel));

        var page = await Imports(host, tenant, queries => queries.ListModifiedAsync(ImportFilter.All, new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 10), Cancel));

        Assert.Equal([(written.Id, ImportStatus.Completed), (dry, ImportStatus.Cancelled)], page.Items.Select(import => (import.Id, import.Status)));
        Assert.Equal(page.Items.Select(import => import.ModifiedSeq).Order(), page.Items.Select(import => import.ModifiedSeq));
        Assert.Equal(written.ModifiedSeq, page.Items[0].ModifiedSeq);
        Assert.DoesNotContain(dry, (await Imports(host, tenant, queries => queries.ListAsync(ImportFilter.All, 10, null, Cancel))).Items.Select(import => import.Id));
        Assert.Equal(written.Id, Assert.Single((await Imports(host, tenant, queries =>
            queries.ListModifiedAsync(new ImportFilter { Status = ImportStatus.Completed }, new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 10), Cancel))).Items).Id);
        Assert.Empty((await Imports(host, tenant, queries => queries.ListModifiedAsync(ImportFilter.All, new ModifiedQuery(DateTimeOffset.UnixEpoch, page.Resume, 10), Cancel))).Items);
    }

    [Fact]
    public async Task Request_OfAnImportThatIsAnotherOneByNow_IsRefused()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        var import = await host.ImportAsync(tenant, ImportHost.File([("S-1", "C-1")]));

        var outdated = await AskAsync(import.ModifiedSeq - 1);
        Assert.Equal(ControlImport.ChangedMeanwhile, outdated!.Value.Error?.Code);
        Assert.Equal(ImportStatus.Completed, (await host.GetAsync(tenant, import.Id)).Status);

        Assert.Equal(ImportStatus.Queued, (await AskAsync(import.ModifiedSeq))!.Value.Value.Status);

        Task<Result<ImportSnapshot>?> AskAsync(long seen) =>
            host.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import.Id, ImportRequest.Undo, seen, Cancel));
    }

    [Fact]
    public async Task Problems_FromTheLastRowToTheFirst_AreTheSame()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        var import = await host.ImportAsync(tenant, ImportHost.Sample(new SampleFile("p.csv", FileEncoding.Utf8, 200, SampleErrors.Some, Kindly: true)).Content);

        var up = await ProblemsAsync(false);
        Assert.NotEmpty(up);
        Assert.Equal(Enumerable.Reverse(up), await ProblemsAsync(true));

        async Task<List<(int, string)>> ProblemsAsync(bool lastFirst)
        {
            var found = new List<(int, string)>();
            string? cursor = null;
            do
            {
                var page = await Imports(host, tenant, queries => queries.ProblemsAsync(import.Id, new ImportProblemFilter(LastFirst: lastFirst), 7, cursor, Cancel));
                found.AddRange(page.Items.Select(problem => (problem.Row, problem.Code)));
                cursor = page.Next;
            }
            while (cursor is not null);

            return found;
        }
    }

    [Fact]
    public async Task Profiles_ThatChanged_ComeInTheSequenceOfTheirChanges_OfTheTenantAlone()
    {
        await using var host = new ImportHost(database);
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        var first = await SaveAsync(host, tenant, "a");
        await SaveAsync(host, tenant, "b");
        await SaveAsync(host, other, "c");
        var renamed = (await Profiles(host, tenant, profiles => profiles.RenameAsync(first.Id, first.Seq, "z", Cancel))).Value!;

        var page = await Profiles(host, tenant, profiles => profiles.ListModifiedAsync(new ModifiedQuery(DateTimeOffset.UnixEpoch, null, 10), Cancel));

        Assert.Equal(["b", "z"], page.Items.Select(profile => profile.Name));
        Assert.True(renamed.Seq > first.Seq);
        Assert.Equal(renamed.Seq, page.Items[1].Seq);
        Assert.Equal(renamed.Seq, (await Profiles(host, tenant, profiles => profiles.GetAsync(first.Id, Cancel)))!.Seq);
    }

    [Fact]
    public async Task Profile_ThatIsAnotherOneByNow_IsNeitherChangedNorDeleted()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        var seen = await SaveAsync(host, tenant, "a");

        var saved = await Task.WhenAll(Enumerable.Range(1, 5).Select(n => Task.Run(() => Profiles(host, tenant, profiles =>
            profiles.SaveAsync(seen.Id, seen.Seq, $"a{n}", ImportMapping.Automatic with { Strict = true }, [], Cancel)), Cancel)));

        Assert.Single(saved, one => one.Error is null);
        Assert.All(saved.Where(one => one.Error is not null), one => Assert.Equal(MappingProfileErrors.ChangedByOther, one.Error!.Code));
        Assert.Equal(MappingProfileErrors.ChangedByOther, (await Profiles(host, tenant, profiles => profiles.RenameAsync(seen.Id, seen.Seq, "x", Cancel))).Error?.Code);
        Assert.Equal(MappingProfileErrors.ChangedByOther, (await Profiles(host, tenant, profiles => profiles.DeleteAsync(seen.Id, seen.Seq, Cancel))).Error?.Code);
        var now = (await Profiles(host, tenant, profiles => profiles.GetAsync(seen.Id, Cancel)))!;
        Assert.True((await Profiles(host, tenant, profiles => profiles.DeleteAsync(seen.Id, now.Seq, Cancel))).Value);
    }

    private static async Task<List<long>> PagesAsync(ImportHost host, TenantId tenant, ImportFilter filter)
    {
        var numbers = new List<long>();
        string? cursor = null;
        do
        {
            var page = await Imports(host, tenant, queries => queries.ListAsync(filter, 1, cursor, Cancel));
            numbers.AddRange(page.Items.Select(import => import.Number));
            cursor = page.Next;
        }
        while (cursor is not null);

        return numbers;
    }

    private static Task<T> Imports<T>(ImportHost host, TenantId tenant, Func<IImportQueries, Task<T>> read) =>
        host.OperateAsync(tenant, services => read(services.GetRequiredService<IImportQueries>()));

    private static Task<T> Profiles<T>(ImportHost host, TenantId tenant, Func<IMappingProfiles, Task<T>> ask) =>
        host.OperateAsync(tenant, services => ask(services.GetRequiredService<IMappingProfiles>()));

    private static async Task<MappingProfile> SaveAsync(ImportHost host, TenantId tenant, string name) =>
        (await Profiles(host, tenant, profiles => profiles.SaveAsync(null, null, name, ImportMapping.Automatic, [], Cancel))).Value!;
}
