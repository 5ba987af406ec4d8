using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrderPortal.WebApp.Tests.Payments;

[Collection(PortalCollection.Name)]
public sealed class ChargesEndpointsTests(PortalHost portal)
{
    private const string Settlements = "/api/v1/settlements";
    private const string Charges = "/api/v1/charges";

    [Fact]
    public async Task Lists_OfASettlement_SortFilterNarrowAndFollowChanges()
    {
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture);
        var (settlement, import) = await SettleAsync("C-1", "C-2", "SIM-DECLINE-1");
        var of = $"settlementId={settlement}";

        var newest = await ItemsAsync($"{Charges}?{of}");
        var oldest = await ItemsAsync($"{Charges}?{of}&sort=createdAt");
        var declined = await ItemsAsync($"{Charges}?{of}&status=declined,failed");
        var page = await portal.GetJsonAsync($"{Charges}?{of}&limit=2&fields=id,amount");
        var changed = await portal.GetJsonAsync($"{Charges}?importId={import}&modifiedSince={Uri.EscapeDataString(since)}");
        var settled = await portal.GetJsonAsync($"{Settlements}?importId={import}&running=false&modifiedSince={Uri.EscapeDataString(since)}");

        Assert.Equal(3, newest.Count);
        Assert.Equal(Enumerable.Reverse(newest).Select(IdOf), oldest.Select(IdOf));
        Assert.Equal(("SIM-DECLINE-1", "card_declined", "credit_card"), (Text(Assert.Single(declined), "customerCode"), Text(declined[0], "failureCode"), Text(declined[0], "paymentMethod")));
        Assert.Equal(["amount", "id"], page.GetProperty("items")[0].EnumerateObject().Select(member => member.Name).Order());
        Assert.NotNull(Text(page, "nextCursor"));
        Assert.Equal(newest.Select(IdOf).Order(), changed.GetProperty("items").EnumerateArray().Select(IdOf).Order());
        Assert.NotEmpty(Text(changed, "syncCursor")!);
        Assert.Equal(settlement, IdOf(Assert.Single(settled.GetProperty("items").EnumerateArray())));
        Assert.Equal(["declined", "succeeded"], settled.GetProperty("items")[0].GetProperty("charges").EnumerateArray().Select(count => Text(count, "status")!).Order());
        Assert.Empty((await portal.GetJsonAsync($"{Charges}?{of}", "other-client")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData($"{Charges}?status=declined,gone")]
    [InlineData($"{Charges}?settlementId=x")]
    [InlineData($"{Charges}?sort=amount")]
    [InlineData($"{Settlements}?running=maybe")]
    public async Task Lists_OfWhatTheyDoNotUnderstand_Refuse(string path)
    {
        using var answer = await portal.GetAsync(path);

        await PortalHost.ProblemAsync(answer, 400, "bad_value");
    }

    [Fact]
    public async Task Refund_TwiceOfTheChargeThatWasSeen_OneWins()
    {
        var (settlement, _) = await SettleAsync("C-1");
        var path = $"{Charges}/{IdOf((await ItemsAsync($"{Charges}?settlementId={settlement}"))[0])}";
        using var get = await portal.GetAsync(path);
        var tag = get.Headers.ETag!;
        using var unchanged = await SendAsync(HttpMethod.Get, path, null, ifNoneMatch: tag);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SendAsync(HttpMethod.Post, $"{path}/refund", new { amount = 1_000, reason = "返品" }, tag)));

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        var won = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        await PortalHost.ProblemAsync(Assert.Single(answers, answer => answer.StatusCode != HttpStatusCode.Accepted), 412, "precondition_failed");
        var charge = await PortalHost.JsonAsync(won, HttpStatusCode.Accepted);
        Assert.Equal((1_640, "返品", 1_000), (charge.GetProperty("refundable").GetInt32(), Text(charge.GetProperty("refunds")[0], "reason"), charge.GetProperty("refunds")[0].GetProperty("amount").GetInt32()));

