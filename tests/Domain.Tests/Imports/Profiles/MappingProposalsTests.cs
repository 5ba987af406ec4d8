using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;

namespace OrderPortal.Domain.Tests.Imports.Profiles;

public sealed class MappingProposalsTests
{
    public static TheoryData<string, string> Known => new()
    {
        { "eccube4_order", "eccube4" },
        { "eccube4_shipping", "eccube4" },
        { "rakuten_rms_order_107", "rakuten-rms" },
        { "rakuten_rms_order_158", "rakuten-rms" },
        { "nextengine_generic_38", "next-engine" },
        { "nextengine_generic_39_old", "next-engine" },
        { "nextengine_generic_61_invoice", "next-engine" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void For_HeadingsOfAKnownSystem_ProposesItsProfileFirst(string format, string expected)
    {
        var best = MappingProposals.For(ProfileFile.KnownHeadings[format], [])[0];

        Assert.Equal((expected, 1.0, true), (best.ReadyMade!.Key, best.Score, best.IsCertain));
    }

    [Theory]
    [InlineData("canonical-ja")]
    [InlineData("canonical-en")]
    [InlineData("shopify")]
    public void For_HeadingsOfTheProfileItself_ProposesItFirst(string key)
    {
        var best = MappingProposals.For(ReadyMadeProfiles.Find(key)!.Headings, [])[0];

        Assert.Equal((key, true), (best.ReadyMade!.Key, best.IsCertain));
    }

    [Fact]
    public void For_HeadingsReorderedWithGapsAdditionsAndOtherSpelling_StillRecognises()
    {
        string[] lost = ["会員ID", "性別(ID)", "職業(ID)", "お届け希望日", "配達用メモ"];
        var headings = ProfileFile.KnownHeadings["eccube4_order"].Where(heading => !lost.Contains(heading)).Reverse()
            .Select(heading => heading.Replace("(", "（ ", StringComparison.Ordinal).Replace(")", "）", StringComparison.Ordinal)).Append("独自項目").ToList();

        var best = MappingProposals.For(headings, [])[0];

        Assert.Equal(("eccube4", true), (best.ReadyMade!.Key, best.IsCertain));
        Assert.Equal(HeadingRole.Unused, best.Uses.Single(use => use.Heading == "独自項目").Role);
        Assert.Equal(HeadingRole.Filter, best.Uses.Single(use => use.Heading.StartsWith("明細区分（ ID", StringComparison.Ordinal)).Role);
        Assert.Equal(HeadingRole.Total, best.Uses.Single(use => use.Heading == "支払合計").Role);
        Assert.Equal(ImportColumn.CustomerPhone, best.Uses.Single(use => use.Heading == "TEL").Column);
    }

    [Fact]
    public void For_AFormatWithoutItsTotal_RecognisesItAndIsNotCertain()
    {
        var best = MappingProposals.For([.. ProfileFile.KnownHeadings["eccube4_order"].Where(heading => heading != "支払合計")], [])[0];

        Assert.Equal(("eccube4", true, false), (best.ReadyMade!.Key, best.IsRecognised, best.IsCertain));
        Assert.Equal((ProblemCodes.MissingHeading, "支払合計"), (Assert.Single(best.Problems).Code, best.Problems[0].Value));
    }

    [Theory]
    [InlineData("yamato_b2cloud_95")]
    [InlineData("sagawa_ehiden3_74")]
    public void For_HeadingsOfAnotherKindOfFile_IsCertainOfNothing(string format) =>
        Assert.DoesNotContain(MappingProposals.For(ProfileFile.KnownHeadings[format], []), proposal => proposal.IsRecognised);

    [Fact]
    public void For_ARandomFile_IsCertainOfNothing()
    {
        Assert.DoesNotContain(MappingProposals.For(["日付", "気温", "商品名", "メモ", "数量", ""], []), proposal => proposal.IsRecognised);
        Assert.Empty(MappingProposals.For(["a", "b"], []));
        Assert.Empty(MappingProposals.For(["", " "], []));
    }

    [Fact]
    public void For_AFileThatTheVocabularyKnows_HasItAsACandidateWithWhatIsLeftOver()
    {
        var proposal = MappingProposals.For(["受注番号", "お名前", "品番", "数量", "色"], []).Single(one => one.IsVocabulary);

        Assert.Equal(ImportColumn.UnitPrice, Assert.Single(proposal.Problems).Column);
        Assert.Equal("色", Assert.Single(proposal.Uses, use => use.Role == HeadingRole.Unused).Heading);
        Assert.False(proposal.IsCertain);
    }

    [Fact]
    public void For_HeadingsThatTheTenantHasSaved_PutsItsOwnFirst()
    {
        string[] own = ["伝票", "客", "品", "個", "円", "色"];
        var saved = Saved("自社", own, ("伝票", ImportColumn.OrderNumber), ("客", ImportColumn.CustomerName), ("品", ImportColumn.ProductCode), ("個", ImportColumn.Quantity), ("円", ImportColumn.UnitPrice));
        var canonical = Saved("標準", [.. ImportColumns.All.Select(info => info.Japanese)],
            ("注文番号", ImportColumn.OrderNumber), ("顧客名", ImportColumn.CustomerName), ("商品コード", ImportColumn.ProductCode), ("数量", ImportColumn.Quantity), ("単価", ImportColumn.UnitPrice));

        var best = MappingProposals.For(["円", "個", "品", "客", "伝票", "色"], [canonical, saved])[0];
        Assert.Equal(("自社", 1.0, true, saved.Id.ToString()), (best.Saved!.Name, best.Score, best.IsCertain, best.Mapping.Profile));

        Assert.Equal("標準", MappingProposals.For([.. ImportColumns.All.Select(info => info.Japanese)], [saved, canonical])[0].Saved!.Name);
        Assert.Equal("eccube4", MappingProposals.For(ProfileFile.KnownHeadings["eccube4_order"], [saved, canonical])[0].ReadyMade!.Key);
    }

    private static MappingProfile Saved(string name, string[] headings, params (string Heading, ImportColumn Column)[] columns) => new(
        MappingProfileId.New(), name, new ImportMapping { Columns = [.. columns.Select(pair => new ColumnSource(pair.Column, [new HeadingReference(pair.Heading)]))] }, headings)
    {
        CreatedAt = TestFile.ReceivedAt, CreatedBy = "管理者", ModifiedAt = TestFile.ReceivedAt, Seq = 1,
    };
}
