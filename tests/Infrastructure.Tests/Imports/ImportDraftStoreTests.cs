using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>Drafts on the real database, and the way from one to an import.</summary>
public sealed class ImportDraftStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_ThenRead_GivesBackEveryChoice()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var choices = new ImportSettings
        {
            Encoding = FileEncoding.EucJp,
            Delimiter = '\t',
            Sheet = "受注",
            HeadingRow = 3,
            Profile = "eccube4",
            Mapping = new ImportMapping { Columns = [new ColumnSource(ImportColumn.CustomerName, [new HeadingReference("姓"), new HeadingReference("名", 2)], " ")], DateOrder = DateOrder.DayFirst, Strict = true },
            Mode = ImportMode.AllOrNothing,
            Duplicates = DuplicatePolicy.Update,
            Group = "店頭",
            AllowDuplicateFile = true,
        };
        var draft = await BeginAsync(host, tenant, ImportHost.File([("A-1", "C-1")]), choices);
        await host.OperateAsync(tenant, async services =>
        {
            await services.GetRequiredService<IImportDrafts>().SaveAsync(draft with { DryRun = new ImportId(Guid.Parse("01900000-0000-7000-8000-000000000001")) }, Cancel);
            return true;
        });

        var read = (await GetAsync(host, tenant, draft.File.Id))!;

        Assert.Equal(choices with { Mapping = null }, read.Choices with { Mapping = null });
        Assert.Equal(ImportMappingJson.Write(choices.Mapping), ImportMappingJson.Write(read.Choices.Mapping!));
        Assert.Equal((draft.File.Name, draft.File.Bytes, new ImportId(Guid.Parse("01900000-0000-7000-8000-000000000001"))), (read.File.Name, read.File.Bytes, read.DryRun!.Value));
        Assert.Equal(draft.File.Sha256.ToArray(), read.File.Sha256.ToArray());
    }

    [Fact]
    public async Task Drafts_OfAnotherTenant_AreNotThere()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        var draft = await BeginAsync(host, tenant, ImportHost.File([("A-1", "C-1")]));

        Assert.Null(await GetAsync(host, other, draft.File.Id));
        Assert.Empty(await host.OperateAsync(other, services => services.GetRequiredService<IImportDrafts>().ListOwnAsync(Cancel)));
        Assert.Single(await host.OperateAsync(tenant, services => services.GetRequiredService<IImportDrafts>().ListOwnAsync(Cancel)));
    }

    [Fact]
    public async Task DryRun_ThenAnotherChoice_IsCancelledHiddenAndMadeAnew()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var draft = await BeginAsync(host, tenant, ImportHost.File([("A-1", "C-1"), ("A-2", "C-2")]));

        var first = await CheckAsync(host, tenant, draft);
        await host.RunAsync(first.Import!.Id, Cancel);
        Assert.Equal(first.Import.Id, (await CheckAsync(host, tenant, first.Draft)).Import!.Id);
        Assert.Empty(await host.OperateAsync(tenant, services => services.GetRequiredService<IImportDrafts>().ListOwnAsync(Cancel)));

        var changed = await PrepareAsync(host, tenant, prepare => prepare.ChangeAsync(first.Draft, draft.Choices with { Duplicates = DuplicatePolicy.Skip }, Cancel));
        var second = await CheckAsync(host, tenant, changed);
        await host.RunAsync(second.Import!.Id, Cancel);

        Assert.NotEqual(first.Import.Id, second.Import.Id);
        Assert.Equal(ImportStatus.Cancelled, (await host.GetAsync(tenant, first.Import.Id)).Status);
        var listed = await host.OperateAsync(tenant, services => services.GetRequiredService<IImportQueries>().ListAsync(ImportFilter.All, 10, null, Cancel));
        Assert.Equal([second.Import.Id], listed.Items.Select(import => import.Id));

        // Found again by its number, and written.
        var opened = (await PrepareAsync(host, tenant, prepare => prepare.OpenAsync(second.Import.Number, Cancel)))!;
        Assert.Equal((second.Import.Id, DuplicatePolicy.Skip), (opened.DryRun!.Value, opened.Choices.Duplicates));
        var waiting = await host.GetAsync(tenant, second.Import.Id);
        var confirmed = await PrepareAsync(host, tenant, prepare => prepare.ConfirmAsync(opened, ConfirmImport.TokenOf(waiting)!, Cancel));
        Assert.True(confirmed.IsSuccess);
        await host.RunAsync(second.Import.Id, Cancel);
        Assert.Equal(2, (await host.StoredAsync(tenant)).Orders);
        Assert.Null(await GetAsync(host, tenant, draft.File.Id));
        Assert.Null(await PrepareAsync(host, tenant, prepare => prepare.OpenAsync(second.Import.Number, Cancel)));
    }

    [Fact]
    public async Task Confirm_WhenAnOrderChangedSince_AsksForAnotherDryRun()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var file = ImportHost.File([("A-1", "C-1")]);
        var dryRun = await CheckAsync(host, tenant, await BeginAsync(host, tenant, file));
        await host.RunAsync(dryRun.Import!.Id, Cancel);
        await host.ImportAsync(tenant, file);

        var refused = await PrepareAsync(host, tenant, async prepare =>
            await prepare.ConfirmAsync(dryRun.Draft, ConfirmImport.TokenOf(await host.GetAsync(tenant, dryRun.Import.Id))!, Cancel));

        Assert.Equal(ProblemCodes.ConfirmationOutdated, refused.Error!.Code);
        Assert.Null((await GetAsync(host, tenant, dryRun.Draft.File.Id))!.DryRun);
        Assert.Equal(ImportStatus.Cancelled, (await host.GetAsync(tenant, dryRun.Import.Id)).Status);
    }

    [Fact]
    public async Task Check_OfAFileThatWasImported_IsRefusedAndTheFileStays()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var file = ImportHost.File([("A-1", "C-1")]);
        var earlier = await host.ImportAsync(tenant, file);
        var draft = await BeginAsync(host, tenant, file);

        var refused = await CheckAsync(host, tenant, draft);
        Assert.Equal((StartImport.SameFile, earlier.Id), (refused.Refusal!.Error.Code, refused.Refusal.Earlier!.Id));

        var meant = await PrepareAsync(host, tenant, prepare => prepare.ChangeAsync(draft, draft.Choices with { AllowDuplicateFile = true }, Cancel));
        Assert.NotNull((await CheckAsync(host, tenant, meant)).Import);
    }

    [Fact]
    public async Task Discard_WithoutADryRun_RemovesTheFile()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var draft = await BeginAsync(host, tenant, ImportHost.File([("A-1", "C-1")]));

        await PrepareAsync(host, tenant, async prepare =>
        {
            await prepare.DiscardAsync(draft, Cancel);
            return true;
        });

        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM stored_files"));
    }

    [Fact]
    public async Task Preview_OfAnEcCubeFile_ProposesItsProfileAndReadsAsTheImportDoes()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var draft = await BeginAsync(host, tenant, EcCubeFile.Of(("EC-1", 2, 1_000)));

        var (inspection, preview) = await host.OperateAsync(tenant, async services =>
        {
            var previews = services.GetRequiredService<PreviewImport>();
            var found = await previews.InspectAsync(draft, Cancel);
            return (found, await previews.ExecuteAsync(draft, found.Format!, Cancel));
        });

        Assert.Equal(FileEncoding.Cp932, inspection.Format!.Encoding);
        Assert.Equal(("eccube4", true), (preview.Mapping.Profile, preview.IsCertain));
        Assert.Equal(("髙島 一郎", 1_100L, 2), (preview.Rows[0].Read!.CustomerName, preview.Rows[0].Read!.UnitPrice, preview.Rows[0].Read!.Quantity));
        Assert.Null(preview.Rows[1].Read);
    }

    private static Task<T> PrepareAsync<T>(ImportHost host, TenantId tenant, Func<PrepareImport, Task<T>> work) =>
        host.OperateAsync(tenant, services => work(services.GetRequiredService<PrepareImport>()));

    private static Task<CheckedDraft> CheckAsync(ImportHost host, TenantId tenant, ImportDraft draft) => PrepareAsync(host, tenant, prepare => prepare.CheckAsync(draft, Cancel));

    private static Task<ImportDraft?> GetAsync(ImportHost host, TenantId tenant, StoredFileId file) =>
        host.OperateAsync(tenant, services => services.GetRequiredService<IImportDrafts>().GetAsync(file, Cancel));

    private static Task<ImportDraft> BeginAsync(ImportHost host, TenantId tenant, byte[] content, ImportSettings? choices = null) => host.OperateAsync(tenant, async services =>
    {
        using var stream = new MemoryStream(content);
        var file = await services.GetRequiredService<IImportFileStore>().SaveAsync(stream, "注文.csv", long.MaxValue, Cancel);
        return await services.GetRequiredService<PrepareImport>().BeginAsync(file.Value, choices ?? new ImportSettings(), Cancel);
    });
}
