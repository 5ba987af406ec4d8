using System.Net;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Lists of imports in every sequence, and imports and profiles by their tags.</summary>
[Collection(PortalCollection.Name)]
public sealed class ImportResourcesTests(PortalHost host)
{
    private const string Imports = "/api/v1/imports";
    private const string Profiles = "/api/v1/mapping-profiles";

    [Fact]
    public async Task List_BackwardsByFieldsAndLink_IsTheSameList()
    {
        await host.ImportAsync(OrderFiles.Fresh(1));
        await host.ImportAsync(OrderFiles.Fresh(1));

        using var first = await host.GetAsync($"{Imports}?sort=createdAt&limit=1&fields=id,createdAt");
        var page = await PortalHost.JsonAsync(first, HttpStatusCode.OK);
        Assert.Equal(["id", "createdAt"], page.GetProperty("items")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal($"<{Imports}?sort=createdAt&limit=1&fields=id,createdAt&cursor={Text(page, "nextCursor")}>; rel=\"next\"", Assert.Single(first.Headers.GetValues("Link")));
        var up = await host.GetJsonAsync($"{Imports}?sort=createdAt&limit=500");
        var down = await host.GetJsonAsync($"{Imports}?sort=-createdAt&limit=500");
        Assert.Equal(Ids(down).Reverse(), Ids(up));
    }

    [Fact]
    public async Task List_ByModification_GoesOnFromWhereItEnded()
    {
        var since = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        await host.ImportAsync(OrderFiles.Fresh(1));
        var page = await host.GetJsonAsync($"{Imports}?modifiedSince={since}&limit=500");
        Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);

        var import = await host.ImportAsync(OrderFiles.Fresh(1));
        var later = await host.GetJsonAsync($"{Imports}?modifiedSince={since}&cursor={Text(page, "syncCursor")}");

        Assert.Equal([Text(import, "id")], Ids(later));
        Assert.Empty(Ids(await host.GetJsonAsync($"{Imports}?modifiedSince={since}&cursor={Text(page, "syncCursor")}", DemoSeed.OtherClientId)));
        foreach (var wrong in (string[])["modifiedSince=yesterday", $"modifiedSince={since}&sort=createdAt", "sort=number"])
        {
            using var refused = await host.GetAsync($"{Imports}?{wrong}");
            await PortalHost.ProblemAsync(refused, 400, "bad_value");
        }
    }

    [Fact]
    public async Task Import_HasATag_AndIsUndoneOnlyAsItWasSeen()
    {
        var import = await host.ImportAsync(OrderFiles.Fresh(1));
        var path = $"{Imports}/{Text(import, "id")}";
        using var read = await host.GetAsync(path);
        var tag = read.Headers.ETag!.ToString();
        using var same = await host.SendAsync(HttpMethod.Get, path, await host.TokenAsync(), headers: ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, await same.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));

        foreach (var language in (string[])["ja", "en"])
        {
            using var outdated = await host.SendAsync(HttpMethod.Post, $"{path}/undo", await host.TokenAsync(), language: language, headers: ("If-Match", "\"1\""));
            await PortalHost.ProblemAsync(outdated, 412, "precondition_failed");
        }

