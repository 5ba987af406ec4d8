using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Dashboard;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Dashboard;

/// <summary>Today is 2026-11-20 in Japan.</summary>
public sealed class DashboardPanelTests : PageTests
{
    private readonly FakeDashboard _dashboard = new();

    public DashboardPanelTests()
    {
        Services.AddSingleton<IDashboardQueries>(_dashboard);
        Services.AddSingleton<IImportDrafts>(new FakeDrafts());
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData("ja", "注文数", "前の30日比：+25.0%", "前の30日比：−10.0pt")]
    [InlineData("en", "Orders", "+25.0% against the 30 days before", "−10.0pt against the 30 days before")]
    public void Tiles_ShowFiguresBesideThePeriodBefore_AndLeadToTheirLists(string language, string label, string change, string rate)
    {
        Speak(language);

        var panel = Show("/", Roles.Administrator);

        var tile = panel.FindAll("a.op-tile").Single(one => one.QuerySelector(".op-tile__label")!.TextContent == label);
        Assert.Equal(("5", change, "/orders?from=2026-10-22&to=2026-11-20"), (Text(tile, "value"), Text(tile, "note"), tile.GetAttribute("href")));
        Assert.Contains(panel.FindAll("a.op-tile[href='/charges?from=2026-10-22&to=2026-11-20'] .op-tile__note"), note => note.TextContent == rate);
        Assert.Equal("¥700", Text(panel.Find("a.op-tile[href*='payment=open']"), "value"));
        Assert.Equal("3", Text(panel.Find("a.op-tile[href='/notifications?status=waiting']"), "value"));
        Assert.Equal("1", Text(panel.Find("a.op-tile--danger[href='/notifications?status=dead']"), "value"));
        Assert.Equal(new DashboardParts(true, true, true), _dashboard.Asked[^1].Parts);
    }

    [Theory]
    [InlineData("/", "2026-10-22", "2026-11-20")]
    [InlineData("/?days=1", "2026-11-20", "2026-11-20")]
    [InlineData("/?days=90", "2026-08-23", "2026-11-20")]
    [InlineData("/?days=5", "2026-10-22", "2026-11-20")]
    [InlineData("/?days=7&from=2026-11-01&to=2026-11-03", "2026-11-01", "2026-11-03")]
    public void Address_SaysWhichDays(string address, string from, string to)
    {
        Speak("ja");

        var panel = Show(address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "customer=C-1&group=G-1", Roles.Viewer);

        var query = _dashboard.Asked[^1].Query;
        Assert.Equal((from, to, "C-1", "G-1"), (query.From.ToString("yyyy-MM-dd", null), query.To.ToString("yyyy-MM-dd", null), query.CustomerCode, query.Group));
        Assert.Equal(query.Days, panel.FindAll(".op-chart__day").Count);
        Assert.Contains(panel.FindAll("a.op-tile"), tile => tile.GetAttribute("href") == $"/orders?from={from}&to={to}&customer=C-1&group=G-1");
    }

