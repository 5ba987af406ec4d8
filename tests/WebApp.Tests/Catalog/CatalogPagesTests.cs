using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Catalog;
using OrderPortal.WebApp.Catalog;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Catalog;

public sealed class CatalogPagesTests : PageTests
{
    private static readonly ProductValues Pen = new("ボールペン", "Pen", 1_200, TaxRate.Reduced, true);

    private readonly FakeProducts _products = new();
    private readonly FakeCustomers _customers = new();

    public CatalogPagesTests() => Services.AddSingleton<IProductQueries>(_products).AddSingleton<IProductStore>(_products).AddSingleton<ICustomerQueries>(_customers)
        .AddSingleton<ICustomerStore>(_customers).AddScoped<SaveProduct>().AddScoped<SaveCustomer>().AddScoped<CatalogMessages>().AddAntiforgery();

    [Theory]
    [InlineData("ja", "販売中", "販売停止")]
    [InlineData("en", "On sale", "Stopped")]
    public void Products_AreListedWithWhatTheyCost(string language, string on, string off)
    {
        Speak(language);
        var pen = _products.Put("A-1", Pen);
        _products.Put("A-2", Pen with { Active = false });
        _products.Next = "n-x";

        var page = Products("/products?q=A&state=off&after=here");

        Assert.Equal(new ProductFilter("A", false), Assert.Single(_products.Asked));
        Assert.DoesNotContain(on, page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains(off, page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("¥1,200", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("/products?q=A&state=off&after=n-x", page.Find("a[rel=next]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/products?q=A&state=off", page.Find("a[rel=first]").GetAttribute("href"), StringComparison.Ordinal);

        page = Products("/products");
        Assert.Contains(page.FindAll("tbody th a"), link => link.GetAttribute("href") == $"/products/{pen.Id.Value}");
    }

    [Theory]
    [InlineData(Roles.Operator, 1)]
    [InlineData(Roles.Viewer, 0)]
    public void Products_WithoutOne_AreForThoseToAddWhoMay(string role, int links)
    {
        Speak("ja");

        var page = Products("/products", role);

        Assert.Contains("商品はありません", page.Markup, StringComparison.Ordinal);
        Assert.Equal(links, page.FindAll("a[href='/products/new']").Count);
        Assert.Equal(links, page.FindAll("input[type=file]").Count);
    }

    [Theory]
    [InlineData("ja", "入力されていません。価格（税抜）を入力してください。")]
    [InlineData("en", "price (without tax)")]
    public void Product_ThatIsWrong_IsKeptAsItWasTyped(string language, string sentence)
    {
        Speak(language);
        var page = Product(null);
        page.Find("#catalog-code").Input("A-1");
        page.Find("#catalog-name").Input("ペン");

        page.Find("form").Submit();

        Assert.Contains(sentence, page.Find("#catalog-price-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("ペン", page.Find("#catalog-name").GetAttribute("value"));
        Assert.Empty(_products.Stored);

        page.Find("#catalog-price").Input("500");
        Assert.Empty(page.FindAll(".op-error"));
        page.Find("form").Submit();
        var stored = Assert.Single(_products.Stored);
        Assert.Equal(("A-1", 500L, TaxRate.Standard), (stored.Code, stored.Values.Price, stored.Values.TaxRate));
        Assert.EndsWith($"/products/{stored.Id.Value}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Product_IsChangedWithoutItsCode_AndStaysStopped()
    {
        Speak("ja");
        var stored = _products.Put("A-1", Pen with { Active = false });
        var page = Product(stored.Id.Value);
        Assert.True(page.Find("#catalog-code").HasAttribute("readonly"));

        page.Find("#catalog-name").Input("万年筆");
        page.Find("form").Submit();

        Assert.Contains("保存しました", page.Find("#catalog-banner").TextContent, StringComparison.Ordinal);
        Assert.Equal(Pen with { Name = "万年筆", Active = false }, Assert.Single(_products.Stored).Values);

        // The page has seen its own change: the next one goes through.
        page.Find("#catalog-price").Input("1");
        page.Find("form").Submit();
        Assert.Equal(1, Assert.Single(_products.Stored).Values.Price);
    }

    [Fact]
    public void Product_ThatSomebodyElseChanged_IsNotWrittenOver()
    {
        Speak("ja");
        var stored = _products.Put("A-1", Pen);
        var page = Product(stored.Id.Value);
        _products.Put("A-1", Pen with { Price = 900 });

        page.Find("#catalog-name").Input("万年筆");
        page.Find("form").Submit();

        Assert.Contains("ほかの人が先に変更しました", page.Find("#catalog-banner").TextContent, StringComparison.Ordinal);
        Assert.Equal("万年筆", page.Find("#catalog-name").GetAttribute("value"));
        Assert.Equal(900, Assert.Single(_products.Stored).Values.Price);
    }

    [Fact]
    public void Product_IsTakenOutOfSaleAndPutBack()
    {
        Speak("ja");
        var page = Product(_products.Put("A-1", Pen).Id.Value);

        page.FindAll("button").First(button => button.TextContent.Contains("販売を停止", StringComparison.Ordinal)).Click();
        Assert.Equal(Pen with { Active = false }, Assert.Single(_products.Stored).Values);

        page.FindAll("button").First(button => button.TextContent.Contains("販売を再開", StringComparison.Ordinal)).Click();
        Assert.Equal(Pen, Assert.Single(_products.Stored).Values);
    }

    [Fact]
    public void Product_ForAViewer_IsToBeReadOnly()
    {
        Speak("en");
        var id = _products.Put("A-1", Pen).Id.Value;

        var page = Product(id, Roles.Viewer);

        Assert.Empty(page.FindAll("form, button"));
        Assert.Contains("ボールペン", page.Markup, StringComparison.Ordinal);
        Assert.Empty(Product(null, Roles.Viewer).FindAll("form"));
        Assert.Contains("no such entry", Product(Guid.NewGuid(), Roles.Viewer).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Customers_AreSearchedWithoutAnAddressThatTellsWhom()
    {
        Speak("ja");
        _customers.Put("C-1", new CustomerValues("田中商店", "taro@example.co.jp", null));
        var page = Render<CustomersPage>(parameters => parameters.AddCascadingValue(As(Roles.Operator)));
        Assert.Contains("田中商店", page.Find("tbody").TextContent, StringComparison.Ordinal);

        page.Find("#q").Change("taro@example.co.jp");
        page.Find("form[role=search]").Submit();

        Assert.Equal(new CustomerFilter("taro@example.co.jp"), _customers.Asked[^1]);
        Assert.DoesNotContain("taro", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Contains("該当するものはありません", page.Markup, StringComparison.Ordinal);

        page.FindAll("button").First(button => button.TextContent.Contains("条件をクリア", StringComparison.Ordinal)).Click();
        Assert.Contains("田中商店", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "「12」は電話番号として読めません")]
    [InlineData("en", "12")]
    public void Customer_ThatIsWrong_IsToldInTheWordsOfImports(string language, string sentence)
    {
        Speak(language);
        var page = Render<CustomerPage>(parameters => parameters.AddCascadingValue(As(Roles.Administrator)));
        page.Find("#catalog-code").Input("C-1");
        page.Find("#catalog-name").Input("田中商店");
        page.Find("#catalog-phone").Input("12");

        page.Find("form").Submit();

        Assert.Contains(sentence, page.Find("#catalog-phone-error").TextContent, StringComparison.Ordinal);
        page.Find("#catalog-phone").Input("03-1234-5678");
        page.Find("form").Submit();
        Assert.Equal(new CustomerValues("田中商店", null, "0312345678"), Assert.Single(_customers.Stored).Values);
    }

    private IRenderedComponent<ProductsPage> Products(string address, string role = Roles.Operator)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<ProductsPage>(parameters => parameters.AddCascadingValue(As(role)));
    }

    private IRenderedComponent<ProductPage> Product(Guid? id, string role = Roles.Operator) =>
        Render<ProductPage>(parameters => parameters.AddCascadingValue(As(role)).Add(page => page.Id, id));
}
