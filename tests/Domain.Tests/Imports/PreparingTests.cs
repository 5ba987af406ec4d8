using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Domain.Tests.Imports;

/// <summary>What a person sees and changes before an import begins.</summary>
public sealed class PreparingTests
{
    private static readonly string[] Headings = ["注文番号", "姓", "名", "商品コード", "数量", "単価（税込）", "送料", "送料"];

    private readonly FakeMappingProfiles _profiles = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Assign_TwoHeadingsToOneColumn_JoinsThem()
    {
        var mapping = MappingChanges.Assign(ImportMapping.Automatic, Headings, 1, ImportColumn.CustomerName);
        mapping = MappingChanges.Assign(mapping, Headings, 2, ImportColumn.CustomerName);
        var map = HeadingMap.Of(mapping, Headings);

        Assert.Equal("山田 花子", map.CellOf(["A-1", "山田", "花子", "P", "1", "1", "", ""], ImportColumn.CustomerName));
        // What the vocabulary had found stays.
        Assert.Equal(0, map.IndexOf(ImportColumn.OrderNumber));

        mapping = MappingChanges.Assign(mapping, Headings, 1, null);
        Assert.Equal(2, HeadingMap.Of(mapping, Headings).IndexOf(ImportColumn.CustomerName));
    }

    [Fact]
    public void Assign_OfAHeadingThatRepeats_TakesThatOne()
    {
        var mapping = MappingChanges.Assign(ImportMapping.Automatic, Headings, 7, ImportColumn.Discount);

        var map = HeadingMap.Of(mapping, Headings);

        Assert.Equal((6, 7), (map.IndexOf(ImportColumn.ShippingFee), map.IndexOf(ImportColumn.Discount)));
    }

    [Fact]
    public void Assign_ToAProfilesMapping_KeepsTheRestAndIsNoLongerTheProfile()
    {
        var headings = ReadyMadeProfiles.EcCube.Headings;
        var note = headings.ToList().IndexOf("ショップ用メモ欄");

        var mapping = MappingChanges.Assign(ReadyMadeProfiles.EcCube.Mapping, headings, note, ImportColumn.Note);

        Assert.Null(mapping.Profile);
        Assert.Equal((ReadyMadeProfiles.EcCube.Mapping.Filter, ReadyMadeProfiles.EcCube.Mapping.UnitTaxRounding), (mapping.Filter, mapping.UnitTaxRounding));
        Assert.Equal(["配達用メモ", "ショップ用メモ欄"], mapping.Columns.Single(source => source.Column == ImportColumn.Note).Sources.Select(source => source.Heading));
    }

    [Fact]
    public async Task Preview_WhenARequiredColumnIsMissing_SaysSoAndReadsNothing()
    {
        var preview = await PreviewAsync(new ImportSettings(), ["注文番号", "顧客名", "商品コード", "数量"], ["A-1", "山田", "P-1", "1"]);

        Assert.Equal((ProblemCodes.MissingHeading, ImportColumn.UnitPrice), (preview.Problems.Single().Code, preview.Problems.Single().Column));
        Assert.Empty(preview.Rows);
        Assert.False(preview.IsCertain);
        Assert.Equal(["A-1"], preview.Headings[0].Examples);
    }

    [Fact]
    public async Task Preview_ReadsRowsAsTheImportDoes()
    {
        var preview = await PreviewAsync(new ImportSettings(), ["注文番号", "顧客名", "商品コード", "数量", "単価", "郵便番号", "社内欄"], ["A-1", "山田", "P-1", "1.5", "￥1,200", "600001", "x"]);

        Assert.True(preview.IsCertain);
        var row = preview.Rows.Single();
        Assert.Equal(1_200, row.Read!.UnitPrice);
        Assert.Equal(ProblemCodes.NotAnInteger, row.Cells.Single(cell => cell.Column == ImportColumn.Quantity).Problems.Single().Code);
        Assert.Equal(("600001", ProblemCodes.Adjusted), (Cell(ImportColumn.PostalCode).Original, Cell(ImportColumn.PostalCode).Problems.Single().Code));
        Assert.Equal(HeadingRole.Unused, preview.Headings[^1].Role);

        PreviewCell Cell(ImportColumn column) => row.Cells.Single(cell => cell.Column == column);
    }

    [Fact]
    public async Task Preview_WithASavedProfile_ProposesItAndSkipsWhatIsNoLine()
    {
        string[] headings = ["伝票", "名称", "品", "個", "円", "区分"];
        var saved = _profiles.Add(
            "自社",
            new ImportMapping
            {
                Columns = [From(ImportColumn.OrderNumber, "伝票"), From(ImportColumn.CustomerName, "名称"), From(ImportColumn.ProductCode, "品"), From(ImportColumn.Quantity, "個"), From(ImportColumn.UnitPrice, "円")],
                Filter = new RowFilter(new HeadingReference("区分"), ["商品"]),
            },
            headings);

        var preview = await PreviewAsync(new ImportSettings(), headings, ["A-1", "山田", "P-1", "1", "100", "商品"], ["A-1", "山田", "P-2", "1", "100", "送料"]);

        Assert.Equal((saved.Id.ToString(), true), (preview.Mapping.Profile, preview.IsCertain));
        Assert.Equal(saved, preview.Proposals[0].Saved);
        Assert.Equal([false, true], preview.Rows.Select(row => row.Read is null));
        Assert.Equal(HeadingRole.Filter, preview.Headings[^1].Role);

        static ColumnSource From(ImportColumn column, string heading) => new(column, [new HeadingReference(heading)]);
    }

    [Fact]
    public async Task Preview_WithAMappingOfOnesOwn_IsReadByThatAndNeverCalledCertain()
    {
        string[] headings = ["注文番号", "顧客名", "商品コード", "数量", "単価", "値段"];
        var mapping = MappingChanges.Assign(MappingChanges.Assign(ImportMapping.Automatic, headings, 4, null), headings, 5, ImportColumn.UnitPrice);

        var preview = await PreviewAsync(new ImportSettings { Mapping = mapping }, headings, ["A-1", "山田", "P-1", "1", "100", "200"]);

        Assert.Equal((200L, false), (preview.Rows.Single().Read!.UnitPrice, preview.IsCertain));
    }

    private async Task<ImportPreview> PreviewAsync(ImportSettings choices, string[] headings, params string[][] rows)
    {
        var reader = new FakeOrderFileReader(new FileRow(1, headings, RowFlaws.None), [.. rows.Select((cells, index) => new FileRow(index + 2, cells, RowFlaws.None))]);
        var previews = new PreviewImport(reader, _profiles, new ChooseMapping(reader, _profiles, new FakeValueRules()), new FakeCatalogs(), new FreeCodes(), TimeProvider.System);
        var draft = new ImportDraft(new StoredFile(StoredFileId.New(), "注文.csv", 10, new byte[32]), choices);
        return await previews.ExecuteAsync(draft, (await previews.InspectAsync(draft, Cancel)).Format!, Cancel);
    }

    private sealed class FreeCodes : ITenantSettings
    {
        public Task<TenantSettings> GetAsync(CancellationToken cancellationToken) => Task.FromResult(new TenantSettings { FreeProductCodes = true });
    }
}
