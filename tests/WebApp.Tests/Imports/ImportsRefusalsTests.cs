using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Wrong inputs: refused in the caller's language with a code, nothing written, nothing told of the inside.</summary>
[Collection(PortalCollection.Name)]
public sealed class ImportsRefusalsTests(PortalHost host)
{
    private const string Unknown = "01900000-0000-7000-8000-00000000ffff";
    private static readonly string[] ByImport = ["", "/problems", "/report", "/file"];

    /// <summary>What is wrong, the code, and what the detail or the title names in both languages.</summary>
    public static TheoryData<string, int, string, string, string> Files() => new()
    {
        { "empty", 422, "empty_file", "ファイルに注文がありません。", "The file has no orders." },
        { "headingOnly", 422, "empty_file", "ファイルに注文がありません。", "The file has no orders." },
        { "png", 422, "not_a_spreadsheet", "PNG", "PNG" },
        { "zip", 422, "not_a_spreadsheet", "ZIP", "ZIP" },
        { "document", 422, "not_a_spreadsheet", "表のない文書", "document without a table" },
        { "locked", 422, "password_protected", "パスワード", "password" },
        { "bomb", 422, "unpacks_too_large", "大きくなりすぎます", "unpacks to far more" },
        { "noSheet", 422, "empty_file", "ファイルに注文がありません。", "The file has no orders." },
        { "nul", 422, "not_a_spreadsheet", "NUL", "NUL" },
        { "missing", 422, "missing_heading", "「顧客名」", "\"Customer name\"" },
        { "duplicate", 422, "duplicate_heading", "A列とC列", "columns A and C" },
    };

