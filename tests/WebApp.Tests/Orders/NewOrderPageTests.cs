using System.Globalization;
using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Delivery;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Catalog;
using OrderPortal.Testing.Orders;
using OrderPortal.WebApp.Orders.Placing;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Orders;

public sealed class NewOrderPageTests : PageTests
{
    private readonly FakeOrderIntake _intake = new();
    private readonly FakeProducts _products = new();
    private readonly FakeCustomers _customers = new();
    private readonly Surroundings _surroundings = new();

    public NewOrderPageTests() => Services.AddSingleton<IOrderIntake>(_intake).AddSingleton<IStoredOrders>(_intake).AddSingleton<IProductQueries>(_products)
        .AddSingleton<ICustomerQueries>(_customers).AddSingleton<ITenantSettings>(_surroundings).AddSingleton<IPostalCodes>(_surroundings).AddScoped<PlaceOrders>();

    [Theory]
    [InlineData("ja", "6か所を直してください", "顧客名：入力されていません。顧客名を入力してください。", "明細1、数量：入力されていません。")]
    [InlineData("en", "4 fields need a correction", "Customer name: ", "Line 1, Quantity: ")]
    public void Submit_OfABlankForm_TellsEveryMistakeAndGoesToTheSummary(string language, string title, string field, string line)
    {
        Speak(language);
        var page = Show();
        if (language == "ja")
        {
            Type(page, "customer_email", "taro@");
            Type(page, "postal_code", "15-0001");
        }

        page.Find("form").Submit();

        var summary = page.Find("#entry-errors");
        Assert.Contains(title, summary.TextContent, StringComparison.Ordinal);
        Assert.Contains(summary.QuerySelectorAll("li"), item => item.TextContent.Contains(field, StringComparison.Ordinal));
        Assert.Contains(summary.QuerySelectorAll("li"), item => item.TextContent.Contains(line, StringComparison.Ordinal));
        Assert.Contains(JSInterop.Invocations["import"], invocation => Equals(invocation.Arguments[0], "/js/focus.js"));
        Assert.Equal("true", page.Find("#customer_name").GetAttribute("aria-invalid"));
        Assert.Contains("customer_name-error", page.Find("#customer_name").GetAttribute("aria-describedby"), StringComparison.Ordinal);
        Assert.Empty(_intake.Orders);
        if (language == "ja")
        {
            Assert.Equal("taro@", page.Find("#customer_email").GetAttribute("value"));
        }
    }

    [Fact]
    public void Field_IsFoundFaultWithOnceItIsLeft_AndNoMoreOnceItIsMended()
    {
        Speak("ja");
        var page = Show();

        page.Find("#customer_phone").Input("12");
        Assert.Empty(page.FindAll("#customer_phone-error"));

        page.Find("#customer_phone").Blur();
        Assert.Equal("「12」は電話番号として読めません。「03-1234-5678」のように入力してください。", page.Find("#customer_phone-error").TextContent.Trim());

        page.Find("#customer_phone").Input("03-1234-5678");
        Assert.Empty(page.FindAll(".op-error"));
    }

