using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.Testing.Catalog;
using OrderPortal.WebApp.Catalog;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Shared.Shell.Search;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Shared.Shell;

public sealed class PortalSearchTests : ComponentTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeOrders _orders = new();
    private readonly FakeImports _imports = new();
    private readonly FakeCustomers _customers = new();

    public PortalSearchTests()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddSingleton<TimeProvider>(_clock);
        Services.AddSingleton<IOrderQueries>(_orders);
        Services.AddSingleton<IImportQueries>(_imports);
        Services.AddSingleton<ICustomerQueries>(_customers);
        Services.AddScoped<ISearchSource, OrderHits>();
        Services.AddScoped<ISearchSource, ImportHits>();
        Services.AddScoped<ISearchSource, CustomerHits>();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData("ja", "注文", "確定", "1件")]
    [InlineData("en", "Orders", "Confirmed", "1 result")]
    public void Search_ByTheBeginningOfANumber_ShowsTheOrderAndSaysHowMany(string language, string heading, string status, string said)
    {
        Speak(language);
        _orders.Answer = filter => ByNumber(filter) ? [Order("EC-1001"), Order("EC-11")] : [];
        var search = Show();

        Type(search, "EC-10");

        var hit = search.Find("[data-search-hit]");
        Assert.Equal("/orders/EC-1001", hit.GetAttribute("href"));
        Assert.Contains("田中商店　¥12,300", hit.TextContent, StringComparison.Ordinal);
        Assert.Contains(status, hit.TextContent, StringComparison.Ordinal);
        Assert.Equal(heading, search.Find("section h2").TextContent);
        Assert.Equal(said, search.Find("[role=status]").TextContent);
    }

    [Fact]
    public void Search_WhileLettersCome_AsksOnceForTheLastOfThem()
    {
        Speak("ja");
        var search = Show();

        search.Find("input[type=search]").Input("E");
        search.Find("input[type=search]").Input("EC");
        Assert.Empty(_orders.Asked);
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        search.WaitForAssertion(() => Assert.Contains("EC", search.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Single(_orders.Asked, ByNumber);
    }

    [Fact]
    public void Search_ByACustomersCode_ShowsHisOrdersAndTheListOfAll()
    {
        Speak("ja");
        _customers.Put("C-7", new CustomerValues("田中商店", null, null));
        _orders.Answer = filter => filter.CustomerCode == "C-7" ? [Order("EC-1001")] : [];
        _orders.Next = "more";
        var search = Show();

        Type(search, "C-7");

        Assert.Equal(["/orders?customer=C-7"], search.FindAll(".op-find__group a").Select(link => link.GetAttribute("href")));
        Assert.Equal(2, search.FindAll("[data-search-hit]").Count);
    }

    [Fact]
    public void Search_ByAnAddressOfMail_KeepsItOutOfLinks()
    {
        Speak("ja");
        _orders.Answer = filter => filter.Contact is not null ? [Order("EC-1001")] : [];
        _orders.Next = "more";
        var search = Show();

        Type(search, "someone@example.jp");

        Assert.Single(search.FindAll("[data-search-hit]"));
        Assert.DoesNotContain("example.jp", string.Concat(search.FindAll("a").Select(link => link.GetAttribute("href"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Search_InFullWidthDigits_FindsTheImportOfThatNumber()
    {
        Speak("ja");
        _imports.Stored.Add(Snapshots.Done);
        var search = Show();

        Type(search, "１０４２");

        Assert.Equal(["/imports/1042"], search.FindAll("[data-search-hit]").Select(hit => hit.GetAttribute("href")));
    }

    [Theory]
    [InlineData("ja", "「zz」に該当するものはありません。")]
    [InlineData("en", "Nothing was found for “zz”.")]
    public void Search_ThatFindsNothing_SaysSoAndHow(string language, string said)
    {
        Speak(language);
        var search = Show();

        Type(search, "zz");

        Assert.Equal(said, search.Find("[role=status]").TextContent);
        Assert.Equal(2, search.FindAll(".op-find__note p").Count);
    }

    [Fact]
    public void Search_ThatFails_SaysSoAndLeavesThePageAlone()
    {
        Speak("ja");
        _orders.Answer = _ => throw new TimeoutException("db1");
        var search = Show();

        Type(search, "EC", answered: "[role=alert]");

        Assert.DoesNotContain("db1", search.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enter_OpensTheBestOfWhatIsTyped()
    {
        Speak("ja");
        _orders.Answer = filter => ByNumber(filter) ? [Order("EC-1001")] : [];
        var search = Show();

        // No pause: Enter comes at once, as from a scanner of bar codes.
        search.Find("input[type=search]").Input("EC-1001");
        await search.Find("form").SubmitAsync();

        search.WaitForAssertion(() => Assert.EndsWith("/orders/EC-1001", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    /// <summary>The look for numbers that begin so, which the sequence of numbers answers.</summary>
    private static bool ByNumber(OrderFilter filter) => filter.Sort?.Key == OrderSortKey.OrderNumber;

    private static OrderListItem Order(string number) => new(
        OrderId.New(), number, OrderStatus.Confirmed, PaymentStatus.Unpaid, Snapshots.CreatedAt, "C-7", "田中商店", 12_300, OrderSource.Form, null, null);

    private void Type(IRenderedComponent<PortalSearch> search, string text, string answered = "section, .op-find__note p + p")
    {
        search.Find("input[type=search]").Input(text);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        search.WaitForElement(answered);
    }

    private IRenderedComponent<PortalSearch> Show(string role = Roles.Viewer) =>
        Render<PortalSearch>(parameters => parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(PageTests.Person(role)))));
}
