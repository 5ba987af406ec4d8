using System.Reflection;
using Bunit;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Orders;

public sealed class OrderPageTests : OrderPagesTests
{
    private static readonly ChargeId Charge = ChargeId.New();

    private readonly Order _order = Order.Place(
        Snapshots.Tenant,
        new OrderDraft
        {
            OrderNumber = "EC-1",
            Customer = new OrderCustomer("C-1", "田中商店", "taro@example.jp", null),
            OrderedAt = Snapshots.CreatedAt,
            Lines = [new OrderLineDraft("A", "りんご", 2, 1_000, TaxRate.Standard, 17)],
        },
        OrderSource.Import, TaxRounding.Down, Snapshots.CreatedAt, new ImportOrigin(Domain.Imports.ImportId.New(), "注文.csv", new byte[32], 17, "春&夏"));

    public OrderPageTests() => Orders.Details = new OrderDetails(_order, 7, 1042, null, 3);

    [Theory]
    [InlineData("ja", "注文を確定", "取り消す…")]
    [InlineData("en", "Confirm order", "Cancel order…")]
    public void Actions_OfAPendingOrder_AreThoseOfItsState(string language, string confirm, string cancel)
    {
        Speak(language);

        Assert.Equal([confirm, cancel], Show(Roles.Operator).FindAll(".op-page-header button").Select(button => button.TextContent.Trim()));
        Assert.Empty(Show(Roles.Viewer).FindAll(".op-page-header button, .op-page-header .op-actions a"));

        var finance = Show(Roles.Finance);
        Assert.Empty(finance.FindAll(".op-page-header button"));
        Assert.Equal($"/settlements/new?orders={_order.Id}", finance.Find(".op-page-header .op-actions a").GetAttribute("href"));
    }

    [Fact]
    public void Confirming_ThatGoesThrough_ShowsTheNewState()
    {
        Speak("ja");
        var page = Show(Roles.Operator);
        Store.OnChange = () => Become(OrderStatus.Confirmed, 8);

        Press(page, ".op-page-header button", 0);

        Assert.Equal([new OrderToChange(_order.Id, 7)], Assert.Single(Store.Asked).Orders);
        Assert.Equal(["出荷準備を始める", "取り消す…"], page.FindAll(".op-page-header button").Select(button => button.TextContent.Trim()));
        Assert.Empty(page.FindAll(".op-banner"));
    }

