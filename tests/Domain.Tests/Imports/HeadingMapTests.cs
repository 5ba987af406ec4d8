using OrderPortal.Domain.Imports;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class ImportColumnsTests
{
    [Fact]
    public void All_HasEveryColumnInTheOrderOfItsNumber() =>
        Assert.Equal(Enum.GetValues<ImportColumn>(), ImportColumns.All.Select(info => info.Column));

    [Fact]
    public void Find_KnowsEveryHeadingOfEveryColumn()
    {
        foreach (var info in ImportColumns.All)
        {
            Assert.All([info.Name, info.Japanese, info.English, .. info.Synonyms], heading => Assert.Equal(info.Column, ImportColumns.Find(heading)));
            Assert.Equal(info.Column, ImportColumns.Parse(info.Name));
        }
    }

    [Theory]
    [InlineData("\uFEFF注文番号", ImportColumn.OrderNumber)]
    [InlineData(" 注文　No． ", ImportColumn.OrderNumber)]
    [InlineData("受注番号", ImportColumn.OrderNumber)]
    [InlineData("Order_Number", ImportColumn.OrderNumber)]
    [InlineData("注文番号（必須）", ImportColumn.OrderNumber)]
    [InlineData("注文番号*", ImportColumn.OrderNumber)]
    [InlineData("〒", ImportColumn.PostalCode)]
    [InlineData("お届け先郵便番号", ImportColumn.PostalCode)]
    [InlineData("配送先_郵便番号", ImportColumn.PostalCode)]
    [InlineData("ＴＥＬ", ImportColumn.CustomerPhone)]
    [InlineData("e-mail", ImportColumn.CustomerEmail)]
    [InlineData("ﾒｰﾙ", ImportColumn.CustomerEmail)]
    [InlineData("住所１", ImportColumn.AddressLine1)]
    [InlineData("送り先住所", ImportColumn.AddressLine1)]
    [InlineData("品番", ImportColumn.ProductCode)]
    [InlineData("SKU", ImportColumn.ProductCode)]
    [InlineData("個数", ImportColumn.Quantity)]
    [InlineData("税抜単価", ImportColumn.UnitPrice)]
    [InlineData("消費税率（%）", ImportColumn.TaxRate)]
    [InlineData("Shipping", ImportColumn.ShippingFee)]
    public void Find_WhateverCaseWidthAndPunctuation(string heading, ImportColumn expected) => Assert.Equal(expected, ImportColumns.Find(heading));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Name")]
    [InlineData("税込単価")]
    [InlineData("注文ID")]
    [InlineData("金額")]
    [InlineData("お名前(姓)")]
    [InlineData("Shipping Name")]
    public void Find_WhenTheMeaningDependsOnTheFile_IsNull(string heading) => Assert.Null(ImportColumns.Find(heading));
}

public sealed class HeadingMapTests
{
    [Fact]
    public void Match_TellsPlacesAndWhatIsLeftOver()
    {
        var map = HeadingMap.Match(["\uFEFF受注番号", "メモ2", "お名前", "品番", "数量", "単価", "", " "]);

        Assert.Empty(map.Problems);
        Assert.Equal(0, map.IndexOf(ImportColumn.OrderNumber));
        Assert.Equal(5, map.IndexOf(ImportColumn.UnitPrice));
        Assert.Equal(-1, map.IndexOf(ImportColumn.City));
        Assert.Equal(new UnmappedHeading(1, "メモ2"), Assert.Single(map.Unmapped));
        Assert.Equal(6, map.FieldCount);
    }

    [Fact]
    public void Match_WhenRequiredHeadingsAreMissing_NamesEach()
    {
        var map = HeadingMap.Match(["注文番号", "商品名"], headingRow: 3, provided: ColumnSet.Of(ImportColumn.Quantity));

        Assert.All(map.Problems, problem => Assert.Equal((3, ProblemCodes.MissingHeading), (problem.Row, problem.Code)));
        Assert.Equal(
            [ImportColumn.CustomerName, ImportColumn.ProductCode, ImportColumn.UnitPrice],
            map.Problems.Select(problem => problem.Column!.Value));
    }

    [Fact]
    public void Match_WhenTwoHeadingsFeedOneColumn_NamesBothPlaces()
    {
        var headings = Enumerable.Repeat("", 27).ToArray();
        (headings[0], headings[1], headings[2], headings[3], headings[4], headings[5], headings[26]) = ("注文番号", "顧客名", "商品コード", "数量", "単価", "送料", "送料");

        var problem = Assert.Single(HeadingMap.Match(headings).Problems);

        Assert.Equal((ProblemCodes.DuplicateHeading, ImportColumn.ShippingFee, "送料"), (problem.Code, problem.Column, problem.Value));
        Assert.Equal(["F", "AA"], problem.Arguments);
    }

    [Fact]
    public void From_TakesTheOccurrenceAndJoinsSources()
    {
        ColumnSource[] columns =
            [
                new(ImportColumn.OrderNumber, [new("注文番号")]),
                new(ImportColumn.CustomerName, [new("お名前(姓)"), new("お名前(名)")], " "),
                new(ImportColumn.ProductCode, [new("商品コード")]),
                new(ImportColumn.Quantity, [new("個数")]),
                new(ImportColumn.UnitPrice, [new("価格")]),
                new(ImportColumn.ShippingFee, [new("送料", 2)]),
            ];
        var map = HeadingMap.Of(new ImportMapping { Columns = columns }, ["注文番号", "お名前(姓)", "お名前(名)", "送料", "商品コード", "個数", "価格", "送料"]);
        string[] cells = ["1", "髙島 ", "一郎", "100", "A", "1", "500", "200"];

        Assert.Empty(map.Problems);
        Assert.Equal("200", map.CellOf(cells, ImportColumn.ShippingFee));
        Assert.Equal("髙島 一郎", map.CellOf(cells, ImportColumn.CustomerName));
        Assert.Equal("一郎", map.CellOf(["1", "", "一郎"], ImportColumn.CustomerName));
        Assert.Equal(new UnmappedHeading(3, "送料"), Assert.Single(map.Unmapped));
    }
}
