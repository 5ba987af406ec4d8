using static OrderPortal.EndToEnd.Tests.Api.MoneyCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Calls about settlements.</summary>
internal sealed class SettlementCases : IApiCases
{
    private const string Path = "/api/v1/settlements";

    public IEnumerable<ApiCase> All =>
    [
        new("listSettlements", 200, static async world =>
        {
            await SettleAsync(world.Demo, 3_300);
            return await FetchAsync(world.Demo, $"{Path}?limit=2&sort=createdAt");
        }),
        new("listSettlements", 200, static world => FetchAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01&running=false")),
        new("listSettlements", 400, static world => FetchAsync(world.Demo, $"{Path}?running=maybe")),
        new("getSettlement", 200, static async world => await FetchAsync(world.Demo, $"{Path}/{await SettleAsync(world.Demo, 3_300)}")),
        new("getSettlement", 304, static async world => await AgainAsync(world.Demo, $"{Path}/{await SettleAsync(world.Demo, 3_300)}")),
        new("getSettlement", 404, static async world => await FetchAsync(world.Other, $"{Path}/{await SettleAsync(world.Demo, 3_300)}")),
        new("reconcileSettlement", 200, static async world => await FetchAsync(world.Demo, $"{Path}/{await SettleAsync(world.Demo, 3_300)}/reconciliation")),
        new("reconcileSettlement", 404, static world => FetchAsync(world.Demo, $"{Path}/{NoId}/reconciliation")),
        new("planSettlement", 200, static async world => await PostAsync(world.Demo, $"{Path}/plan", new { importId = await ImportAsync(world.Demo, 3_300, 99) })),
        new("planSettlement", 404, static world => PostAsync(world.Demo, $"{Path}/plan", new { importId = NoId })),
        new("planSettlement", 422, static world => PostAsync(world.Demo, $"{Path}/plan", new { orderIds = TooMany() })),
        .. BodyCases("planSettlement", HttpMethod.Post, static _ => Task.FromResult($"{Path}/plan")),
        new("runSettlement", 202, static async world => await PostAsync(world.Demo, Path, new { importId = await ImportAsync(world.Demo, 3_300), grouping = "byCustomer" })),
        new("runSettlement", 404, static world => PostAsync(world.Demo, Path, new { importId = NoId })),
        new("runSettlement", 409, static async world => await PostAsync(world.Demo, Path, new { importId = await ImportAsync(world.Demo, 3_300), token = new string('0', 64) })),
        new("runSettlement", 422, static world => PostAsync(world.Demo, Path, new { orderIds = new[] { NoId } })),
        .. BodyCases("runSettlement", HttpMethod.Post, static _ => Task.FromResult(Path)),
        new("retrySettlement", 202, static async world => await PostAsync(world.Demo, $"{Path}/{await SettleAsync(world.Demo, 4_004)}/retry")),
        new("retrySettlement", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/retry")),
        new("cancelSettlement", 202, static async world => await PostAsync(world.Demo, $"{Path}/{await SettleAsync(world.Demo, 3_300)}/cancel")),
        new("cancelSettlement", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/cancel")),
    ];

    private static IEnumerable<Guid> TooMany() => Enumerable.Range(0, 10_001).Select(static _ => Guid.NewGuid());
}
