using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class MendGridTests : PageTests
{
    private readonly List<MendedCell> _set = [];

    [Theory]
    [InlineData("ja", "4行目、数量", "数量：", "取り込めます")]
    [InlineData("en", "Row 4, 数量", "Quantity: ", "Ready")]
    public void Grid_NamesEachCell_AndTiesItToItsProblems(string language, string label, string column, string ready)
    {
        Speak(language);
        var grid = Show();

        var cell = grid.Find("input[aria-invalid=true]");
        Assert.Equal(label, cell.GetAttribute("aria-label"));
        var problem = grid.Find($"#{cell.GetAttribute("aria-describedby")}");
        Assert.StartsWith(column, problem.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("x", problem.TextContent, StringComparison.Ordinal);
        Assert.Contains(ready, grid.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal(["4", "1,005"], grid.FindAll("tbody th").Select(row => row.TextContent));
    }

    [Fact]
    public void Grid_ShowsKeysAndColumnsWithProblems_OrAllOnRequest()
    {
        Speak("ja");

        Assert.Equal(["Excel行", "注文番号", "顧客名", "商品コード", "数量", "問題"], Show().FindAll("thead th").Select(head => head.TextContent));
        Assert.Equal(["Excel行", "注文番号", "顧客名", "商品コード", "数量", "単価", "備考", "列7", "問題"], Show(all: true).FindAll("thead th").Select(head => head.TextContent));
    }

    [Fact]
    public void Grid_TellsWhatWasTyped_AndWhatIsTakenBack()
    {
        Speak("en");
        var grid = Show(all: true);

        grid.Find("input[aria-invalid=true]").Change("3");
        grid.Find(".op-mend__undo").Click();
        grid.Find("textarea").Change("一行\n二行");

        Assert.Equal([new MendedCell(4, 3, "3"), new MendedCell(1005, 1, null), new MendedCell(4, 5, "一行\n二行")], _set);
        Assert.Equal("Restore 佐籐", grid.Find(".op-mend__undo").GetAttribute("aria-label"));
        Assert.Equal("佐藤", grid.Find("td:has(.op-mend__undo) input").GetAttribute("value"));
        Assert.Equal("佐籐", grid.Find("td:has(.op-mend__undo) input").GetAttribute("data-original"));
    }

    private IRenderedComponent<MendGrid> Show(bool all = false) => Render<MendGrid>(parameters => parameters
        .Add(grid => grid.Page, Page())
        .Add(grid => grid.AllColumns, all)
        .Add(grid => grid.OnSet, EventCallback.Factory.Create<MendedCell>(this, _set.Add)));

    private static MendingPage Page()
    {
        string[] heading = ["注文番号", "顧客名", "商品コード", "数量", "単価", "備考"];
        ImportColumn?[] columns = [ImportColumn.OrderNumber, ImportColumn.CustomerName, ImportColumn.ProductCode, ImportColumn.Quantity, ImportColumn.UnitPrice, ImportColumn.Note, null];
        return new MendingPage
        {
            Import = Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300)),
            Heading = new FileRow(1, heading, RowFlaws.None),
            Columns = [.. columns.Select((column, i) => new MendingColumn(i, i < heading.Length ? heading[i] : "", column))],
            Troubled = new HashSet<int> { 1, 3 },
            Next = null,
            Previous = null,
            Known =
            [
                new MendedRow(new FileRow(4, ["K-1", "山田", "A", "x", "100", "一行\n"], RowFlaws.None), null)
                {
                    Problems = [new ImportProblem(4, ImportColumn.Quantity, ProblemCodes.NotANumber, ProblemSeverity.Error, "x", "1", "99999")],
                },
                new MendedRow(new FileRow(1005, ["K-2", "佐籐", "A", "1", "100", ""], RowFlaws.None), new Dictionary<int, string> { [1] = "佐藤" }),
            ],
            Shown = new HashSet<int> { 4, 1005 },
            Elsewhere = new MendingCounts(0, 0, 0, 0),
        };
    }
}

public sealed class MendValuesCardTests : PageTests
{
    private readonly FakeMending _mending = new() { Settings = new TenantSettings() };
    private int _changes;

    public MendValuesCardTests()
    {
        var import = Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300));
        var reader = new FakeOrderFileReader(new FileRow(1, ["注文番号"], RowFlaws.None), []);
        var sources = new MendingSources(new OneImport(import), reader, _mending, _mending);
        Services.AddSingleton<IMendings>(_mending).AddSingleton<IRuleBook>(_mending).AddSingleton<IMendingProducts>(_mending);
        Services.AddSingleton(new MendImport(sources, reader, _mending, _mending, _mending, new RecheckRows(_mending, _mending, TimeProvider.System)));
        _mending.Products.Add(new ProductChoice("P-1", "りんご"));
        _mending.Values = new DistinctValues(
            [new(ImportColumn.ProductCode, ProblemCodes.UnknownProduct, "A-100", 1_314), .. Enumerable.Range(1, 7).Select(i => new DistinctValue(ImportColumn.Quantity, ProblemCodes.NotANumber, $"x{i}", 1))], false);
    }

    [Theory]
    [InlineData("ja", "「A-100」を「P-1」に読み替えます。", "次回も使います")]
    [InlineData("en", "A-100 is read as P-1.", "Kept for next time")]
    public void Card_WhenAValueIsMended_KeepsTheRuleAndSaysSo(string language, string applied, string kept)
    {
        Speak(language);
        var card = Show();
        Assert.Equal("1,314", card.Find("tbody td.op-number").TextContent);

        var input = card.Find("input[list]");
        input.Input("りん");
        Assert.Equal("P-1", card.Find("datalist option").GetAttribute("value"));
        card.Find("input[list]").Input("P-1");
        card.Find("input[type=checkbox]").Change(true);
        card.Find("tbody tr button").Click();

        Assert.Equal(new ValueRule(ImportColumn.ProductCode, "A-100", "P-1"), Assert.Single(_mending.Rules).Rule);
        Assert.Null(_mending.Rules[0].Import);
        Assert.Contains(applied, card.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains(kept, card.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, _changes);

        card.Find("tbody tr button").Click();
        Assert.Empty(_mending.Rules);
        Assert.Equal(2, _changes);
    }

    [Theory]
    [InlineData("ja", "登録")]
    [InlineData("en", "not registered")]
    public void Card_WhenTheNewValueCannotBeUsed_SaysWhyBesideIt(string language, string why)
    {
        Speak(language);
        var card = Show();
        card.Find("input[list]").Input("P-9");
        card.Find("tbody tr button").Click();

        var input = card.Find("input[aria-invalid=true]");
        Assert.Contains(why, card.Find($"#{input.GetAttribute("aria-describedby")}").TextContent, StringComparison.Ordinal);
        Assert.Empty(_mending.Rules);
        Assert.Equal(0, _changes);
    }

    [Fact]
    public void Card_WithManyValues_ShowsTheMostFrequentFirstAndAllOnRequest()
    {
        Speak("ja");
        var card = Show();
        Assert.Equal(3, card.FindAll("tbody tr").Count);

        card.Find(".op-card__foot button").Click();

        Assert.Equal(8, card.FindAll("tbody tr").Count);
        Assert.Empty(card.FindAll(".op-card__foot"));
    }

    private IRenderedComponent<MendValuesCard> Show() => Render<MendValuesCard>(parameters => parameters
        .Add(card => card.Import, Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300)))
        .Add(card => card.OnChanged, () => _changes++)
        .AddCascadingValue(As(Roles.Operator)));
}
