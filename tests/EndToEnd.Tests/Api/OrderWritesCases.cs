using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Placing orders and moving them on.</summary>
internal sealed class OrderWritesCases : IApiCases
{
    private const string Orders = "/api/v1/orders";
    private const string Good = """{"customer":{"name":"田中商店"},"lines":[{"productCode":"A-100","quantity":1,"unitPrice":1200}]}""";
    private const string Ndjson = "application/x-ndjson";

    public IEnumerable<ApiCase> All =>
    [
        new("createOrder", 201, world => PostAsync(world, "", Good)),
        new("createOrder", 400, world => PostAsync(world, "", """{"total":1}""")),
        new("createOrder", 413, world => LargeAsync(world, "")),
        new("createOrder", 415, world => PostAsync(world, "", Good, "text/plain")),
        new("createOrder", 422, world => PostAsync(world, "", """{"customer":{"name":""}}""")),
        new("createOrders", 200, world => PostAsync(world, "/batch", $$"""{"orders":[{{Good}},{"total":1}],"mode":"partial"}""")),
        new("createOrders", 200, world => PostAsync(world, "/batch?mode=allOrNothing", $"{Good}\n{Good}\n", Ndjson)),
        new("createOrders", 400, world => PostAsync(world, "/batch", """{"orders":[{}""")),
        new("createOrders", 413, world => LargeAsync(world, "/batch")),
        new("createOrders", 415, world => PostAsync(world, "/batch", Good, "text/csv")),
        new("createOrders", 422, world => PostAsync(world, "/batch", """{"orders":[]}""")),
        .. Moves("changeOrderStatus", "status", """{"status":"confirmed","reason":"在庫あり"}""", """{"status":"confirmed","reason":"LONG"}"""),
        new("changeOrderStatus", 409, async world => await PostAsync(world, $"/{await PlaceAsync(world)}/status", """{"status":"delivered"}""")),
        .. Moves("cancelOrder", "cancel", "{}", """{"reason":"LONG"}"""),
        new("cancelOrder", 200, async world => await world.Demo.PostAsync(Address($"/{await PlaceAsync(world)}/cancel"), null)),
        new("cancelOrder", 409, async world => await TwiceAsync(world, "cancel", "{}")),
        new("changeOrderStatuses", 200, async world => await PostAsync(world, "/status", $$"""{"ids":["{{await PlaceAsync(world)}}","{{Guid.NewGuid()}}"],"status":"confirmed"}""")),
        new("changeOrderStatuses", 400, world => PostAsync(world, "/status", """{"ids":[],"status":"lost"}""")),
        new("changeOrderStatuses", 413, world => LargeAsync(world, "/status")),
        new("changeOrderStatuses", 415, world => PostAsync(world, "/status", "{}", "text/plain")),
        new("changeOrderStatuses", 422, world => PostAsync(world, "/status", """{"ids":[],"status":"confirmed"}""")),
    ];

    /// <summary>What both ways of moving one order have in common.</summary>
    private static IEnumerable<ApiCase> Moves(string operation, string verb, string body, string tooLong) =>
    [
        new(operation, 200, async world => await PostAsync(world, $"/{await PlaceAsync(world)}/{verb}", body)),
        new(operation, 400, async world => await PostAsync(world, $"/{await PlaceAsync(world)}/{verb}", """{"why":1}""")),
        new(operation, 404, async world => await world.Other.PostAsync(Address($"/{await PlaceAsync(world)}/{verb}"), Json(body))),
        new(operation, 412, async world => await PostAsync(world, $"/{await PlaceAsync(world)}/{verb}", body, ifMatch: "\"1\"")),
        new(operation, 413, async world => await LargeAsync(world, $"/{await PlaceAsync(world)}/{verb}")),
        new(operation, 415, async world => await PostAsync(world, $"/{await PlaceAsync(world)}/{verb}", body, "text/plain")),
        new(operation, 422, async world => await PostAsync(world, $"/{await PlaceAsync(world)}/{verb}", tooLong.Replace("LONG", new string('x', 501), StringComparison.Ordinal))),
    ];

    private static async Task<string> PlaceAsync(ApiWorld world)
    {
        using var response = await PostAsync(world, "", Good);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
    }

    private static async Task<HttpResponseMessage> TwiceAsync(ApiWorld world, string verb, string body)
    {
        var path = $"/{await PlaceAsync(world)}/{verb}";
        using var first = await PostAsync(world, path, body);
        first.EnsureSuccessStatusCode();
        return await PostAsync(world, path, body);
    }

    private static async Task<HttpResponseMessage> PostAsync(ApiWorld world, string path, string body, string type = "application/json", string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(path)) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await world.Demo.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <remarks>Asks first: the answer comes before eleven megabytes are on their way.</remarks>
    private static async Task<HttpResponseMessage> LargeAsync(ApiWorld world, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(path)) { Content = Json(new string(' ', 11 * 1024 * 1024)) };
        request.Headers.ExpectContinue = true;
        return await world.Demo.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Uri Address(string path) => new(Orders + path, UriKind.Relative);
}
