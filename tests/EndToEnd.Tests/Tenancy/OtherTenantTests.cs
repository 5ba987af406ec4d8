using System.Net;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Shell;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Tenancy;

/// <summary>What one tenant imported does not exist for another: in pages, API and downloads.</summary>
[Collection(SharedPortal.Name)]
public sealed class OtherTenantTests(PortalFixture fixture)
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Pages_OfAnotherTenant_ShowNothing(string language)
    {
        var (_, number, order) = await ImportedAsync();
        await using var owner = await PortalPage.OpenAsync(fixture.Portal, language);
        await using var stranger = await PortalPage.OpenAsync(fixture.Portal, language, People.Stranger);

        // The same addresses: there for the one, not for the other. Numbers count per tenant, and the stranger has none.
        await owner.GoAsync($"/imports/{number}");
        await owner.SeeAsync(OrderFiles.Twenty.Name);
        await owner.GoAsync($"/orders/{order}");
        await owner.SeeAsync(owner.Words.Orders(nameof(OrdersText.PageTitle), order));
        await Expect(owner.Region(owner.Words.Orders(nameof(OrdersText.OriginTitle)))).ToContainTextAsync(OrderFiles.Twenty.Name);

        foreach (var (path, text) in new[]
        {
            ($"/imports/{number}", stranger.Words.Imports(nameof(ImportsText.NotFoundTitle))),
            ("/imports/1", stranger.Words.Imports(nameof(ImportsText.NotFoundTitle))),
            ("/imports", stranger.Words.Imports(nameof(ImportsText.EmptyTitle))),
            ("/orders", stranger.Words.Orders(nameof(OrdersText.EmptyTitle))),
            ($"/orders?import={number}", stranger.Words.Orders(nameof(OrdersText.NoHitsTitle))),
            ($"/orders?q={order}", stranger.Words.Orders(nameof(OrdersText.NoHitsTitle))),
            ($"/orders/{order}", stranger.Words.Orders(nameof(OrdersText.NotFoundTitle))),
        })
        {
            await stranger.GoAsync(path);
            await Expect(stranger.Page.GetByText(text, new() { Exact = true })).ToBeVisibleAsync();
            await Expect(stranger.Page.GetByText(OrderFiles.Twenty.Name)).ToHaveCountAsync(0);
        }

        owner.AssertNoComplaints();
        stranger.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    [Fact]
    public async Task Api_WithAnotherTenantsToken_FindsNothing()
    {
        var (id, _, _) = await ImportedAsync();
        using var owner = await PortalApi.DemoAsync(fixture.Portal);
        using var stranger = await PortalApi.OtherAsync(fixture.Portal);
        var order = (await owner.GetAsync($"/api/v1/orders?importId={id}&limit=1")).GetProperty("items")[0].GetProperty("id").GetGuid();

        foreach (var path in new[] { $"/api/v1/imports/{id}", $"/api/v1/imports/{id}/problems", $"/api/v1/imports/{id}/report", $"/api/v1/imports/{id}/file", $"/api/v1/orders/{order}" })
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await owner.StatusOfAsync(path)));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await stranger.StatusOfAsync(path)));
        }

        foreach (var path in new[] { "/api/v1/imports", "/api/v1/orders", $"/api/v1/orders?importId={id}" })
        {
            Assert.Equal(0, (await stranger.GetAsync(path)).GetProperty("items").GetArrayLength());
        }

        fixture.Portal.AssertNoErrors();
    }

    /// <summary>What a role may not do is not shown, and refused by the server too.</summary>
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Viewer_SeesButCannotImport(string language)
    {
        var (_, number, _) = await ImportedAsync();
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Viewer);
        var before = await fixture.Portal.Database.StoredAsync();

        foreach (var path in new[] { "/", "/imports", $"/imports/{number}", "/orders" })
        {
            await window.GoAsync(path);
            await Expect(window.MenuLink(window.Words.Shell(nameof(ShellText.NavImports)))).ToBeVisibleAsync();
            await Expect(window.Page.Locator("a[href='/imports/new']")).ToHaveCountAsync(0);

            // Leaving while the circuit begins makes the browser complain of a connection that was cut.
            await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }

        await window.GoAsync("/imports/new");
        await window.SeeAsync(window.Words.Shell(nameof(ShellText.DeniedTitle)));
        var status = await window.Page.EvaluateAsync<int>(
            """
            async () => {
              const form = new FormData();
              form.append('file', new File(['注文番号,顧客名,商品コード,数量,単価\nV-1,山田,KD-801,1,330\n'], 'viewer.csv'));
              return (await fetch('/api/v1/imports', { method: 'POST', body: form })).status;
            }
            """);
        Assert.Equal(403, status);
        Assert.Equal(before, await fixture.Portal.Database.StoredAsync());
        window.AssertNoComplaints(PortalPage.Refusals);
        fixture.Portal.AssertNoErrors();
    }

    /// <summary>An import of the demo tenant, made by the first test that needs it.</summary>
    private async Task<(Guid Id, long Number, string Order)> ImportedAsync()
    {
        using var api = await PortalApi.DemoAsync(fixture.Portal);
        var found = (await api.GetAsync("/api/v1/imports")).GetProperty("items").EnumerateArray().Where(import => import.GetProperty("fileName").GetString() == OrderFiles.Twenty.Name).ToList();
        var import = found.Count > 0 ? found[0] : await api.EndOfAsync(await api.UploadAsync(OrderFiles.Twenty.Path), TimeSpan.FromSeconds(60));
        Assert.Equal("completed", import.GetProperty("status").GetString());
        return (import.GetProperty("id").GetGuid(), import.GetProperty("number").GetInt64(), OrderFiles.Twenty.FirstOrder);
    }
}