        // The gateway's message may come before its answer, with which the attempt is written down.
        var back = await UntilAsync(path, now => Text(now, "status") == "partlyRefunded" && now.GetProperty("attempts").GetArrayLength() == 2);
        Assert.Equal(1_000, back.GetProperty("refunded").GetInt32());
        var figures = await portal.GetJsonAsync($"{Settlements}/{settlement}/reconciliation");
        Assert.Equal((2_640, 1_000, 1_640, true), (figures.GetProperty("captured").GetInt32(), figures.GetProperty("refunded").GetInt32(), figures.GetProperty("kept").GetInt32(), figures.GetProperty("consistent").GetBoolean()));
    }

    [Theory]
    [InlineData("""{ "amount": 2641 }""", 422, "refund_exceeds_captured", "amount")]
    [InlineData("""{ "amount": 0 }""", 422, "refund_amount_too_low", "amount")]
    [InlineData("""{ "amount": 1.5 }""", 400, "bad_json", "amount")]
    [InlineData("""{ "amounts": 1 }""", 400, "bad_json", "amounts")]
    [InlineData("""{ "orderId": "0197f5a0-0000-7000-8000-000000000000" }""", 422, "bad_value", "orderId")]
    public async Task Refund_OfWhatCannotBe_NamesTheField(string body, int status, string code, string field)
    {
        var (settlement, _) = await SettleAsync("C-1");
        var id = IdOf((await ItemsAsync($"{Charges}?settlementId={settlement}"))[0]);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await portal.SendAsync(HttpMethod.Post, $"{Charges}/{id}/refund", await portal.TokenAsync(), content);

        var problem = await PortalHost.ProblemAsync(answer, status, code);
        Assert.Equal(field, Text(problem.GetProperty("errors")[0], "field"));
    }

    [Fact]
    public async Task Changes_ThatTheStateForbids_AreRefusedInTheCallersLanguage()
    {
        var (settlement, _) = await SettleAsync("C-1", "SIM-DECLINE-1");
        var charges = await ItemsAsync($"{Charges}?settlementId={settlement}");
        var paid = IdOf(charges.Single(charge => Text(charge, "status") == "succeeded"));
        var declined = IdOf(charges.Single(charge => Text(charge, "status") == "declined"));

        using var retry = await portal.SendAsync(HttpMethod.Post, $"{Charges}/{paid}/retry", await portal.TokenAsync(), language: "ja");
        using var cancel = await portal.SendAsync(HttpMethod.Post, $"{Charges}/{paid}/cancel", await portal.TokenAsync(), language: "en");
        using var refund = await SendAsync(HttpMethod.Post, $"{Charges}/{declined}/refund", new { });

        Assert.Equal("やり直せるのは、承認されなかった決済、失敗した決済、期限切れの決済だけです。", Text(await PortalHost.ProblemAsync(retry, 409, "charge_not_retryable"), "title"));
        Assert.Equal("The money has come in. Refund it instead.", Text(await PortalHost.ProblemAsync(cancel, 409, "charge_already_captured"), "title"));
        await PortalHost.ProblemAsync(refund, 409, "nothing_captured");
    }

    [Fact]
    public async Task RetryAndCancel_OfWhatWasDeclined_GoThrough()
    {
        var (settlement, _) = await SettleAsync("SIM-DECLINE-1", "SIM-DECLINE-2", "SIM-DECLINE-3");
        var ids = (await ItemsAsync($"{Charges}?settlementId={settlement}")).ConvertAll(IdOf);

        using var cancel = await SendAsync(HttpMethod.Post, $"{Charges}/{ids[0]}/cancel", null);
        using var retry = await SendAsync(HttpMethod.Post, $"{Charges}/{ids[1]}/retry", null);
        using var all = await SendAsync(HttpMethod.Post, $"{Settlements}/{settlement}/retry", null);

        Assert.Equal("cancelled", Text(await PortalHost.JsonAsync(cancel, HttpStatusCode.Accepted), "status"));
        Assert.NotEqual("cancelled", Text(await PortalHost.JsonAsync(retry, HttpStatusCode.Accepted), "status"));
        Assert.InRange((await PortalHost.JsonAsync(all, HttpStatusCode.Accepted)).GetProperty("changed").GetInt32(), 1, 2);
        var again = await UntilAsync($"{Charges}/{ids[1]}", now => Text(now, "status") == "declined" && now.GetProperty("attemptCount").GetInt32() >= 2);
        Assert.True(again.GetProperty("round").GetInt32() >= 2);
        await UntilAsync($"{Settlements}/{settlement}", now => Text(now, "finishedAt") is not null);
        using var stop = await SendAsync(HttpMethod.Post, $"{Settlements}/{settlement}/cancel", null);
        Assert.Equal(0, (await PortalHost.JsonAsync(stop, HttpStatusCode.Accepted)).GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task Everything_OfAnotherTenant_IsNotThere()
    {
        var (settlement, _) = await SettleAsync("C-1");
        var charge = IdOf((await ItemsAsync($"{Charges}?settlementId={settlement}"))[0]);
        var token = await portal.TokenAsync("other-client");

        foreach (var path in (string[])[$"{Charges}/{charge}", $"{Settlements}/{settlement}", $"{Settlements}/{settlement}/reconciliation"])
        {
            using var answer = await portal.SendAsync(HttpMethod.Get, path, token);
            await PortalHost.ProblemAsync(answer, 404, "not_found");
        }

        foreach (var path in (string[])[$"{Charges}/{charge}/refund", $"{Charges}/{charge}/retry", $"{Charges}/{charge}/cancel", $"{Settlements}/{settlement}/retry", $"{Settlements}/{settlement}/cancel"])
        {
            using var answer = await portal.SendAsync(HttpMethod.Post, path, token, JsonContent.Create(new { }));
            await PortalHost.ProblemAsync(answer, 404, "not_found");
        }
    }

    [Theory]
    [InlineData("refund")]
    [InlineData("retry")]
    [InlineData("cancel")]
    public async Task Changes_WithoutTheScope_AreForbidden(string action)
    {
        using var answer = await portal.SendAsync(HttpMethod.Post, $"{Charges}/{Guid.NewGuid()}/{action}", await portal.TokenAsync(scope: "payments.read"), JsonContent.Create(new { }));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>An order of 2,640 yen for each customer, settled one by one.</summary>
    private async Task<(string Settlement, string Import)> SettleAsync(params string[] customers)
    {
        var prefix = OrderFiles.Prefix();
        var rows = customers.Select((customer, place) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{place},{customer},田中商店,A-100,2,1200\r\n"));
        var import = IdOf(await portal.ImportAsync($"注文番号,顧客コード,顧客名,商品コード,数量,単価\r\n{string.Concat(rows)}"));
        using var run = await SendAsync(HttpMethod.Post, Settlements, new { importId = import });
        var settlement = IdOf(await PortalHost.JsonAsync(run, HttpStatusCode.Accepted));
        await UntilAsync($"{Settlements}/{settlement}", now => Text(now, "finishedAt") is not null);
        return (settlement, import);
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await portal.GetJsonAsync(path);
            if (holds(now))
            {
                return now;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), now.GetRawText());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<List<JsonElement>> ItemsAsync(string path) => [.. (await portal.GetJsonAsync(path)).GetProperty("items").EnumerateArray()];

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, EntityTagHeaderValue? ifMatch = null, EntityTagHeaderValue? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await portal.TokenAsync());
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.IfNoneMatch.Add(ifNoneMatch);
        }

        return await portal.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string IdOf(JsonElement item) => item.GetProperty("id").GetString()!;

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
