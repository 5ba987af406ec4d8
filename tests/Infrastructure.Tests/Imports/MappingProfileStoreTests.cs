using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

public sealed class MappingProfileStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly ImportMapping Everything = new()
    {
        Columns = [new ColumnSource(ImportColumn.OrderNumber, [new HeadingReference("送料", 2), new HeadingReference("番号")], "-")],
        Defaults = new Dictionary<ImportColumn, string> { [ImportColumn.CustomerName] = "髙島 一郎", [ImportColumn.Quantity] = "1" },
        DateOrder = DateOrder.DayFirst,
        TaxIncluded = true,
        UnitTaxRounding = TaxRounding.HalfUp,
        ShortRowsAllowed = true,
        Strict = true,
        Layout = MultiLineLayout.OneRowPerOrder,
        Filter = new RowFilter(new HeadingReference("明細区分(ID)"), ["1", "商品"]),
        Total = new HeadingReference("合計", 2),
        Rules = [new ValueRule(ImportColumn.ProductCode, "A 100", "A-100")],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_ThenRead_GivesBackEverythingThatWasSaid()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);

        var saved = (await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, "自社\"形式", Everything, ["送料", "番号", "送料"], Cancel))).Value!;
        var read = (await AskAsync(host, tenant, profiles => profiles.GetAsync(saved.Id, Cancel)))!;

        Assert.Equal(("自社\"形式", saved.Id.ToString()), (read.Name, read.Mapping.Profile));
        Assert.Equal(["送料", "番号", "送料"], read.Headings);
        Assert.Equal(ImportMappingJson.Write(Everything with { Profile = saved.Id.ToString() }), ImportMappingJson.Write(read.Mapping));
        Assert.Equal(Everything.Filter!.Values, read.Mapping.Filter!.Values);
        Assert.Equal(Everything.Columns[0].Sources, read.Mapping.Columns[0].Sources);
        Assert.Equal((Everything.Total, Everything.UnitTaxRounding, Everything.Rules[0]), (read.Mapping.Total, read.Mapping.UnitTaxRounding, read.Mapping.Rules[0]));
        Assert.Equal("髙島 一郎", read.Mapping.Defaults[ImportColumn.CustomerName]);
    }

    [Fact]
    public async Task Changes_AreSeenByTheTenantAloneAndAudited()
    {
        var (tenant, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = new ImportHost(database);
        var saved = (await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, "b", Everything, [], Cancel))).Value!;
        await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, "a", ImportMapping.Automatic, [], Cancel));

        Assert.Empty(await AskAsync(host, other, profiles => profiles.ListAsync(Cancel)));
        Assert.Null(await AskAsync(host, other, profiles => profiles.GetAsync(saved.Id, Cancel)));
        Assert.Null((await AskAsync(host, other, profiles => profiles.SaveAsync(saved.Id, null, "x", Everything, [], Cancel))).Value);
        Assert.Null((await AskAsync(host, other, profiles => profiles.RenameAsync(saved.Id, null, "x", Cancel))).Value);
        Assert.False((await AskAsync(host, other, profiles => profiles.DeleteAsync(saved.Id, null, Cancel))).Value);
        Assert.Null((await AskAsync(host, other, profiles => profiles.SaveAsync(null, null, "b", Everything, [], Cancel))).Error);

        Assert.Equal(["a", "b"], (await AskAsync(host, tenant, profiles => profiles.ListAsync(Cancel))).Select(profile => profile.Name));
        Assert.Equal(MappingProfileErrors.NameTaken, (await AskAsync(host, tenant, profiles => profiles.RenameAsync(saved.Id, null, "a", Cancel))).Error!.Code);
        Assert.Equal("c", (await AskAsync(host, tenant, profiles => profiles.RenameAsync(saved.Id, null, "c", Cancel))).Value!.Name);
        Assert.True((await AskAsync(host, tenant, profiles => profiles.SaveAsync(saved.Id, null, "c", ImportMapping.Automatic with { Strict = true }, [], Cancel))).Value!.Mapping.Strict);
        Assert.True((await AskAsync(host, tenant, profiles => profiles.DeleteAsync(saved.Id, null, Cancel))).Value);
        Assert.Single(await AskAsync(host, tenant, profiles => profiles.ListAsync(Cancel)));

        var actions = await host.ScalarAsync(tenant, "SELECT string_agg(action, ',' ORDER BY seq) FROM audit_log WHERE action LIKE 'imports.profile%'");
        Assert.Equal("imports.profile_saved,imports.profile_saved,imports.profile_renamed,imports.profile_saved,imports.profile_deleted", actions);
        Assert.Equal(0L, await host.ScalarAsync(tenant, "SELECT count(*) FROM audit_log WHERE coalesce(before::text, '') || coalesce(after::text, '') LIKE '%一郎%'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("　")]
    [InlineData("a\nb")]
    [InlineData("101")]
    public async Task Save_UnderANameThatIsNone_IsRefused(string name)
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);

        var refused = await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, name == "101" ? new string('長', 101) : name, Everything, [], Cancel));

        Assert.Equal((MappingProfileErrors.BadValue, "name"), (refused.Error!.Code, refused.Error.Arguments[0]));
    }

    [Fact]
    public async Task Save_BeyondTheBounds_IsRefused()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var large = ImportMapping.Automatic with { Rules = [.. Enumerable.Range(0, 2_000).Select(i => new ValueRule(ImportColumn.ProductCode, $"old-{i}", $"new-{i}"))] };
        await host.OperateAsync(tenant, async services =>
        {
            var context = services.GetRequiredService<OrderPortalDbContext>();
            context.MappingProfiles.AddRange(Enumerable.Range(0, MappingProfileLimits.PerTenant - 1).Select(i => new MappingProfileRecord { Name = $"p{i}", Mapping = "{}", CreatedByName = "x" }));
            return await context.SaveChangesAsync(Cancel);
        });

        Assert.Equal(MappingProfileErrors.TooLarge, (await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, "large", large, [], Cancel))).Error!.Code);
        Assert.Null((await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, "last", Everything, [], Cancel))).Error);
        Assert.Equal(MappingProfileErrors.TooMany, (await AskAsync(host, tenant, profiles => profiles.SaveAsync(null, null, "one more", Everything, [], Cancel))).Error!.Code);
    }

    [Fact]
    public void Read_OfAMappingFromANewerVersion_PassesOverWhatItDoesNotKnow()
    {
        var mapping = ImportMappingJson.Read("""{"columns":[{"column":"moon_phase","headings":[{"heading":"月"}]},{"column":"quantity","headings":[{"heading":"数","fold":true}]}],"tides":1,"strict":true}""");

        Assert.Equal((ImportColumn.Quantity, new HeadingReference("数")), (Assert.Single(mapping.Columns).Column, mapping.Columns[0].Sources[0]));
        Assert.True(mapping.Strict);
    }

    private static Task<T> AskAsync<T>(ImportHost host, TenantId tenant, Func<IMappingProfiles, Task<T>> question) =>
        host.OperateAsync(tenant, services => question(services.GetRequiredService<IMappingProfiles>()));
}
