using System.Net.Http.Json;
using System.Text.Json;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Reading orders and their lines.</summary>
internal sealed class OrderReadsCases : IApiCases
{
    private const string Path = "/api/v1/orders";

    public IEnumerable<ApiCase> All =>
    [
        new("listOrders", 200, static world => GetAsync(world.Demo, $"{Path}?limit=2&sort=-total&status=pending&fields=id,orderNumber,total")),
        new("listOrders", 200, static world => GetAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01T00:00:00Z&limit=2")),
        new("listOrders", 400, static world => GetAsync(world.Demo, $"{Path}?colour=red")),
        new("getOrder", 200, static async world => await GetAsync(world.Demo, await PlaceAsync(world))),
        new("getOrder", 304, static async world =>
        {
            var order = await PlaceAsync(world);
            using var whole = await GetAsync(world.Demo, order);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(order, UriKind.Relative));
            request.Headers.IfNoneMatch.Add(whole.Headers.ETag!);
            return await world.Demo.SendAsync(request, TestContext.Current.CancellationToken);
        }),
        new("getOrder", 404, static async world => await GetAsync(world.Other, await PlaceAsync(world))),
        new("listOrderLines", 200, static async world => await GetAsync(world.Demo, $"{await PlaceAsync(world)}/lines?limit=1&sort=-number")),
        new("listOrderLines", 400, static async world => await GetAsync(world.Demo, $"{await PlaceAsync(world)}/lines?limit=0")),
        new("listOrderLines", 404, static async world => await GetAsync(world.Other, $"{await PlaceAsync(world)}/lines")),
    ];

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path) => client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <returns>The address of a new order with two lines.</returns>
    private static async Task<string> PlaceAsync(ApiWorld world)
    {
        using var answer = await world.Demo.PostAsJsonAsync(
            new Uri(Path, UriKind.Relative),
            new
            {
                orderNumber = $"READ-{Guid.NewGuid():N}",
                customer = new { code = "C-READ", name = "田中商店" },
                lines = new[] { new { productCode = "A-100", productName = "ボールペン", quantity = 10, unitPrice = 120, taxRate = 10 }, new { productCode = "T-200", productName = "緑茶", quantity = 2, unitPrice = 150, taxRate = 8 } },
            },
            TestContext.Current.CancellationToken);
        var order = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return $"{Path}/{order.GetProperty("id").GetString()}";
    }
}