    [Fact]
    public void Chart_SaysInWordsAndInATableWhatItDraws()
    {
        Speak("ja");

        var panel = Show("/?days=7", Roles.Viewer);

        Assert.Equal("M0 23L16.67 23L33.33 23L50 23L66.67 23L83.33 1L100 8.33", panel.FindAll(".op-tile__trend path")[0].GetAttribute("d"));
        var chart = panel.Find("svg[role=img]");
        Assert.Equal("2026/11/14から2026/11/20までの注文は5件。最も多い日は2026/11/19の3件、最も少ない日は2026/11/14の0件。", chart.GetAttribute("aria-label"));
        Assert.Equal("M0 200L166.67 200L333.33 200L500 200L666.67 200L833.33 50L1000 100", chart.QuerySelector(".op-chart__line")!.GetAttribute("d"));
        Assert.Equal("表で見る", panel.Find("summary:not(.op-button)").TextContent);
        var row = panel.FindAll("details tbody tr").Single(one => one.TextContent.Contains("2026/11/19", StringComparison.Ordinal));
        Assert.Equal("/orders?from=2026-11-19&to=2026-11-19", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void Tables_LeadToTheOrdersTheProductAndTheImports()
    {
        Speak("ja");

        var panel = Show("/", Roles.Administrator);

        Assert.Equal("/orders?from=2026-10-22&to=2026-11-20&customer=C-9", panel.Find("[aria-labelledby=top-customers] tbody a").GetAttribute("href"));
        Assert.Equal(["髙橋商店 C-9", "C-8"], panel.FindAll("[aria-labelledby=top-customers] tbody th").Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal("みかん", panel.Find($"a[href='/products/{FakeDashboard.Product}']").TextContent);
        Assert.NotEqual("required", panel.Find("a[href='/imports?from=2026-10-22&to=2026-11-20']").TextContent);
        Assert.Equal("100", panel.FindAll("[aria-labelledby=by-status] tbody tr rect:not(.op-bars__track)")[1].GetAttribute("width"));
        Assert.Equal("/orders?status=confirmed&from=2026-10-22&to=2026-11-20", panel.FindAll("[aria-labelledby=by-status] tbody a")[1].GetAttribute("href"));
    }

    [Theory]
    [InlineData("/?days=7&customer=C-1", "/dashboard/export?days=7&customer=C-1&format=xlsx&lang=ja")]
    [InlineData("/", "/dashboard/export?format=xlsx&lang=ja")]
    public void Figures_AreTakenHomeWithTheirConditions(string address, string href)
    {
        Speak("ja");

        Assert.Contains(Show(address, Roles.Viewer).FindAll("a.op-menu__item"), link => link.GetAttribute("href") == href);
    }

    [Theory]
    [InlineData("Asia/Tokyo", 0)]
    [InlineData("Europe/Berlin", 1)]
    public void Reader_InAnotherTimeZone_IsToldWhoseDaysTheseAre(string zone, int told)
    {
        Speak("en");
        Services.GetRequiredService<ReaderClock>().Follow(new ClaimsPrincipal(new ClaimsIdentity([new Claim(PortalClaims.TimeZone, zone)])));

        var panel = Show("/", Roles.Viewer);

        Assert.Equal(told, panel.FindAll(".op-card__foot.op-caption").Count(hint => hint.TextContent.EndsWith("your time zone, Europe/Berlin.", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_WasNotAskedFor_IsNotShown()
    {
        Speak("ja");
        _dashboard.View = _dashboard.View with { Charges = null, ChargesBefore = null, Problems = null, RunningImports = null, Notifications = null, TopCustomers = null };

        var panel = Show("/", Roles.Viewer);

        Assert.Empty(panel.FindAll("a[href^='/charges'], a[href^='/notifications'], a[href^='/imports'], #top-problems, #top-customers"));
    }

    [Theory]
    [InlineData("ja", "時間内に集計できませんでした")]
    [InlineData("en", "The figures took too long")]
    public void Figures_ThatTakeTooLong_AreSaidToBeMissing(string language, string title)
    {
        Speak(language);
        _dashboard.IsTooSlow = true;

        var panel = Show("/", Roles.Administrator);

        Assert.Equal(title, panel.Find(".op-banner__title").TextContent);
        Assert.Empty(panel.FindAll(".op-tile"));
    }

    [Theory]
    [InlineData("/?from=2026-11-03&to=2026-11-01", "終了日は開始日以降の日付にしてください。")]
    [InlineData("/?from=2024-01-01&to=2026-11-01", "期間は366日以内にしてください。")]
    public void Days_ThatNobodyCanHaveMeant_AreRefusedWithoutReading(string address, string text)
    {
        Speak("ja");

        var panel = Show(address, Roles.Administrator);

        Assert.Contains(panel.FindAll(".op-banner p"), one => one.TextContent == text);
        Assert.Empty(_dashboard.Asked);
    }

    [Fact]
    public async Task Figures_WhenSomethingChanges_Follow()
    {
        Speak("ja");
        var panel = Show("/", Roles.Administrator);

        _dashboard.View = _dashboard.View with { Today = new OrderFigures(42, 1) };
        await panel.InvokeAsync(() => Told.Tell(ChangeKind.Order));

        panel.WaitForAssertion(() => Assert.Equal("42", Text(panel.Find("a.op-tile"), "value")));
    }

    [Fact]
    public async Task Home_TurnsFromTheFirstStepsToFigures_WithTheFirstOrder()
    {
        Speak("ja");
        var home = Render<HomePage>(parameters => parameters.AddCascadingValue(As(Roles.Operator)));
        Assert.NotEmpty(home.FindAll(".op-first"));
        Assert.Empty(_dashboard.Asked);

        Orders.Answer = _ => [new OrderListItem(new OrderId(Guid.NewGuid()), "EC-1", OrderStatus.Pending, PaymentStatus.Unpaid, Snapshots.CreatedAt, null, "田中", 100, OrderSource.Import, 1042, 2)];
        await home.InvokeAsync(() => Told.Tell(ChangeKind.Order));

        home.WaitForAssertion(() => Assert.NotEmpty(home.FindAll(".op-tile")));
        Assert.Empty(home.FindAll(".op-first"));
    }

    private static string Text(AngleSharp.Dom.IElement tile, string part) => tile.QuerySelector($".op-tile__{part}")!.TextContent;

    private IRenderedComponent<DashboardPanel> Show(string address, string role)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<DashboardPanel>(parameters => parameters.AddCascadingValue(As(role)));
    }
}

internal sealed class FakeDashboard : IDashboardQueries
{
    public static readonly Guid Product = Guid.NewGuid();

    public List<(DashboardQuery Query, DashboardParts Parts)> Asked { get; } = [];

    public bool IsTooSlow { get; set; }

    public DashboardView View { get; set; } = new(
        new OrderFigures(2, 300),
        [new OrdersOn(new DateOnly(2026, 11, 19), new OrderFigures(3, 900)), new OrdersOn(new DateOnly(2026, 11, 20), new OrderFigures(2, 300))],
        new OrdersOfPeriod(
        [
            new OrdersIn(OrderStatus.Confirmed, PaymentStatus.Paid, new OrderFigures(2, 500)),
            new OrdersIn(OrderStatus.Confirmed, PaymentStatus.Unpaid, new OrderFigures(2, 600)),
            new OrdersIn(OrderStatus.Pending, PaymentStatus.Failed, new OrderFigures(1, 100)),
        ]),
        new OrdersOfPeriod([new OrdersIn(OrderStatus.Delivered, PaymentStatus.Paid, new OrderFigures(4, 1_000))]),
        new ChargeResults(8, 2),
        new ChargeResults(9, 1),
        [new TopCustomer("C-9", "髙橋商店", new OrderFigures(3, 800)), new TopCustomer("C-8", null, new OrderFigures(1, 100))],
        [new TopProduct("P-1", Product, "みかん", "Mandarin", 12, 700), new TopProduct("P-2", null, null, null, 1, 100)],
        [new ProblemCount("required", 4)],
        1,
        new NotificationBacklog(3, 1));

    public Task<Result<DashboardSummary>> SummariseAsync(DashboardRange range, DashboardParts parts, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<DashboardView>> ViewAsync(DashboardQuery query, DashboardParts parts, CancellationToken cancellationToken)
    {
        Asked.Add((query, parts));
        return Task.FromResult<Result<DashboardView>>(IsTooSlow ? new Error(DashboardErrors.TooSlow) : View);
    }
}
