using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Payments;

[Collection(PortalCollection.Name)]
public sealed class SettlementsEndpointsTests(PortalHost portal)
{
    private const string Path = "/api/v1/settlements";
    private const string Settings = "/simulator/v1/settings";

    [Fact]
    public async Task Run_WhenThePlanIsTheOneShown_SettlesTheImport()
    {
        var import = (await portal.ImportAsync(OrderFiles.Fresh(3))).GetProperty("id").GetString()!;

        var plan = await SendAsync(HttpMethod.Post, $"{Path}/plan", new { importId = import, grouping = "perOrder" }, HttpStatusCode.OK);
        var started = await SendAsync(HttpMethod.Post, Path, new { importId = import, grouping = "perOrder", token = plan.GetProperty("token").GetString() }, HttpStatusCode.Accepted);
        var settlement = await FinishedAsync(started.GetProperty("id").GetString()!);

        Assert.Equal((3, 3 * 2_640, 3), (plan.GetProperty("orders").GetInt32(), plan.GetProperty("amount").GetInt32(), plan.GetProperty("charges").GetArrayLength()));
        Assert.Equal("credit_card", plan.GetProperty("charges")[0].GetProperty("paymentMethod").GetString());
        Assert.Equal((import, "perOrder", "simulator"), (settlement.GetProperty("importId").GetString(), settlement.GetProperty("grouping").GetString(), settlement.GetProperty("gateway").GetString()));
        var tally = Assert.Single(settlement.GetProperty("charges").EnumerateArray());
        Assert.Equal(("succeeded", 3, 7_920), (tally.GetProperty("status").GetString(), tally.GetProperty("count").GetInt32(), tally.GetProperty("amount").GetInt32()));
        var orders = (await portal.GetJsonAsync($"/api/v1/orders?importId={import}")).GetProperty("items").EnumerateArray().ToList();
        Assert.All(orders, order => Assert.Equal(("confirmed", "paid"), (order.GetProperty("status").GetString(), order.GetProperty("paymentStatus").GetString())));
    }

    [Fact]
    public async Task Run_WhenTheOrdersAreOthersThanShown_IsRefused()
    {
        var import = (await portal.ImportAsync(OrderFiles.Fresh(2))).GetProperty("id").GetString()!;
        var orders = (await portal.GetJsonAsync($"/api/v1/orders?importId={import}")).GetProperty("items").EnumerateArray().Select(order => order.GetProperty("id").GetString()).ToList();
        var plan = await SendAsync(HttpMethod.Post, $"{Path}/plan", new { orderIds = orders }, HttpStatusCode.OK);

        using var answer = await AnswerAsync(HttpMethod.Post, Path, new { orderIds = orders.Take(1), token = plan.GetProperty("token").GetString() });

        await PortalHost.ProblemAsync(answer, 409, "plan_outdated");
        var again = await SendAsync(HttpMethod.Post, $"{Path}/plan", new { orderIds = orders }, HttpStatusCode.OK);
        Assert.Equal(plan.GetProperty("token").GetString(), again.GetProperty("token").GetString());
    }

    [Theory]
    [InlineData("{}", 400, "bad_value")]
    [InlineData("{\"orderIds\":[]}", 400, "bad_value")]
    [InlineData("{\"importId\":\"0197f5a0-0000-7000-8000-000000000000\",\"orderIds\":[\"0197f5a0-0000-7000-8000-000000000000\"]}", 400, "bad_value")]
    [InlineData("{\"orderIds\":[\"0197f5a0-0000-7000-8000-000000000000\"],\"grouping\":\"byMoon\"}", 400, "bad_value")]
    [InlineData("{\"orderIds\":[\"x\"]}", 400, "bad_json")]
    [InlineData("{\"importId\":\"0197f5a0-0000-7000-8000-000000000000\"}", 404, "not_found")]
    [InlineData("{\"orderIds\":[\"0197f5a0-0000-7000-8000-000000000000\"]}", 422, "nothing_to_settle")]
    [InlineData("{\"order_ids\":[]}", 400, "bad_json")]
    public async Task Run_WhenTheBodyIsWrong_SaysSo(string body, int status, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await portal.SendAsync(HttpMethod.Post, Path, await portal.TokenAsync(), content);

        await PortalHost.ProblemAsync(answer, status, code);
    }

