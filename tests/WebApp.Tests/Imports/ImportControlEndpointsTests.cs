using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Trying an import out, confirming, stopping and undoing it over HTTP.</summary>
[Collection(PortalCollection.Name)]
public sealed class ImportControlEndpointsTests(PortalHost host)
{
    [Fact]
    public async Task DryRun_Confirmed_WritesWhatItShowed_AndUndoTakesItBack()
    {
        var dry = await DryRunAsync(OrderFiles.Fresh(3));
        Assert.Equal(("awaitingConfirmation", true), (Text(dry, "status"), dry.GetProperty("dryRun").GetBoolean()));
        Assert.Equal("""{"created":3,"updated":0,"unchanged":0,"rejected":0,"skipped":0}""", dry.GetProperty("orders").GetRawText());
        Assert.Empty(await OrdersAsync(dry));

        using (var wrong = await AskAsync(dry, "confirm", JsonContent.Create(new { token = "x" })))
        {
            await PortalHost.ProblemAsync(wrong, 409, "wrong_confirmation_token");
        }

        using (var confirmed = await AskAsync(dry, "confirm", JsonContent.Create(new { token = Text(dry, "confirmationToken") })))
        {
            Assert.Equal(JsonValueKind.Null, (await PortalHost.JsonAsync(confirmed, HttpStatusCode.Accepted)).GetProperty("confirmationToken").ValueKind);
        }

        var written = await host.FinishedAsync(Text(dry, "id")!);
        Assert.Equal(("completed", true), (Text(written, "status"), written.GetProperty("controlTotals").GetProperty("matches").GetBoolean()));
        Assert.Equal(3, (await OrdersAsync(dry)).Count);

        using (var undo = await AskAsync(dry, "undo"))
        {
            await PortalHost.JsonAsync(undo, HttpStatusCode.Accepted);
        }

        var undone = await host.FinishedAsync(Text(dry, "id")!);
        Assert.Equal("undone", Text(undone, "status"));
        Assert.Equal("""{"removed":3,"restored":0,"kept":0}""", undone.GetProperty("undo").GetRawText());
        Assert.Empty((await host.GetJsonAsync(Path(dry, "kept"))).GetProperty("items").EnumerateArray());
        Assert.Empty(await OrdersAsync(dry));
    }

    [Theory]
    [InlineData("en", "This cannot be done while the import is ")]
    [InlineData("ja", "この操作はできません")]
    public async Task Request_ThatDoesNotFitTheStatus_IsRefusedInTheReadersLanguage(string language, string expected)
    {
        var done = await host.ImportAsync(OrderFiles.Fresh(1));
        foreach (var request in (string[])["pause", "resume", "cancel"])
        {
            using var response = await AskAsync(done, request, null, language);
            var problem = await PortalHost.ProblemAsync(response, 409, "not_in_this_status");
            Assert.Contains(expected, Text(problem, "title"), StringComparison.Ordinal);
            Assert.DoesNotContain("completed\"", problem.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_OfWhoMayOnlyRead_AreRefused()
    {
        var done = await host.ImportAsync(OrderFiles.Fresh(1));
        var reader = await host.TokenAsync(scope: "imports.read");
        foreach (var request in (string[])["pause", "resume", "cancel", "undo"])
        {
            using var byProgram = await host.SendAsync(HttpMethod.Post, Path(done, request), reader);
            await PortalHost.ProblemAsync(byProgram, 403, "insufficient_scope");
            using var byPerson = await host.SendAsync(HttpMethod.Post, Path(done, request), null, browser: await host.SignInAsync("viewer@demo.example"));
            await PortalHost.ProblemAsync(byPerson, 403, "forbidden");
        }
    }

    [Fact]
    public async Task List_Filtered_HasWhatFits_AndRefusesWhatItDoesNotUnderstand()
    {
        var done = await host.ImportAsync(Encoding.UTF8.GetBytes(OrderFiles.Fresh(1)), "一覧の確認.csv");
        foreach (var filter in (string[])["fileName=一覧の", "fileName=の確認.CSV&status=completed", "fileName=一覧&createdFrom=2020-01-01&createdTo=2120-01-01T00:00:00Z"])
        {
            var items = (await host.GetJsonAsync($"/api/v1/imports?{filter}")).GetProperty("items").EnumerateArray();
            Assert.Equal([Text(done, "id")], items.Select(item => Text(item, "id")));
        }

        foreach (var filter in (string[])["fileName=一覧の&status=failed", "fileName=一覧の&createdTo=2020-01-01", "fileName=一覧の&createdFrom=2120-01-01T00:00:00%2B09:00"])
        {
            Assert.Empty((await host.GetJsonAsync($"/api/v1/imports?{filter}")).GetProperty("items").EnumerateArray());
        }

        foreach (var (filter, code) in new[] { ("status=nonsense", "bad_value"), ("createdFrom=yesterday", "bad_value"), ("createdTo=2026-01-05T10:00:00", "bad_value"), ("file=x", "unknown_field") })
        {
            using var response = await host.GetAsync($"/api/v1/imports?{filter}");
            await PortalHost.ProblemAsync(response, 400, code);
        }
    }

    [Fact]
    public async Task AllOrNothing_WithABadRow_TakesNothing()
    {
        var file = OrderFiles.Fresh(2) + $"{OrderFiles.Prefix()}-9,田中商店,A-100,x,1200,\r\n";
        var import = await host.ImportAsync(file, ("mode", "allOrNothing"));

        Assert.Equal(("failed", "nothing_written"), (Text(import, "status"), Text(import, "failureCode")));
        Assert.Equal("""{"read":3,"accepted":0,"rejected":1,"skipped":2,"warnings":0}""", import.GetProperty("rows").GetRawText());
        Assert.Empty(await OrdersAsync(import));
    }

    private async Task<JsonElement> DryRunAsync(string file)
    {
        using var form = PortalHost.Form(System.Text.Encoding.UTF8.GetBytes(file), "一月.csv", ("dryRun", "true"));
        using var response = await host.PostAsync(form);
        var id = Text(await PortalHost.JsonAsync(response, HttpStatusCode.Accepted), "id")!;
        return await host.FinishedAsync(id, status: "awaitingConfirmation");
    }

    private async Task<HttpResponseMessage> AskAsync(JsonElement import, string action, HttpContent? body = null, string language = "en") =>
        await host.SendAsync(HttpMethod.Post, Path(import, action), await host.TokenAsync(), body, language);

    private async Task<List<JsonElement>> OrdersAsync(JsonElement import) =>
        [.. (await host.GetJsonAsync($"/api/v1/orders?importId={Text(import, "id")}")).GetProperty("items").EnumerateArray()];

    private static string Path(JsonElement import, string action) => $"/api/v1/imports/{Text(import, "id")}/{action}";

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