    [Theory]
    [InlineData("ja", "この注文は、佐藤さんが2026/01/05 15:22に変更しました")]
    [InlineData("en", "This order was changed by 佐藤 at Jan 05, 2026 15:22")]
    public void Confirming_WhenSomebodyWasFaster_SaysWhoAndShowsWhatHeMade(string language, string words)
    {
        Speak(language);
        var page = Show(Roles.Operator);
        Store.OnChange = () => Become(OrderStatus.Cancelled, 8);
        Store.Refuse = _ => new Error(ChangeOrderStatus.ChangedByOther, "佐藤", "2026-01-05T06:22:00.0000000Z");

        Press(page, ".op-page-header button", 0);

        Assert.Contains(words, page.Find(".op-banner[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".op-page-header button"));
    }

    [Fact]
    public void Cancelling_AsksForTheReasonAndKeepsItWhenRefused()
    {
        Speak("ja");
        var page = Show(Roles.Operator);
        Store.Refuse = _ => new Error(OrderTransitions.PaymentInProgress);

        Press(page, ".op-page-header button", 1);
        Assert.Empty(Store.Asked);
        Write(page, "#reason", "お客様の希望");
        Press(page, "dialog button", ^1);

        Assert.Equal((OrderStatus.Cancelled, "お客様の希望"), Store.Asked.Select(asked => (asked.To, asked.Reason!)).Single());
        Assert.Contains("決済中のため取り消せません", page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Press(page, ".op-page-header button", 1);
        Assert.Equal("お客様の希望", page.Find("#reason").GetAttribute("value"));
    }

    [Theory]
    [InlineData("ja", "カードの利用可能額が足りません", "同じグループの注文（2件）", "決済失敗")]
    [InlineData("en", "Not enough credit on the card", "Other orders of this group (2)", "Charge failed")]
    public void Payment_ThatFailed_SaysWhyAndGroupLeadsToTheOthers(string language, string reason, string group, string status)
    {
        Speak(language);
        Orders.Details = Orders.Details! with { FailureCode = "insufficient_funds" };
        typeof(Order).GetProperty(nameof(Order.PaymentStatus))!.SetValue(_order, PaymentStatus.Failed);

        var page = Show(Roles.Viewer);

        Assert.Contains(reason, page.Markup, StringComparison.Ordinal);
        Assert.Contains(status, page.Find(".op-page-header").TextContent, StringComparison.Ordinal);
        Assert.Equal(group, page.Find("a[href='/orders?group=%E6%98%A5%26%E5%A4%8F']").TextContent);
        Assert.NotNull(page.Find("a[href='/imports/1042']"));
    }

    [Theory]
    [InlineData("ja", new[] { "出荷の通知（メール）送信失敗", "出荷済み急ぎ佐藤", "決済に成功試行2回目", "決済が承認されませんでした決済代行会社に承認されませんでした（コード：do_not_honor）", "¥2,200の決済を計画", "取り込み1042、17行目" })]
    [InlineData("en", new[] { "Shipping notice (e-mail)Not delivered", "Shipped急ぎ佐藤", "Charge succeededAttempt 2", "Charge declinedRefused by the gateway (code do_not_honor)", "Charge of ¥2,200 planned", "Imported: import 1042, row 17" })]
    public void History_OfEverything_IsToldInTheReadersWords(string language, string[] lines)
    {
        Speak(language);
        var at = Snapshots.CreatedAt;
        Timeline.Happened.AddRange(
        [
            new OrderHappening.Notified(at, NotificationTopic.Shipped, NotificationChannel.Email, NotificationStatus.Dead, "refused"),
            new OrderHappening.StatusChanged(at, OrderStatus.Processing, OrderStatus.Shipped, ActorKind.User, "佐藤", "急ぎ"),
            new OrderHappening.Attempted(at, Charge, AttemptKind.Charge, AttemptOutcome.Succeeded, 2, null),
            new OrderHappening.Attempted(at, Charge, AttemptKind.Charge, AttemptOutcome.Declined, 1, "do_not_honor"),
            new OrderHappening.Charged(at, Charge, PaymentMethod.CreditCard, ChargeStatus.Succeeded, 2_200, 2, null),
            new OrderHappening.Created(at, OrderSource.Import, 1042, 17),
        ]);

        var page = Show(Roles.Viewer);

        Assert.Equal(lines, page.FindAll(".op-timeline li").Select(item => string.Concat(item.QuerySelectorAll("p").Select(line => string.Concat(line.ChildNodes.Where(node => node.NodeName != "TIME").Select(node => node.TextContent.Trim()))))));
        Assert.Equal(4, page.FindAll($"a[href='/charges/{Charge}']").Count);
    }

    [Fact]
    public async Task Page_WhenAnotherChangesTheOrder_ShowsAndAnnouncesIt()
    {
        Speak("ja");
        var page = Show(Roles.Operator);
        page.WaitForState(() => Changes.Listeners == 1);

        Become(OrderStatus.Confirmed, 8);
        Changes.Tell(ChangeKind.Order, _order.Id.Value);

        var start = TimeProvider.System.GetTimestamp();
        while (page.Find("p[role=status]").TextContent.Length == 0 && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
        {
            // A refresh is made at most four times a second.
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Xunit.TestContext.Current.CancellationToken);
        }

        Assert.Equal("注文が変更されました：確定 未決済", page.Find("p[role=status]").TextContent);
        Assert.Equal("出荷準備を始める", page.FindAll(".op-page-header button")[0].TextContent.Trim());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("%00")]
    public void Page_OfAnOrderThatIsNotThere_SaysSo(string number)
    {
        Speak("ja");

        var page = Render<OrderPage>(parameters => parameters.AddCascadingValue(As(Roles.Viewer)).Add(one => one.OrderNumber, number));

        Assert.Contains("この注文はありません", page.Markup, StringComparison.Ordinal);
        Assert.Equal(0, Changes.Listeners);
    }

    /// <remarks>On the renderer's thread: the page looks again by itself after its first drawing.</remarks>
    private static void Press(IRenderedComponent<OrderPage> page, string selector, Index index) =>
        page.InvokeAsync(() => page.FindAll(selector).ToList()[index].Click()).GetAwaiter().GetResult();

    private static void Write(IRenderedComponent<OrderPage> page, string selector, string text) =>
        page.InvokeAsync(() => page.Find(selector).Change(text)).GetAwaiter().GetResult();

    /// <summary>Another object, as every look at the database gives one: the page keeps the one that it has drawn.</summary>
    private void Become(OrderStatus status, long seq)
    {
        var order = (Order)typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(_order, null)!;
        typeof(Order).GetProperty(nameof(Order.Status))!.SetValue(order, status);
        Orders.Details = Orders.Details! with { Order = order, Seq = seq };
    }

    private IRenderedComponent<OrderPage> Show(string role) => Render<OrderPage>(parameters => parameters.AddCascadingValue(As(role)).Add(page => page.OrderNumber, "EC-1"));
}