    /// <summary>A field, its value and the code.</summary>
    public static TheoryData<string, string, string> Fields() => new()
    {
        { "mode", "sometimes", "bad_value" },
        { "duplicates", "perhaps", "bad_value" },
        { "encoding", "latin1", "bad_value" }, { "delimiter", ".", "bad_value" }, { "allowDuplicateFile", "1", "bad_value" },
        { "dryRun", "maybe", "bad_value" }, { "profile", "rakuten", "bad_value" }, { "profile", "01890000-0000-7000-8000-000000000000", "bad_value" }, { "sheet", new string('長', 32), "bad_value" },
        { "settle", "perCustomer", "bad_value" }, { "notify", "sms", "bad_value" },
        { "group", new string('長', 101), "bad_value" }, { "group", "a\0b", "bad_value" }, { "sheet", new string('x', 5000), "bad_value" }, { "note", new string('x', 5000), "unknown_field" },
        { "colour", "red", "unknown_field" }, { "Mode", "partial", "unknown_field" }, { "colour", "", "unknown_field" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Create_WithAFileThatIsNone_SaysWhyAndKeepsNothing(string kind, int status, string code, string japanese, string english)
    {
        var before = await host.CountsAsync();
        foreach (var (language, named) in ((string, string)[])[("ja", japanese), ("en", english)])
        {
            using var form = PortalHost.Form(FileOf(kind), "注文.csv");
            using var response = await host.PostAsync(form, language: language);

            var problem = await PortalHost.ProblemAsync(response, status, code);
            Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(problem.GetProperty("errors").EnumerateArray());
        }

        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task Create_WithSeveralHeadingsMissing_NamesThemAll()
    {
        using var form = PortalHost.Form("注文番号,備考\r\nEC-1,x\r\n"u8.ToArray());
        using var response = await host.PostAsync(form);

        var problem = await PortalHost.ProblemAsync(response, 422, "missing_heading");
        Assert.Equal(["customer_name", "product_code", "quantity", "unit_price"], problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Create_WithAFieldThatIsNotTaken_NamesItAndKeepsNothing(string field, string value, string code)
    {
        var before = await host.CountsAsync();
        foreach (var fileFirst in (bool[])[true, false])
        {
            using var form = fileFirst ? PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh())) : [];
            form.Add(new StringContent(value), field);
            using var response = await host.PostAsync(form, language: fileFirst ? "ja" : "en");

            var problem = await PortalHost.ProblemAsync(response, 400, code);
            var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
            Assert.Equal((field, code), (error.GetProperty("field").GetString(), error.GetProperty("code").GetString()));
            Assert.Contains(field, problem.GetProperty("title").GetString(), StringComparison.Ordinal);
            Assert.InRange(problem.GetProperty("title").GetString()!.Length, 10, 250);
        }

        Assert.Equal(before, await host.CountsAsync());
    }

    [Theory]
    [InlineData("json", "unsupported_media_type", 415)]
    [InlineData("noBoundary", "not_multipart")]
    [InlineData("unfinished", "not_multipart")]
    [InlineData("unfinishedFile", "not_multipart")]
    [InlineData("nothing", "not_multipart")]
    [InlineData("noFile", "missing_file")]
    [InlineData("twoFiles", "too_many_files")]
    [InlineData("otherFile", "unknown_field")]
    public async Task Create_WithAFormThatIsNone_SaysWhyAndKeepsNothing(string kind, string code, int status = 400)
    {
        var before = await host.CountsAsync();
        var titles = new List<string>();
        foreach (var language in (string[])["ja", "en"])
        {
            using var form = FormOf(kind);
            using var response = await host.PostAsync(form, language: language);
            titles.Add((await PortalHost.ProblemAsync(response, status, code)).GetProperty("title").GetString()!);
        }

        Assert.NotEqual(titles[0], titles[1]);
        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task Create_WithTooLargeALength_IsRefusedBeforeTheBody()
    {
        var before = await host.CountsAsync();

        var answer = await SendRawAsync("Content-Length: 209715200", (_, _) => Task.CompletedTask);

        AssertTooLarge(answer);
        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task Create_WithTooLargeABodyOfUnsaidLength_IsRefusedAtTheLimitAndNotHeld()
    {
        var before = await host.CountsAsync();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        var answer = await SendRawAsync("Transfer-Encoding: chunked", async (stream, cancellationToken) =>
        {
            await WriteChunkAsync(stream, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"u8.ToArray(), cancellationToken);
            var piece = Encoding.ASCII.GetBytes(new string('a', 1024 * 1024 - 2) + "\r\n");
            for (var megabyte = 0; megabyte < 200; megabyte++)
            {
                await WriteChunkAsync(stream, piece, cancellationToken);
                if (megabyte % 30 == 0)
                {
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - memory);
                }
            }
        });

        AssertTooLarge(answer);
        Assert.InRange(most, long.MinValue, 40L * 1024 * 1024);
        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task Create_WhenTheSenderLeavesHalfWay_LeavesNothingBehind()
    {
        var before = await host.CountsAsync();

        await SendRawAsync("Content-Length: 5000000", async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"u8.ToArray(), cancellationToken);
            await stream.WriteAsync(new byte[2_000_000], cancellationToken);
            throw new IOException("The sender leaves.");
        });

        var start = TimeProvider.System.GetTimestamp();
        while (await host.CountsAsync() != before && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task AnyRoute_WithAnotherTenantsId_AnswersLikeForOneThatDoesNotExist()
    {
        var import = await host.ImportAsync(OrderFiles.Good($"{OrderFiles.Prefix()}-1") + "x,y\r\n");
        var id = import.GetProperty("id").GetString()!;
        foreach (var route in ByImport)
        {
            using var own = await host.GetAsync($"/api/v1/imports/{id}{route}");
            Assert.Equal(HttpStatusCode.OK, own.StatusCode);
            foreach (var language in (string[])["ja", "en"])
            {
                using var foreign = await host.GetAsync($"/api/v1/imports/{id}{route}", DemoSeed.OtherClientId, language);
                using var unknown = await host.GetAsync($"/api/v1/imports/{Unknown}{route}", DemoSeed.OtherClientId, language);
                Assert.Equal(Bare(await PortalHost.ProblemAsync(unknown, 404, "not_found")), Bare(await PortalHost.ProblemAsync(foreign, 404, "not_found")));
            }
        }

        var list = await host.GetJsonAsync("/api/v1/imports?limit=500", DemoSeed.OtherClientId);
        Assert.DoesNotContain(list.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == id);

        static string Bare(JsonElement problem) => problem.GetRawText().Replace(problem.GetProperty("traceId").GetString()!, "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/imports/not-a-guid", 404, "not_found")]
    [InlineData("GET", "/api/v1/imports/not-a-guid/problems", 404, "not_found")]
    [InlineData("GET", "/api/v1/nothing", 404, "not_found")]
    [InlineData("DELETE", "/api/v1/imports", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/imports?limit=0", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports?limit=501", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports?limit=many", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports?limit=1&limit=2", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports?cursor=garbage", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports?cursor=f_________________________________", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports?colour=red", 400, "unknown_field")]
    [InlineData("GET", "/api/v1/imports/" + Unknown + "/problems?severity=fatal", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports/" + Unknown + "/problems?code=%00", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports/" + Unknown + "/report?format=pdf", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports/" + Unknown + "/report?format=xlsx", 404, "not_found")]
    [InlineData("GET", "/api/v1/imports/" + Unknown + "/report?encoding=euc-jp", 400, "bad_value")]
    [InlineData("GET", "/api/v1/imports/" + Unknown + "/report?lang=fr", 400, "bad_value")]
    public async Task AnyRoute_WithAnAddressThatIsNotUnderstood_SaysSoInBothLanguages(string method, string path, int status, string code)
    {
        using var japanese = await host.SendAsync(new HttpMethod(method), path, await host.TokenAsync(), language: "ja");
        using var english = await host.SendAsync(new HttpMethod(method), path, await host.TokenAsync(), language: "en");

        Assert.NotEqual(
            (await PortalHost.ProblemAsync(japanese, status, code)).GetProperty("title").GetString(),
            (await PortalHost.ProblemAsync(english, status, code)).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("none", "unauthorized", "Bearer realm=\"OrderPortal\"")]
    [InlineData("garbage", "invalid_token", "Bearer realm=\"OrderPortal\", error=\"invalid_token\"")]
    [InlineData("expired", "invalid_token", "Bearer realm=\"OrderPortal\", error=\"invalid_token\"")]
    public async Task AnyRoute_WithoutAGoodToken_Is401(string kind, string code, string challenge)
    {
        var before = await host.CountsAsync();
        var token = kind switch { "none" => null, "garbage" => "garbage", _ => await host.ExpiredTokenAsync() };
        foreach (var path in ByImport.Select(route => $"/api/v1/imports/{Unknown}{route}").Append("/api/v1/imports"))
        {
            using var response = await host.SendAsync(HttpMethod.Get, path, token, language: "ja");
            await PortalHost.ProblemAsync(response, 401, code);
            Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
        }

        using var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh()));
        using var upload = await host.SendAsync(HttpMethod.Post, "/api/v1/imports", token, form);
        await PortalHost.ProblemAsync(upload, 401, code);
        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task AnyRoute_WithATokenThatLacksTheScope_Is403AndNamesIt()
    {
        var before = await host.CountsAsync();
        var readOnly = await host.TokenAsync(scope: Scopes.ImportsRead);
        var orders = await host.TokenAsync(scope: Scopes.OrdersRead);
        using var form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh()));

        using var write = await host.SendAsync(HttpMethod.Post, "/api/v1/imports", readOnly, form);
        await PortalHost.ProblemAsync(write, 403, "insufficient_scope");
        Assert.Contains("imports.write", write.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        foreach (var path in ByImport.Select(route => $"/api/v1/imports/{Unknown}{route}").Append("/api/v1/imports"))
        {
            using var read = await host.SendAsync(HttpMethod.Get, path, orders, language: "ja");
            await PortalHost.ProblemAsync(read, 403, "insufficient_scope");
        }

        Assert.Equal(before, await host.CountsAsync());
    }

    private static byte[] FileOf(string kind) => kind switch
    {
        "empty" => [],
        "headingOnly" => Encoding.UTF8.GetBytes(OrderFiles.Heading),
        "png" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
        "zip" => [0x50, 0x4B, 0x03, 0x04, 20, 0, 0, 0, .. "[Content_Types].xml"u8],
        "document" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[2_000]],
        "locked" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1_000], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[1_000]],
        "bomb" => new TestWorkbook { SharedStrings = $"<si><t>{new string(' ', 50_000_000)}</t></si>" }.Sheet("S", "").Save().ToArray(),
        "noSheet" => new TestWorkbook().Sheet("S", "").Save().ToArray(),
        "nul" => Encoding.UTF8.GetBytes(OrderFiles.Fresh().Replace("A-100", "A\0", StringComparison.Ordinal)),
        "missing" => "注文番号,商品コード,数量,単価\r\nEC-1,A-100,1,100\r\n"u8.ToArray(),
        "duplicate" => "注文番号,顧客名,受注番号,商品コード,数量,単価\r\nEC-1,田中,EC-1,A-100,1,100\r\n"u8.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static HttpContent FormOf(string kind)
    {
        const string part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n注文番号,顧客名";
        switch (kind)
        {
            case "json":
                return new StringContent("{}", Encoding.UTF8, "application/json");
            case "noBoundary":
                return Raw(part, "multipart/form-data");
            case "unfinished":
                return Raw("--b\r\nContent-Disposition: form-data; na", "multipart/form-data; boundary=b");
            case "unfinishedFile":
                return Raw(part, "multipart/form-data; boundary=b");
            case "nothing":
                return Raw("", "multipart/form-data; boundary=b");
        }

        var form = new MultipartFormDataContent();
        form.Add(kind == "noFile" ? new StringContent("partial") : new ByteArrayContent("x"u8.ToArray()), kind == "noFile" ? "mode" : "file");
        if (kind != "noFile")
        {
            form = PortalHost.Form(Encoding.UTF8.GetBytes(OrderFiles.Fresh()));
            form.Add(new ByteArrayContent("x"u8.ToArray()), kind == "twoFiles" ? "file" : "attachment", "b.csv");
        }

        return form;

        static HttpContent Raw(string text, string type)
        {
            var content = new StringContent(text);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return content;
        }
    }

    private static void AssertTooLarge(string answer)
    {
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"too_large\"", answer, StringComparison.Ordinal);
        Assert.Contains("100MBを超えています", answer, StringComparison.Ordinal);
    }

    private static async Task WriteChunkAsync(Stream stream, byte[] piece, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(piece.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n"), cancellationToken);
        await stream.WriteAsync(piece, cancellationToken);
        await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>A request byte by byte, as no polite client sends it; what came back until the server closed.</summary>
    private async Task<string> SendRawAsync(string length, Func<Stream, CancellationToken, Task> sendBody)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var head = $"POST /api/v1/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {await host.TokenAsync()}\r\nAccept-Language: ja\r\n"
            + $"Content-Type: multipart/form-data; boundary=b\r\n{length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var answered = ReadAsync();
        try
        {
            await sendBody(stream, deadline.Token);
        }
        catch (IOException)
        {
            // The server has answered and closed, or the test's sender left.
            if (!answered.IsCompleted)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }

        return await answered;

        async Task<string> ReadAsync()
        {
            var received = new MemoryStream();
            var buffer = new byte[4096];
            try
            {
                while (await stream.ReadAsync(buffer, deadline.Token) is var read and > 0)
                {
                    received.Write(buffer, 0, read);
                    if (Encoding.UTF8.GetString(received.ToArray()) is var text && text.Contains("\r\n\r\n{", StringComparison.Ordinal) && text.Contains('}', StringComparison.Ordinal))
                    {
                        break;
                    }
                }
            }
            catch (IOException)
            {
                // Closed hard after the answer.
            }

            return Encoding.UTF8.GetString(received.ToArray());
        }
    }
}