    [Fact]
    public void Submit_OfAGoodOrder_PlacesItAndLeadsToIt()
    {
        Speak("ja");
        _products.Put("A-100", new ProductValues("ボールペン", null, 1_200, TaxRate.Standard, true));
        var page = Show();
        Type(page, "customer_name", "田中商店");
        Type(page, "product_code-0", "A-100");
        Type(page, "quantity-0", "１０");
        Type(page, "shipping_fee", "¥550");

        page.Find("form").Submit();

        var order = Assert.Single(_intake.Orders);
        Assert.Equal(("OP-20261120-000001", "ボールペン", 13_805L, OrderSource.Form), (order.OrderNumber, order.Lines[0].ProductName, order.Totals.Total, order.Source));
        Assert.EndsWith("/orders/OP-20261120-000001", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "2026-11-18T23:30", "2026-11-18T14:30:00Z")]
    [InlineData("Europe/Berlin", "2026-11-18T23:30", "2026-11-18T22:30:00Z")]
    [InlineData("Europe/Berlin", "", "2026-11-20T00:00:00Z")]
    public void Order_WasPlacedWhenThePersonSays_InTheirZone(string? zone, string typed, string moment)
    {
        Speak("ja");
        var person = Person(Roles.Operator);
        if (zone is not null)
        {
            ((ClaimsIdentity)person.Identity!).AddClaim(new Claim(PortalClaims.TimeZone, zone));
        }

        var page = Render<NewOrderPage>(parameters => parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(person))));
        Fill(page);
        Type(page, "ordered_at", typed);

        page.Find("form").Submit();

        Assert.Equal(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), Assert.Single(_intake.Orders).OrderedAt);
    }

    [Fact]
    public void Product_ChosenByCodeOrName_BringsWhatWasNotTyped()
    {
        Speak("ja");
        _products.Put("A-100", new ProductValues("ボールペン", null, 1_200, TaxRate.Standard, true));
        _products.Put("B-7", new ProductValues("お茶", null, 150, TaxRate.Reduced, true));
        _products.Put("B-8", new ProductValues("紅茶", null, 150, TaxRate.Reduced, false));
        var page = Show();

        Type(page, "unit_price-0", "99");
        page.Find("#product_code-0").Input("お茶");
        Assert.Equal(["B-7"], page.FindAll("#entry-products option").Select(option => option.GetAttribute("value")));
        page.Find("#product_code-0").Blur();
        Assert.Equal(("B-7", "お茶", "99", "8"), (Value(page, "product_code-0"), Value(page, "product_name-0"), Value(page, "unit_price-0"), Value(page, "tax_rate-0")));

        // Another product takes along what the first one brought, not what was typed.
        Type(page, "product_code-0", "A-100");
        Assert.Equal(("ボールペン", "99", "10"), (Value(page, "product_name-0"), Value(page, "unit_price-0"), Value(page, "tax_rate-0")));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Product_ThatIsNotOnSale_IsAnErrorForStrictTenantsOnly(bool free, int errors)
    {
        Speak("ja");
        _surroundings.Settings = new TenantSettings { FreeProductCodes = free };
        _products.Put("B-8", new ProductValues("紅茶", null, 150, TaxRate.Reduced, false));
        var page = Show();

        Type(page, "product_code-0", "B-8");

        Assert.Equal(errors, page.FindAll("#product_code-0-error").Count);
    }

    [Fact]
    public void Product_TypedInFullWidth_IsTheSameProduct()
    {
        Speak("ja");
        _surroundings.Settings = new TenantSettings { FreeProductCodes = false };
        _products.Put("A-100", new ProductValues("ボールペン", null, 1_200, TaxRate.Standard, true));
        var page = Show();
        Type(page, "customer_name", "田中商店");
        Type(page, "product_code-0", "Ａ－１００");
        Type(page, "quantity-0", "1");
        Assert.Empty(page.FindAll(".op-error"));

        page.Find("form").Submit();

        Assert.Equal("A-100", Assert.Single(_intake.Orders).Lines[0].ProductCode);
    }

    [Fact]
    public void Lines_AreAddedAndRemoved_AndTotalsFollow()
    {
        Speak("ja");
        var page = Show();
        Type(page, "quantity-0", "2");
        Type(page, "unit_price-0", "1,000");
        page.FindAll("button").First(button => button.TextContent.Contains("明細を追加", StringComparison.Ordinal)).Click();
        page.Find("#quantity-1").Input("1");
        page.Find("#unit_price-1").Input("500");
        page.Find("#tax_rate-1").Change("8");

        Assert.Equal(["¥2,500", "¥200", "¥40", "¥2,740"], page.FindAll(".op-sums dd").Select(sum => sum.TextContent.Trim()));
        Assert.Contains("消費税8%（対象¥500）", page.Find(".op-sums").TextContent, StringComparison.Ordinal);

        page.Find("[aria-label='明細1を削除']").Click();
        Assert.Equal("¥540", page.Find(".op-sums__total dd").TextContent.Trim());
        page.Find("[aria-label='明細1を削除']").Click();
        Assert.Single(page.FindAll(".op-entry__line"));

        Type(page, "discount", "1");
        Assert.Contains("値引額が商品と送料の合計を超えています", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Customer_OfAKnownCode_BringsNameAndContacts()
    {
        Speak("ja");
        _customers.Put("C-1", new CustomerValues("田中商店", "taro@example.co.jp", "0312345678"));
        var page = Show();
        Type(page, "customer_email", "own@example.co.jp");

        Type(page, "customer_code", "C-1");

        Assert.Equal(("田中商店", "own@example.co.jp", "0312345678"), (Value(page, "customer_name"), Value(page, "customer_email"), Value(page, "customer_phone")));
    }

    [Theory]
    [InlineData(true, "東京都", "渋谷区", "神宮前")]
    [InlineData(false, "", "", "")]
    public void PostalCode_BringsTheAddressOnlyWhereTheTableIsLoaded(bool loaded, string prefecture, string city, string town)
    {
        Speak("ja");
        _surroundings.Loaded = loaded;
        var page = Show();

        Type(page, "postal_code", "〒150-0001");

        Assert.Equal((prefecture, city, town), (Value(page, "prefecture"), Value(page, "city"), Value(page, "address_line1")));
        Assert.Equal(loaded ? 1 : 0, page.FindAll("#postal_code-hint").Count);
        if (loaded)
        {
            Type(page, "postal_code", "9999999");
            Assert.Contains("見つかりません", page.Find("#postal_code-hint").TextContent, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ja", "EC-1はすでに登録済みです。番号を変更するか、空欄にしてください。")]
    [InlineData("en", "EC-1 already exists. Change the number, or leave it blank.")]
    public void Submit_OfANumberThatIsTaken_SaysSoAndKeepsTheForm(string language, string sentence)
    {
        Speak(language);
        _intake.Occupy("EC-1");
        var page = Show();
        Fill(page);
        Type(page, "order_number", "EC-1");

        page.Find("form").Submit();

        Assert.Equal(sentence, page.Find("#order_number-error").TextContent.Trim());
        Assert.Equal("田中商店", Value(page, "customer_name"));
        Assert.Empty(_intake.Orders);

        page.Find("#order_number").Input("EC-2");
        Assert.Empty(page.FindAll(".op-error"));
        page.Find("form").Submit();
        Assert.Equal("EC-2", Assert.Single(_intake.Orders).OrderNumber);
    }

    [Fact]
    public void Submit_OfAnOrderBelowTheLeast_SaysWhatItComesTo()
    {
        Speak("ja");
        var page = Show();
        Fill(page);
        Type(page, "unit_price-0", "1");

        page.Find("form").Submit();

        Assert.Contains("合計¥1は下限の¥100に届きません", page.Find("#entry-errors").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<NewOrderPage> Show() => Render<NewOrderPage>(parameters => parameters.AddCascadingValue(As(Roles.Operator)));

    private static void Fill(IRenderedComponent<NewOrderPage> page)
    {
        Type(page, "customer_name", "田中商店");
        Type(page, "product_code-0", "X-1");
        Type(page, "quantity-0", "1");
        Type(page, "unit_price-0", "1200");
    }

    private static void Type(IRenderedComponent<NewOrderPage> page, string id, string text)
    {
        page.Find($"#{id}").Input(text);
        page.Find($"#{id}").Blur();
    }

    private static string Value(IRenderedComponent<NewOrderPage> page, string id) => page.Find($"#{id}").GetAttribute("value") ?? "";

    private sealed class Surroundings : ITenantSettings, IPostalCodes
    {
        public TenantSettings Settings { get; set; } = new() { FreeProductCodes = true };

        public bool Loaded { get; set; }

        public Task<TenantSettings> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Settings);

        public Task<bool> AreLoadedAsync(CancellationToken cancellationToken) => Task.FromResult(Loaded);

        public Task<PostalArea?> FindAsync(string postalCode, CancellationToken cancellationToken) =>
            Task.FromResult(Loaded && postalCode == "1500001" ? new PostalArea("東京都", "渋谷区", "神宮前") : null);
    }
}
