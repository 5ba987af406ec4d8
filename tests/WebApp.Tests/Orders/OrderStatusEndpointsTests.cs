using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Orders;

/// <summary>Moving orders along their states over HTTP.</summary>
[Collection(PortalCollection.Name)]
public sealed class OrderStatusEndpointsTests(PortalHost host)
{
    private const string Path = "/api/v1/orders";

    [Fact]
    public async Task Change_OfTheSeenState_AnswersTheOrderAndItsNewTag()
    {
        var (id, tag) = await PlaceAsync();

        using var response = await PostAsync($"{id}/status", """{"status":"confirmed","reason":"在庫あり"}""", tag);
        var order = await PortalHost.JsonAsync(response, HttpStatusCode.OK);

        Assert.Equal((id, "confirmed"), (order.GetProperty("id").GetString(), order.GetProperty("status").GetString()));
        Assert.NotEqual(tag, response.Headers.ETag!.ToString());
        using var next = await PostAsync($"{id}/status", """{"status":"processing"}""", $"\"1\", {response.Headers.ETag}");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        using var any = await PostAsync($"{id}/status", """{"status":"shipped"}""", "*");
        Assert.Equal(HttpStatusCode.OK, any.StatusCode);
    }

    [Theory]
    [InlineData("en", "This order was changed by")]
    [InlineData("ja", "変更")]
    public async Task Change_OfAnOutdatedState_TellsWhoWasFaster(string language, string words)
    {
        var (id, tag) = await PlaceAsync();
        using var first = await PostAsync($"{id}/status", """{"status":"confirmed"}""", tag);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var second = await PostAsync($"{id}/cancel", null, tag, language);
        var problem = await PortalHost.ProblemAsync(second, 412, "precondition_failed");
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        foreach (var other in (string[])[$"W/{first.Headers.ETag}", "\"x\"", "\"1\", \"2\"", "nonsense"])
        {
            using var refused = await PostAsync($"{id}/cancel", null, other);
            await PortalHost.ProblemAsync(refused, 412, "precondition_failed");
        }

        Assert.Equal("confirmed", (await host.GetJsonAsync($"{Path}/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Change_ByManyOfOneState_LetsExactlyOneWin()
    {
        var (id, tag) = await PlaceAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => PostAsync(n % 2 == 0 ? $"{id}/status" : $"{id}/cancel", n % 2 == 0 ? """{"status":"confirmed"}""" : "{}", tag)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("en", "The order is \"Pending\" and cannot become \"Shipped\".")]
    [InlineData("ja", "出荷済み")]
    public async Task Change_ToWhatCannotFollow_IsAConflictInTheReadersLanguage(string language, string words)
    {
        var (id, tag) = await PlaceAsync();

        using var response = await PostAsync($"{id}/status", """{"status":"shipped"}""", tag, language);
        var problem = await PortalHost.ProblemAsync(response, 409, "order_transition_refused");

        Assert.Contains(words, problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        using var back = await PostAsync($"{id}/status", """{"status":"pending"}""");
        await PortalHost.ProblemAsync(back, 409, "order_transition_refused");
    }

    [Fact]
    public async Task Cancel_WithOrWithoutABody_Cancels()
    {
        foreach (var body in (string?[])[null, "{}", """{"reason":"お客様の希望"}"""])
        {
            var (id, _) = await PlaceAsync();
            using var response = await PostAsync($"{id}/cancel", body);
            Assert.Equal("cancelled", (await PortalHost.JsonAsync(response, HttpStatusCode.OK)).GetProperty("status").GetString());
            using var again = await PostAsync($"{id}/cancel", body);
            await PortalHost.ProblemAsync(again, 409, "order_transition_refused");
        }
    }

    [Fact]
    public async Task Change_OfAnotherTenantsOrder_FindsNothing()
    {
        var (id, tag) = await PlaceAsync();

        foreach (var (path, body) in ((string, string?)[])[($"{id}/status", """{"status":"confirmed"}"""), ($"{id}/cancel", null)])
        {
            using var foreign = await PostAsync(path, body, tag, client: DemoSeed.OtherClientId);
            await PortalHost.ProblemAsync(foreign, 404, "not_found");
        }

        using var unknown = await PostAsync($"{Guid.NewGuid()}/cancel", null);
        await PortalHost.ProblemAsync(unknown, 404, "not_found");
        using var reader = await host.SendAsync(HttpMethod.Post, $"{Path}/{id}/cancel", await host.TokenAsync(scope: "orders.read"));
        await PortalHost.ProblemAsync(reader, 403, "insufficient_scope");
    }

    [Theory]
    [InlineData("id/status", "{}", 400, "bad_value", "status")]
    [InlineData("id/status", """{"status":"lost"}""", 400, "bad_value", "status")]
    [InlineData("id/status", """{"status":"confirmed","when":"now"}""", 400, "bad_json", "when")]
    [InlineData("id/status", "", 400, "bad_json", "body")]
    [InlineData("id/cancel", """{"reason":1}""", 400, "bad_json", "reason")]
    [InlineData("id/cancel", """{"reason":"LONG"}""", 422, "reason_too_long", "reason")]
    [InlineData("status", """{"status":"confirmed"}""", 422, "no_orders", "ids")]
    [InlineData("status", """{"ids":["x"],"status":"confirmed"}""", 400, "bad_json", "ids[0]")]
    [InlineData("status", """{"ids":[null],"status":"confirmed"}""", 400, "bad_json", "ids[0]")]
    [InlineData("status", """{"ids":["MANY"],"status":"confirmed"}""", 422, "too_many_selected", "ids")]
    public async Task Change_OfWhatCannotBeTaken_NamesThePlace(string path, string body, int status, string code, string field)
    {
        var (id, _) = await PlaceAsync();
        var text = body.Replace("LONG", new string('x', 501), StringComparison.Ordinal)
            .Replace("MANY", string.Join("\",\"", Enumerable.Range(0, 1_001).Select(_ => Guid.NewGuid())), StringComparison.Ordinal);

        using var response = await PostAsync(path.Replace("id", id, StringComparison.Ordinal), text, language: "ja");

        Assert.Equal(field, (await PortalHost.ProblemAsync(response, status, code)).GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task ChangeMany_OfAll_TellsEachOutcome()
    {
        var (good, _) = await PlaceAsync();
        var (cancelled, _) = await PlaceAsync();
        using var cancelling = await PostAsync($"{cancelled}/cancel", null);
        var nobody = Guid.NewGuid().ToString();

        using var response = await PostAsync("status", JsonSerializer.Serialize(new { ids = (string[])[good, cancelled, nobody, good], status = "confirmed", reason = "在庫あり" }));
        var answer = await PortalHost.JsonAsync(response, HttpStatusCode.OK);
        var results = answer.GetProperty("results").EnumerateArray().ToList();

        Assert.Equal((1, 2), (answer.GetProperty("changed").GetInt32(), answer.GetProperty("refused").GetInt32()));
        Assert.Equal([good, cancelled, nobody], results.Select(result => result.GetProperty("id").GetString()));
        Assert.Equal(["order_transition_refused", "order_not_found"], results.Skip(1).Select(result => result.GetProperty("code").GetString()));
        Assert.Contains("Cancelled", results[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(results[0].TryGetProperty("code", out _));
    }

    private async Task<(string Id, string Tag)> PlaceAsync()
    {
        using var response = await PostAsync("", """{"customer":{"name":"田中"},"lines":[{"productCode":"A-100","quantity":1,"unitPrice":500}]}""");
        var order = await PortalHost.JsonAsync(response, HttpStatusCode.Created);
        return (order.GetProperty("id").GetString()!, response.Headers.ETag!.ToString());
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? body, string? ifMatch = null, string language = "en", string client = DemoSeed.ClientId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Path}/{path}".TrimEnd('/'), UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await host.TokenAsync(client));
        request.Headers.AcceptLanguage.ParseAdd(language);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
