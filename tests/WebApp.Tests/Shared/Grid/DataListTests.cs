using System.Data.Common;
using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Tests.Shared.Grid;

public sealed class DataListTests : ComponentTests
{
    private static readonly Row[] Two = [new("A", "田中", 12), new("B", "佐藤", 7)];

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void FirstColumn_OfARow_IsItsHeadingAndTheLinkToItsPage()
    {
        Speak("ja");

        var list = Show("/things", Two);

        Assert.Equal(["/things/A", "/things/B"], list.FindAll("tbody th[scope=row] a").Select(link => link.GetAttribute("href")));
        Assert.Equal(["名前", "顧客", "数"], list.FindAll("thead th").Select(heading => heading.TextContent.Trim('▲', '▼', '↕', ' ', '\n')));
        Assert.Equal("ja", list.Find("tbody td").GetAttribute("lang"));
        Assert.Contains("op-number", list.FindAll("tbody td")[1].ClassName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/things?q=x&after=here", null, "sort=name", "sort=-count", null)]
    [InlineData("/things?q=x&after=here&sort=-count", "-count", "sort=name", "sort=count", "descending")]
    [InlineData("/things?q=x&after=here&sort=count", "count", "sort=name", "sort=-count", "ascending")]
    public void Headings_ThatSort_TurnTheirOwnSequenceAndKeepTheConditions(string address, string? sorted, string name, string count, string? direction)
    {
        Speak("en");

        var list = Show(address, Two, sorted: sorted);

        var links = list.FindAll("th a.op-sort").Select(link => link.GetAttribute("href")!).ToList();
        Assert.EndsWith(name, links[0], StringComparison.Ordinal);
        Assert.EndsWith(count, links[1], StringComparison.Ordinal);
        Assert.All(links, link => Assert.True(link.Contains("q=x", StringComparison.Ordinal) && !link.Contains("after=", StringComparison.Ordinal)));
        Assert.Equal(direction, list.FindAll("th[aria-sort]").SingleOrDefault()?.GetAttribute("aria-sort"));
    }

    [Fact]
    public void Choice_OfTheSequence_IsThereForScreensWithoutHeadings()
    {
        Speak("ja");
        var list = Show("/things", Two, sorted: "name");

        Assert.Equal(["名前（昇順）", "名前（降順）", "数（昇順）", "数（降順）"], list.FindAll(".op-list__sort option").Select(option => option.TextContent));
        list.Find(".op-list__sort select").Change("-count");

        Assert.EndsWith("/things?sort=-count", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_AsTheReaderKeepsThem_AreShownFromTheFirstDrawingOn()
    {
        Speak("en");
        Services.GetRequiredService<ListLooks>().Begin("others!n!count|things!c!note.gone");

        var list = Show("/things", Two);

        Assert.Equal(["名前", "備考"], list.FindAll("thead th").Select(heading => heading.TextContent.Trim('▲', '▼', '↕', ' ', '\n')));
        Assert.Contains("op-table--compact", list.Find("table").ClassName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/things?columns=count", "名前 数")]
    [InlineData("/things?columns=none", "名前")]
    public void Columns_OfTheAddress_AreStrongerThanThoseOfTheReader(string address, string headings)
    {
        Speak("en");
        Services.GetRequiredService<ListLooks>().Begin("things!n!note");

        Assert.Equal(headings, string.Join(' ', Show(address, Two).FindAll("thead th").Select(heading => heading.TextContent.Trim('▲', '▼', '↕', ' ', '\n'))));
    }

    [Fact]
    public void Column_WhenTicked_IsShownAndKeptAndLeavesTheAddress()
    {
        Speak("ja");
        var list = Show("/things?columns=count&q=x", Two);

        list.Find(".op-list__view input[value=note]").Change(true);

        Assert.EndsWith("/things?q=x", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("things!n!count.note", Services.GetRequiredService<ListLooks>().ToString());
        Assert.Equal(["名前", "数", "備考"], list.FindAll("thead th").Select(heading => heading.TextContent.Trim('▲', '▼', '↕', ' ', '\n')));
        Assert.Equal(["op-lists", "things!n!count.note"], JSInterop.Invocations.Single(call => call.Identifier == "remember").Arguments);
    }

    [Theory]
    [InlineData("A", true, "true")]
    [InlineData("A,B", false, null)]
    public void BoxOfTheHeading_IsMixedWhereSomeAreSelected(string selected, bool mixed, string? all)
    {
        Speak("en");

        var list = Show("/things", Two, selected: selected);

        Assert.Equal(mixed ? 1 : 0, JSInterop.Invocations.Count(call => call.Identifier == "mix" && Equals(call.Arguments[1], true)));
        Assert.Equal(mixed, !list.Find("thead input").HasAttribute("checked"));
        Assert.Equal(selected.Split(',').Length, list.FindAll("tr[aria-selected=true]").Count);
        Assert.Equal("things-A", list.Find("tbody input").GetAttribute("aria-labelledby"));
        Assert.Equal("A", list.Find("#things-A").TextContent);
        Assert.True(all is null || mixed);
    }

    [Fact]
    public void BoxOfTheHeading_WhenPressed_TurnsThoseThatAreNotYetSo()
    {
        Speak("en");
        IReadOnlyList<Row>? toggled = null;
        var list = Show("/things", Two, selected: "A", onToggle: rows => toggled = rows);

        list.Find("thead input").Change(true);

        Assert.Equal(["B"], toggled!.Select(row => row.Name));
    }

    [Theory]
    [InlineData("ja", "該当なし", "別の条件を試してください。")]
    [InlineData("en", "該当なし", "Try other conditions.")]
    public void NoHits_OfANarrowedList_KeepTheFiltersAndHaveNoTable(string language, string title, string body)
    {
        Speak(language);

        var list = Show("/things?q=x", [], narrowed: true);

        Assert.Contains(title, list.Find(".op-empty").TextContent, StringComparison.Ordinal);
        Assert.Contains(body, list.Find(".op-empty").TextContent, StringComparison.Ordinal);
        Assert.NotNull(list.Find("#filters"));
        Assert.Empty(list.FindAll("table, #first-use, .op-pager"));
    }

    [Fact]
    public void FirstUse_OfAListWithoutRows_TakesThePlaceOfAll()
    {
        Speak("ja");

        var list = Show("/things", []);

        Assert.NotNull(list.Find("#first-use"));
        Assert.Empty(list.FindAll("table, #filters, .op-list__bar"));
    }

    [Theory]
    [InlineData("ja", "一覧を読み込めませんでした。", "再読み込み")]
    [InlineData("en", "The list could not be loaded.", "Reload")]
    public async Task Failure_OfTheDatabase_IsSaidAndNeverShownAsNoRows(string language, string title, string retry)
    {
        Speak(language);
        var load = new ListLoad();
        await load.RunAsync<int>(() => throw new InvalidOperationException("outer", new Lost()), _ => { });
        var retried = false;

        var list = Show("/things", [], load: load, onRetry: () => retried = true);

        Assert.Contains(title, list.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(list.FindAll("table, #first-use, .op-count"));
        Assert.NotNull(list.Find("#filters"));
        var button = list.Find(".op-empty button");
        Assert.Equal(retry, button.TextContent.Trim());
        await button.ClickAsync(new());
        Assert.True(retried);
    }

    [Fact]
    public void Rows_ThatAreNotThereYet_AreSaidToBeLoading()
    {
        Speak("ja");

        var list = Show("/things", null);

        Assert.Equal("true", list.Find("section").GetAttribute("aria-busy"));
        Assert.Equal("読み込み中", list.Find("[role=status]").TextContent);
        Assert.Empty(list.FindAll("table, .op-empty"));
    }

    [Fact]
    public void Entry_OnAPhone_HasItsStatusAndFactsByClass()
    {
        Speak("ja");

        var cells = Show("/things", Two).FindAll("tbody tr:first-child td");

        Assert.Contains("op-list__status", cells[0].ClassName, StringComparison.Ordinal);
        Assert.Contains("op-list__fact", cells[1].ClassName, StringComparison.Ordinal);
        Assert.Equal("数", cells[1].GetAttribute("data-label"));
    }

    [Fact]
    public void Pager_AfterTurningPages_LeadsBackPageByPage()
    {
        Speak("ja");
        var list = Show("/things", Two, next: "p2");
        Assert.EndsWith("/things?after=p2", list.Find("a[rel=next]").GetAttribute("href"), StringComparison.Ordinal);

        Turn(list, "p2", "p3");
        Assert.EndsWith("/things", list.Find("a[rel=prev]").GetAttribute("href"), StringComparison.Ordinal);
        Turn(list, "p3", null);

        Assert.EndsWith("/things?after=p2", list.Find("a[rel=prev]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(list.FindAll("a[rel=next]"));
    }

    [Fact]
    public void Pager_OfALinkToTheMiddle_LeadsToTheBeginning()
    {
        Speak("en");

        var list = Show("/things?q=x&after=p7", Two, after: "p7");

        Assert.EndsWith("/things?q=x", list.Find("a[rel=first]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(list.FindAll("a[rel=prev]"));
    }

    [Fact]
    public void SizesAndForms_KeepTheConditions()
    {
        Speak("ja");

        var list = Show("/things?q=x&after=p2&size=25", Two, after: "p2");

        Assert.Equal(["/things?q=x&size=25", "/things?q=x", "/things?q=x&size=100"], list.FindAll(".op-list__sizes a").Select(link => new Uri(link.GetAttribute("href")!).PathAndQuery));
        Assert.Equal("25件", list.Find(".op-list__sizes [aria-current]").TextContent);
        Assert.Equal(
            ["/things/export?q=x&format=csv&encoding=utf-8&lang=ja", "/things/export?q=x&format=csv&encoding=cp932&lang=ja", "/things/export?q=x&format=xlsx&lang=ja"],
            list.FindAll("a[download]").Select(link => link.GetAttribute("href")));
    }

    private void Turn(IRenderedComponent<DataList<Row>> list, string after, string? next)
    {
        Navigation.NavigateTo($"/things?after={after}");
        list.Render(parameters => parameters.Add(one => one.After, after).Add(one => one.Next, next));
    }

    private IRenderedComponent<DataList<Row>> Show(
        string address, IReadOnlyList<Row>? rows, string? sorted = null, string? selected = null, Action<IReadOnlyList<Row>>? onToggle = null, bool narrowed = false,
        ListLoad? load = null, Action? onRetry = null, string? after = null, string? next = null)
    {
        Navigation.NavigateTo(address);
        return Render<DataList<Row>>(parameters => parameters
            .Add(list => list.Name, "things").Add(list => list.Label, "物").Add(list => list.Rows, rows).Add(list => list.KeyOf, row => row.Name).Add(list => list.HrefOf, row => $"/things/{row.Name}")
            .Add(list => list.Columns, Columns).Add(list => list.SortedBy, sorted).Add(list => list.IsNarrowed, narrowed).Add(list => list.NoHits, "該当なし")
            .Add(list => list.FirstUse, "<p id=\"first-use\"></p>").Add(list => list.Filters, "<p id=\"filters\"></p>").Add(list => list.PageSize, 25).Add(list => list.ExportHref, "/things/export?q=x")
            .Add(list => list.Load, load).Add(list => list.OnRetry, () => onRetry?.Invoke()).Add(list => list.After, after).Add(list => list.Next, next)
            .Add(list => list.MaySelect, selected is not null).Add(list => list.IsSelected, row => selected?.Split(',').Contains(row.Name) == true)
            .Add(list => list.OnToggle, toggled => onToggle?.Invoke(toggled)));
    }

    private static void Columns(RenderTreeBuilder builder)
    {
        Column(builder, "name", "名前", row => row.Name, ("Sort", "name"));
        Column(builder, "customer", "顧客", row => row.Customer, ("Lang", "ja"), ("Phone", PhonePlace.Status));
        Column(builder, "count", "数", row => row.Count.ToString(CultureInfo.InvariantCulture), ("Sort", "count"), ("DescendingFirst", true), ("IsNumber", true), ("Phone", PhonePlace.Fact), ("IsNamedOnPhone", true));
        Column(builder, "note", "備考", _ => "", ("IsExtra", true));
    }

    private static void Column(RenderTreeBuilder builder, string key, string heading, Func<Row, string> text, params (string Name, object Value)[] others)
    {
        builder.OpenComponent<ListColumn<Row>>(0);
        builder.AddComponentParameter(1, "Key", key);
        builder.AddComponentParameter(1, "Heading", heading);
        builder.AddComponentParameter(1, "ChildContent", (RenderFragment<Row>)(row => cell => cell.AddContent(0, text(row))));
        foreach (var (name, value) in others)
        {
            builder.AddComponentParameter(2, name, value);
        }

        builder.CloseComponent();
    }

    private sealed record Row(string Name, string Customer, int Count);

    private sealed class Lost : DbException;
}