    [Fact]
    public async Task Settlements_OfAnotherTenant_AreNotThere()
    {
        var import = (await portal.ImportAsync(OrderFiles.Fresh(1))).GetProperty("id").GetString()!;
        var started = await SendAsync(HttpMethod.Post, Path, new { importId = import }, HttpStatusCode.Accepted);

        using var get = await portal.GetAsync($"{Path}/{started.GetProperty("id").GetString()}", "other-client");
        using var run = await portal.SendAsync(HttpMethod.Post, Path, await portal.TokenAsync("other-client"), JsonContent.Create(new { importId = import }));

        await PortalHost.ProblemAsync(get, 404, "not_found");
        await PortalHost.ProblemAsync(run, 404, "not_found");
        await FinishedAsync(started.GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task Run_WithoutTheScope_IsForbiddenAndPlanIsNot()
    {
        var token = await portal.TokenAsync(scope: "payments.read imports.read");
        var import = (await portal.ImportAsync(OrderFiles.Fresh(1))).GetProperty("id").GetString()!;

        using var plan = await portal.SendAsync(HttpMethod.Post, $"{Path}/plan", token, JsonContent.Create(new { importId = import }));
        using var run = await portal.SendAsync(HttpMethod.Post, Path, token, JsonContent.Create(new { importId = import }));

        Assert.Equal(HttpStatusCode.OK, plan.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, run.StatusCode);
    }

    [Fact]
    public async Task SimulatorSettings_AreForThoseWhoMayChangePayments()
    {
        var before = await SendAsync(HttpMethod.Get, Settings, null, HttpStatusCode.OK);
        using var reader = await portal.SendAsync(HttpMethod.Put, Settings, await portal.TokenAsync(scope: "payments.read"), JsonContent.Create(new { latencyMs = 1 }));
        using var stranger = await portal.SendAsync(HttpMethod.Get, Settings, null);
        using var unproved = await portal.SendAsync(
            HttpMethod.Put, Settings, null, JsonContent.Create(new { latencyMs = 1 }), browser: (await portal.SignInAsync("finance@demo.example")) with { Proof = null });
        using var wrong = await AnswerAsync(HttpMethod.Put, Settings, new { timeoutRate = 1.5 });
        using var unknown = await AnswerAsync(HttpMethod.Put, Settings, new { speed = 1 });
        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest),
            (reader.StatusCode, stranger.StatusCode, unproved.StatusCode, wrong.StatusCode, unknown.StatusCode));
        Assert.Equal(before.GetRawText(), (await SendAsync(HttpMethod.Get, Settings, null, HttpStatusCode.OK)).GetRawText());

        await SendAsync(HttpMethod.Put, Settings, new { latencyMs = 7, konbiniExpirySeconds = 60 }, HttpStatusCode.OK);

        Assert.Equal(7, (await SendAsync(HttpMethod.Get, Settings, null, HttpStatusCode.OK)).GetProperty("latencyMs").GetInt32());
        await SendAsync(HttpMethod.Put, Settings, before, HttpStatusCode.OK);
    }

    [Fact]
    public async Task SimulatorCharges_ForAnApiClient_AreClosed()
    {
        // A token of the portal's API is no key of the gateway.
        using var answer = await AnswerAsync(HttpMethod.Post, "/simulator/v1/charges", new { amount = 1_000, method = "card" });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<JsonElement> FinishedAsync(string id)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var settlement = await portal.GetJsonAsync($"{Path}/{id}");
            if (settlement.GetProperty("finishedAt").ValueKind == JsonValueKind.String)
            {
                return settlement;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30), settlement.GetRawText());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, object? body) =>
        await portal.SendAsync(method, path, await portal.TokenAsync(DemoSeed.ClientId), body is null ? null : JsonContent.Create(body));

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var answer = await AnswerAsync(method, path, body);
        return await PortalHost.JsonAsync(answer, expected);
    }
}
