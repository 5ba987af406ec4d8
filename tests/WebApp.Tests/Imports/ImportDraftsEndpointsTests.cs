using System.Net;
using System.Text;
using OrderPortal.WebApp.Imports.Wizard;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Where the wizard's files arrive.</summary>
[Collection(PortalCollection.Name)]
public sealed class ImportDraftsEndpointsTests(PortalHost portal)
{
    private const string Operator = "operator@demo.example";

    [Fact]
    public async Task Upload_ByTheOwnPage_BecomesADraft()
    {
        var browser = await portal.SignInAsync(Operator);
        using var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh()));

        using var response = await portal.SendAsync(HttpMethod.Post, ImportDraftsEndpoints.Path, null, form, browser: browser);

        var file = (await PortalHost.JsonAsync(response, HttpStatusCode.Created)).GetProperty("file").GetString();
        Assert.Equal($"/imports/new?file={file}&step=2", response.Headers.Location!.ToString());
        using var page = await portal.SendAsync(HttpMethod.Get, response.Headers.Location.ToString(), null, browser: browser);
        Assert.DoesNotContain("This file does not exist", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Another tenant's person finds nothing there.
        using var foreign = await portal.SendAsync(HttpMethod.Get, response.Headers.Location.ToString(), null, browser: await portal.SignInAsync("admin@other.example"));
        Assert.Contains("This file does not exist", await foreign.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_WithoutTheProofOfTheOwnPage_IsRefusedAndNothingIsKept()
    {
        var browser = await portal.SignInAsync(Operator);
        var before = await portal.CountsAsync();
        using var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh()));

        using var response = await portal.SendAsync(HttpMethod.Post, ImportDraftsEndpoints.Path, null, form, browser: browser with { Proof = null });

        await PortalHost.ProblemAsync(response, 400, "antiforgery");
        Assert.Equal(before, await portal.CountsAsync());
    }

    [Fact]
    public async Task Upload_ByNobodyOrAViewer_IsRefused()
    {
        using var nobody = await portal.SendAsync(HttpMethod.Post, ImportDraftsEndpoints.Path, null, PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh())));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);

        using var viewer = await portal.SendAsync(
            HttpMethod.Post, ImportDraftsEndpoints.Path, null, PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh())), browser: await portal.SignInAsync("viewer@demo.example"));
        Assert.Equal(HttpStatusCode.Forbidden, viewer.StatusCode);
    }

    [Fact]
    public async Task Upload_OfWhatIsNoFileOfOrders_IsRefusedAtOnceAndNothingIsKept()
    {
        var browser = await portal.SignInAsync(Operator);
        var before = await portal.CountsAsync();
        using var form = PortalHost.Form([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]);

        using var response = await portal.SendAsync(HttpMethod.Post, ImportDraftsEndpoints.Path, null, form, browser: browser);

        await PortalHost.ProblemAsync(response, 422, "not_a_spreadsheet");
        Assert.Equal(before, await portal.CountsAsync());
    }
}