        using var undone = await host.SendAsync(HttpMethod.Post, $"{path}/undo", await host.TokenAsync(), headers: ("If-Match", tag));
        await PortalHost.JsonAsync(undone, HttpStatusCode.Accepted);
        Assert.Equal("undone", Text(await host.FinishedAsync(Text(import, "id")!), "status"));
    }

    [Theory]
    [InlineData("{", 400, "bad_json")]
    [InlineData("""{"token":1}""", 400, "bad_json")]
    [InlineData("""{"tokens":"x"}""", 400, "bad_json")]
    [InlineData("""{"token":"x"}""", 404, "not_found")]
    public async Task Confirm_OfABodyThatIsNone_SaysSo(string body, int status, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.SendAsync(HttpMethod.Post, $"{Imports}/{Guid.NewGuid()}/confirm", await host.TokenAsync(), content);

        await PortalHost.ProblemAsync(response, status, code);
    }

    [Fact]
    public async Task Confirm_OfAnotherContent_Is415()
    {
        using var content = new StringContent("x");
        using var response = await host.SendAsync(HttpMethod.Post, $"{Imports}/{Guid.NewGuid()}/confirm", await host.TokenAsync(), content);

        await PortalHost.ProblemAsync(response, 415, "unsupported_media_type");
    }

    [Fact]
    public async Task Problems_Backwards_AreTheSame()
    {
        var import = await host.ImportAsync(OrderFiles.Heading + $"{OrderFiles.Prefix()},田中,A-1,x,1,\r\n{OrderFiles.Prefix()},田中,A-1,y,1,\r\n");
        var path = $"{Imports}/{Text(import, "id")}/problems";

        Assert.Equal([3, 2], (await host.GetJsonAsync($"{path}?sort=-row")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("row").GetInt32()));
        Assert.Equal("""{"row":2}""", (await host.GetJsonAsync($"{path}?fields=row")).GetProperty("items")[0].GetRawText());
        using var kept = await host.GetAsync($"{Imports}/{Text(import, "id")}/kept?sort=-row");
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task Problems_ByModification_ComeOnceUntilTheImportChanges()
    {
        var import = await host.ImportAsync(OrderFiles.Fresh(1) + $"{OrderFiles.Prefix()},田中商店,A-100,x,1200,\r\n{OrderFiles.Prefix()},田中商店,A-100,y,1200,\r\n");
        var path = $"{Imports}/{Text(import, "id")}/problems";
        var since = $"{path}?limit=1&modifiedSince={Uri.EscapeDataString(Text(import, "modifiedAt")!)}";

        var first = await host.GetJsonAsync(since);
        var second = await host.GetJsonAsync($"{since}&cursor={Text(first, "nextCursor")}");
        var later = $"{since}&cursor={Text(second, "syncCursor")}";
        Assert.Equal([3, 4], RowsOf(first).Concat(RowsOf(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Empty(RowsOf(await host.GetJsonAsync(later)));
        Assert.Empty(RowsOf(await host.GetJsonAsync($"{path}?modifiedSince=2999-01-01")));

        // An undo changes the import, so that what belongs to it comes again.
        using var undone = await host.SendAsync(HttpMethod.Post, $"{Imports}/{Text(import, "id")}/undo", await host.TokenAsync());
        Assert.Equal(HttpStatusCode.Accepted, undone.StatusCode);
        Assert.Equal([3], RowsOf(await host.GetJsonAsync(later)));

        static IEnumerable<int> RowsOf(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("row").GetInt32());
    }

    [Fact]
    public async Task Profiles_BothWays_AreTheSameList_AndByModificationTheOwn()
    {
        var name = OrderFiles.Prefix();
        var id = await ProfileAsync(name);
        var up = Ids(await host.GetJsonAsync($"{Profiles}?limit=500"));
        var down = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await host.GetJsonAsync($"{Profiles}?sort=-name&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            down.AddRange(Ids(page));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null);

        Assert.Equal(up.Reverse(), down);
        Assert.Equal(("canonical-ja", "canonical-ja"), (up.First(), down[^1]));
        var changed = Ids(await host.GetJsonAsync($"{Profiles}?modifiedSince=2026-01-01&limit=500")).ToList();
        Assert.Contains(id, changed);
        Assert.DoesNotContain("canonical-ja", changed);
        Assert.DoesNotContain(id, Ids(await host.GetJsonAsync($"{Profiles}?modifiedSince=2026-01-01&limit=500", DemoSeed.OtherClientId)));
    }

    [Fact]
    public async Task Profile_ChangesOnlyAsItWasSeen()
    {
        var path = $"{Profiles}/{await ProfileAsync(OrderFiles.Prefix())}";
        using var read = await host.GetAsync(path);
        var tag = read.Headers.ETag!.ToString();

        using (var renamed = await PutAsync(path, tag))
        {
            await PortalHost.JsonAsync(renamed, HttpStatusCode.OK);
            Assert.NotEqual(tag, renamed.Headers.ETag!.ToString());
        }

        using (var outdated = await PutAsync(path, tag))
        {
            await PortalHost.ProblemAsync(outdated, 412, "precondition_failed");
        }

        using (var kept = await host.SendAsync(HttpMethod.Delete, path, await host.TokenAsync(), headers: ("If-Match", tag)))
        {
            await PortalHost.ProblemAsync(kept, 412, "precondition_failed");
        }

        using var gone = await host.SendAsync(HttpMethod.Delete, path, await host.TokenAsync(), headers: ("If-Match", "*"));
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
    }

    [Fact]
    public async Task Profile_ThatIsReadyMade_HasATagOfItsLanguage()
    {
        using var japanese = await host.GetAsync($"{Profiles}/shopify", language: "ja");
        using var english = await host.GetAsync($"{Profiles}/shopify");
        using var same = await host.SendAsync(HttpMethod.Get, $"{Profiles}/shopify", await host.TokenAsync(), headers: ("If-None-Match", english.Headers.ETag!.ToString()));

        Assert.NotEqual(japanese.Headers.ETag, english.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    private async Task<string> ProfileAsync(string name)
    {
        using var content = new StringContent($$"""{"name":"{{name}}","mapping":{"strict":true} }""", Encoding.UTF8, "application/json");
        using var created = await host.SendAsync(HttpMethod.Post, Profiles, await host.TokenAsync(), content);
        return Text(await PortalHost.JsonAsync(created, HttpStatusCode.Created), "id")!;
    }

    private async Task<HttpResponseMessage> PutAsync(string path, string tag)
    {
        using var content = new StringContent($$"""{"name":"{{OrderFiles.Prefix()}}"}""", Encoding.UTF8, "application/json");
        return await host.SendAsync(HttpMethod.Put, path, await host.TokenAsync(), content, headers: ("If-Match", tag));
    }

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => Text(item, "id"));

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
