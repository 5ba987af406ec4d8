using System.Net;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>The main job over HTTP, with the names that the API has promised.</summary>
[Collection(PortalCollection.Name)]
public sealed class ImportsEndpointsTests(PortalHost host)
{
    /// <summary>A name as browsers send it, and what is kept of it.</summary>
    public static TheoryData<string, string> Names() => new()
    {
        { "注文 1月.csv", "注文 1月.csv" },
        { @"C:\注文\一月.csv", "一月.csv" },
        { "../../etc/passwd", "passwd" },
        { "a\u0001b\u0085c\u202Egpj.csv", "abcgpj.csv" },
        { "📦発送𠮷野.csv", "📦発送𠮷野.csv" },
        { new string('長', 300) + ".csv", new string('長', 200) },
        { "..\\", "orders.csv" },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_WithFieldsBeforeOrBehindTheFile_AcceptsAndAnswersAnImport(bool fieldsFirst)
    {
        var file = Encoding.UTF8.GetBytes(OrderFiles.Fresh());
        using var form = new MultipartFormDataContent();
        if (!fieldsFirst)
        {
            form.Add(new ByteArrayContent(file), "file", "一月.csv");
        }

        foreach (var (name, value) in ((string, string)[])[("mode", "partial"), ("duplicates", "reject"), ("encoding", "utf-8"), ("delimiter", "comma"), ("group", "春"), ("dryRun", "false"), ("settle", "none"), ("notify", "")])
        {
            form.Add(new StringContent(value), name);
        }

        if (fieldsFirst)
        {
            form.Add(new ByteArrayContent(file), "file", "一月.csv");
        }

        using var response = await host.PostAsync(form);
        var import = await PortalHost.JsonAsync(response, HttpStatusCode.Accepted);

        Assert.Equal($"/api/v1/imports/{import.GetProperty("id").GetGuid()}", response.Headers.Location!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", response.Headers.Pragma.ToString());
        Assert.Contains(import.GetProperty("status").GetString(), (string[])["queued", "running", "completed"]);
        Assert.Equal(("一月.csv", "utf-8", ",", "春"), (Text(import, "fileName"), Text(import, "encoding"), Text(import, "delimiter"), Text(import, "group")));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)), Text(import, "sha256"));
        await host.FinishedAsync(Text(import, "id")!);
    }

    [Fact]
    public async Task Get_OfAFinishedImport_HasThePromisedShapeAndAddsUp()
    {
        var prefix = OrderFiles.Prefix();
        var finished = await host.ImportAsync(
            OrderFiles.Heading + $"{prefix}-1,田中商店,A-100,2,1200,\r\n{prefix}-1,田中商店,B-7,1,500,\r\n{prefix}-2,鈴木商会,A-100,1.5,1200,\r\n", ("allowDuplicateFile", "true"));

        AssertShape(finished);
        Assert.Equal(("completedWithErrors", "finished"), (Text(finished, "status"), Text(finished, "phase")));
        Assert.Equal("""{"read":3,"accepted":2,"rejected":1,"skipped":0,"warnings":0}""", finished.GetProperty("rows").GetRawText());
        Assert.Equal("""{"created":1,"updated":0,"unchanged":0,"rejected":1,"skipped":0}""", finished.GetProperty("orders").GetRawText());
        Assert.Equal("""{"quantity":3,"amount":2900,"matches":true}""", finished.GetProperty("controlTotals").GetRawText());
        Assert.Equal("デモ連携", Text(finished, "createdBy"));
        using var again = await host.GetAsync($"/api/v1/imports/{Text(finished, "id")}");
        Assert.True(again.Headers.CacheControl!.NoStore);
        Assert.Equal("application/json", again.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task List_ToTheEndOfTheCursor_SeesEveryImportOnceNewestFirst()
    {
        for (var i = 0; i < 3; i++)
        {
            await host.ImportAsync(OrderFiles.Fresh(1));
        }

        var numbers = new List<long>();
        string? cursor = null;
        do
        {
            var page = await host.GetJsonAsync($"/api/v1/imports?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.Equal(["items", "nextCursor"], page.EnumerateObject().Select(member => member.Name));
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 2);
            numbers.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt64()));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null && numbers.Count < 1000);

        var all = await host.GetJsonAsync("/api/v1/imports?limit=500");
        Assert.Equal(all.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt64()), numbers);
        Assert.Equal(numbers.Distinct().OrderDescending(), numbers);
    }

    [Fact]
    public async Task Problems_InBothLanguages_FollowFiltersAndCursor()
    {
        var prefix = OrderFiles.Prefix();
        var finished = await host.ImportAsync(
            "注文番号,顧客名,商品コード,数量,単価,郵便番号\r\n"
            + $"{prefix}-1,田中商店,A-100,1.5,時価,150-0001\r\n{prefix}-2,鈴木商会,A-100,1,1200,600001\r\n{prefix}-3,佐藤,A-100,0,1200,150-0001\r\n");
        var path = $"/api/v1/imports/{Text(finished, "id")}/problems";

        var english = (await host.GetJsonAsync(path)).GetProperty("items").EnumerateArray().ToList();
        var japanese = (await host.GetJsonAsync(path, language: "ja,en;q=0.5")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["row", "column", "code", "severity", "value", "message"], english[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal([(2, "quantity", "not_an_integer", "error", "1.5"), (2, "unit_price", "not_a_number", "error", "時価"), (3, "postal_code", "adjusted", "warning", "600001"), (4, "quantity", "out_of_range", "error", "0")],
            english.Select(item => (item.GetProperty("row").GetInt32(), Text(item, "column"), Text(item, "code"), Text(item, "severity"), Text(item, "value"))));
        Assert.Equal("\"1.5\" is not a whole number. Enter 1 to 99,999.", Text(english[0], "message"));
        Assert.Equal("「1.5」は整数ではありません。1〜99,999の整数を入力してください。", Text(japanese[0], "message"));
        Assert.Equal([4], Rows(await host.GetJsonAsync($"{path}?code=out_of_range")));
        Assert.Equal([3], Rows(await host.GetJsonAsync($"{path}?severity=warning")));
        Assert.Equal([2], Rows(await host.GetJsonAsync($"{path}?severity=error&code=not_a_number")));
        Assert.Empty(Rows(await host.GetJsonAsync($"{path}?severity=warning&code=not_a_number")));

        var first = await host.GetJsonAsync($"{path}?severity=error&limit=2");
        var second = await host.GetJsonAsync($"{path}?severity=error&limit=2&cursor={Text(first, "nextCursor")}");
        Assert.Equal([2, 2, 4], Rows(first).Concat(Rows(second)));
        Assert.Null(Text(second, "nextCursor"));
    }

    [Theory]
    [InlineData("utf-8", "ja", "取り込みエラー_", "17行目" )]
    [InlineData("cp932", "ja", "取り込みエラー_", "17行目")]
    [InlineData("utf-8", "en", "import_errors_", "Row 17")]
    [InlineData("cp932", "en", "import_errors_", "Row 17")]
    public async Task Report_InEachEncodingAndLanguage_HasTheRejectedRowsAndNoOther(string encoding, string language, string nameStart, string reason)
    {
        var prefix = OrderFiles.Prefix();
        var good = string.Concat(Enumerable.Range(2, 15).Select(row => $"{prefix}-{row},田中商店,A-100,2,1200,\r\n"));
        var finished = await host.ImportAsync(OrderFiles.Heading + good + $"{prefix}-17,髙橋①,A-100,1.5,1200,\"改\r\n行\"\r\n{prefix}-17,髙橋①,B-1,1,1200,\r\n{prefix}-19,田中,A-100,2,1200,\r\n");

        // The language of the parameter, whatever the header says.
        using var response = await host.GetAsync($"/api/v1/imports/{Text(finished, "id")}/report?format=csv&encoding={encoding}&lang={language}", language: "en");
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("text/csv", encoding == "cp932" ? "Shift_JIS" : "utf-8"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentType.CharSet));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Matches($"^{nameStart}{finished.GetProperty("number").GetInt64()}_20[0-9]{{10}}\\.csv$", response.Content.Headers.ContentDisposition!.FileNameStar!);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition.DispositionType);
        Assert.Equal(encoding == "utf-8", bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        var text = (encoding == "cp932" ? CodePagesEncodingProvider.Instance.GetEncoding(932)! : Encoding.UTF8).GetString(bytes);
        Assert.Contains($"{prefix}-17", text, StringComparison.Ordinal);
        Assert.Contains("髙橋①", text, StringComparison.Ordinal);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.Contains("not_an_integer", text, StringComparison.Ordinal);
        Assert.Contains("order_rejected", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{prefix}-16", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{prefix}-19", text, StringComparison.Ordinal);
        Assert.Equal(language == "ja", text.Contains("整数ではありません", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_WhenFetched_IsTheUploadByteForByte()
    {
        var bytes = new byte[1_300_000];
        var head = CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(OrderFiles.Fresh(3));
        Random.Shared.NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((bytes[i] % 64) + 48);
        }

        head.CopyTo(bytes, 0);
        var finished = await host.ImportAsync(bytes, "注文 一月.csv");

        using var response = await host.GetAsync($"/api/v1/imports/{Text(finished, "id")}/file");

        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("注文 一月.csv", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Create_OfTheSameFile_IsRefusedWithTheEarlierUnlessAllowedOrVoid()
    {
        var file = Encoding.UTF8.GetBytes(OrderFiles.Fresh());
        var first = await host.ImportAsync(file);
        var before = await host.CountsAsync();

        foreach (var (language, start) in ((string, string)[])[("en", "Imported already on "), ("ja", "このファイルは")])
        {
            using var form = PortalHost.Form(file, "other-name.csv");
            using var response = await host.PostAsync(form, language: language);
            var problem = await PortalHost.ProblemAsync(response, 409, "same_file");
            Assert.Equal((Text(first, "id"), first.GetProperty("number").GetInt64()), (Text(problem, "importId"), problem.GetProperty("importNumber").GetInt64()));
            Assert.StartsWith(start, Text(problem, "title"), StringComparison.Ordinal);
            Assert.Contains(first.GetProperty("number").GetRawText(), Text(problem, "title"), StringComparison.Ordinal);
        }

        Assert.Equal(before, await host.CountsAsync());

        // Another tenant has nothing to do with it.
        await host.ImportAsync(file, client: DemoSeed.OtherClientId);
        var again = await host.ImportAsync(file, fields: ("allowDuplicateFile", "true"));
        Assert.Equal(2, again.GetProperty("orders").GetProperty("rejected").GetInt64());
        foreach (var state in (int[])[7, 8, 9])
        {
            await host.ExecuteAsync("UPDATE import_batches SET status = $1 WHERE file_sha256 = $2", (short)state, Convert.FromHexString(Text(first, "sha256")!));
            var next = await host.ImportAsync(file);
            Assert.NotEqual(Text(first, "id"), Text(next, "id"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Create_WithANameOfAStranger_KeepsItsLastPartWithoutWhatIsNoName(string sent, string kept)
    {
        var file = Encoding.UTF8.GetBytes(OrderFiles.Fresh(1));
        using var form = new MultipartFormDataContent();
        var content = new ByteArrayContent(file);
        content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename*=UTF-8''{Uri.EscapeDataString(sent)}");
        form.Add(content);

        using var response = await host.PostAsync(form);
        var import = await PortalHost.JsonAsync(response, HttpStatusCode.Accepted);

        Assert.Equal(kept, Text(import, "fileName"));
        await host.FinishedAsync(Text(import, "id")!);
    }

    [Fact]
    public async Task Create_InTheNameOfABrowser_NeedsRoleAndProof()
    {
        var before = await host.CountsAsync();
        var viewer = await host.SignInAsync("viewer@demo.example");
        var worker = await host.SignInAsync("operator@demo.example");
        Assert.NotNull(worker.Proof);

        using var forbidden = await PostAsync(viewer with { Proof = worker.Proof });
        await PortalHost.ProblemAsync(forbidden, 403, "forbidden");
        using var unproven = await PostAsync(worker with { Proof = null });
        await PortalHost.ProblemAsync(unproven, 400, "antiforgery");
        using var forged = await PostAsync(worker with { Proof = "forged" });
        await PortalHost.ProblemAsync(forged, 400, "antiforgery");
        using var form = PortalHost.Form("x"u8.ToArray());
        form.Add(new StringContent(worker.Proof), "__RequestVerificationToken");
        using var proofInForm = await host.SendAsync(HttpMethod.Post, "/api/v1/imports", null, form, browser: worker with { Proof = null });
        await PortalHost.ProblemAsync(proofInForm, 400, "antiforgery");
        Assert.Equal(before, await host.CountsAsync());

        using var accepted = await PostAsync(worker);
        var import = await PortalHost.JsonAsync(accepted, HttpStatusCode.Accepted);
        Assert.Equal("佐藤 受注", Text(import, "createdBy"));
        await host.FinishedAsync(Text(import, "id")!);

        async Task<HttpResponseMessage> PostAsync(Browser browser)
        {
            using var upload = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh(1)));
            return await host.SendAsync(HttpMethod.Post, "/api/v1/imports", null, upload, browser: browser);
        }
    }

    private static void AssertShape(JsonElement import)
    {
        string[] promised =
        [
            "id", "status", "phase", "fileName", "sha256", "encoding", "delimiter", "profile", "rows", "orders", "controlTotals", "startedAt", "finishedAt", "durationMs",
            "createdBy", "parentId",
        ];
        Assert.Empty(promised.Except(import.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal));
        Assert.All(import.EnumerateObject(), member => Assert.Matches("^[a-z][A-Za-z0-9]*$", member.Name));
        Assert.Equal(JsonValueKind.Null, import.GetProperty("parentId").ValueKind);
        Assert.True(import.GetProperty("durationMs").GetInt64() >= 0);
        Assert.EndsWith("+00:00", Text(import, "startedAt")!.Replace("Z", "+00:00", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(import.GetProperty("finishedAt").GetDateTimeOffset() >= import.GetProperty("startedAt").GetDateTimeOffset());
    }

    private static IEnumerable<int> Rows(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("row").GetInt32());

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
