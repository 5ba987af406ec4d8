using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Rejected rows run again over HTTP, as they were mended in the portal or in the report.</summary>
[Collection(PortalCollection.Name)]
public sealed class RetryEndpointTests(PortalHost host)
{
    [Fact]
    public async Task Retry_WithoutABody_RunsTheRejectedRowsAsAChild()
    {
        var parent = await RejectedAsync();

        using var response = await AskAsync(parent);
        var child = await PortalHost.JsonAsync(response, HttpStatusCode.Accepted);
        Assert.Equal($"/api/v1/imports/{Text(child, "id")}", response.Headers.Location!.ToString());
        Assert.Equal(Text(parent, "id"), Text(child, "parentId"));

        var done = await host.FinishedAsync(Text(child, "id")!);
        Assert.Equal("""{"read":1,"accepted":0,"rejected":1,"skipped":0,"warnings":0}""", done.GetProperty("rows").GetRawText());

        // The first file's row in the child's own report.
        using var report = await host.GetAsync($"/api/v1/imports/{Text(child, "id")}/report?format=csv&lang=en");
        Assert.Contains("Row 4, Quantity", await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_WithTheMendedReport_TakesItsRows()
    {
        var parent = await RejectedAsync();
        using var report = await host.GetAsync($"/api/v1/imports/{Text(parent, "id")}/report?format=csv&lang=ja");
        var mended = (await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace(",x,", ",3,", StringComparison.Ordinal);

        using var form = PortalHost.Form(Encoding.UTF8.GetBytes(mended), "直した.csv", ("encoding", "utf-8"));
        using var response = await AskAsync(parent, form);
        var child = await host.FinishedAsync(Text(await PortalHost.JsonAsync(response, HttpStatusCode.Accepted), "id")!);

        Assert.Equal(("completed", "直した.csv", Text(parent, "id")), (Text(child, "status"), Text(child, "fileName"), Text(child, "parentId")));
        Assert.Equal(1, child.GetProperty("rows").GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Retry_ThatCannotBe_IsRefusedAndKeepsNothing()
    {
        var parent = await RejectedAsync();
        var good = await host.ImportAsync(OrderFiles.Fresh(1));
        var before = await host.CountsAsync();

        using (var nothing = await AskAsync(good))
        {
            await PortalHost.ProblemAsync(nothing, 409, "not_in_this_status");
        }

        using (var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh(1)), "a.csv"))
        using (var withFile = await AskAsync(good, form))
        {
            await PortalHost.ProblemAsync(withFile, 409, "not_in_this_status");
        }

        using (var foreign = await host.SendAsync(HttpMethod.Post, Path(parent), await host.TokenAsync(DemoSeed.OtherClientId)))
        {
            await PortalHost.ProblemAsync(foreign, 404, "not_found");
        }

        using (var reader = await host.SendAsync(HttpMethod.Post, Path(parent), await host.TokenAsync(scope: "imports.read")))
        {
            Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
        }

        using (var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh(1)), "a.csv", ("mode", "partial")))
        using (var mode = await AskAsync(parent, form))
        {
            await PortalHost.ProblemAsync(mode, 400, "unknown_field");
        }

        using (var form = PortalHost.Form("a,b\r\n1,2\r\n"u8.ToArray(), "a.csv"))
        using (var headings = await AskAsync(parent, form))
        {
            await PortalHost.ProblemAsync(headings, 422, "missing_heading");
        }

        using (var body = await AskAsync(parent, JsonContent.Create(new { })))
        {
            await PortalHost.ProblemAsync(body, 415, "unsupported_media_type");
        }

        using (var forged = await host.SendAsync(HttpMethod.Post, Path(parent), null, browser: await host.SignInAsync("operator@demo.example") with { Proof = null }))
        {
            await PortalHost.ProblemAsync(forged, 400, "antiforgery");
        }

        Assert.Equal(before, await host.CountsAsync());
    }

    /// <summary>One good order and one whose quantity is no number, in row 4.</summary>
    private Task<JsonElement> RejectedAsync() => host.ImportAsync(OrderFiles.Fresh(2) + $"{OrderFiles.Prefix()}-9,田中商店,A-100,x,1200,\r\n");

    private async Task<HttpResponseMessage> AskAsync(JsonElement import, HttpContent? body = null) => await host.SendAsync(HttpMethod.Post, Path(import), await host.TokenAsync(), body);

    private static string Path(JsonElement import) => $"/api/v1/imports/{Text(import, "id")}/retry";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
