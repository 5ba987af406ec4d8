using static OrderPortal.EndToEnd.Tests.Api.MoneyCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Calls about charges.</summary>
internal sealed class ChargeCases : IApiCases
{
    private const string Path = "/api/v1/charges";
    private const string Outdated = "\"0\"";

    public IEnumerable<ApiCase> All =>
    [
        new("listCharges", 200, static async world => await FetchAsync(world.Demo, $"{Path}?settlementId={await SettleAsync(world.Demo, 3_300, 4_004)}&status=succeeded,declined&sort=createdAt")),
        new("listCharges", 200, static world => FetchAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01&limit=2")),
        new("listCharges", 400, static world => FetchAsync(world.Demo, $"{Path}?status=gone")),
        new("getCharge", 200, static async world => await FetchAsync(world.Demo, await ChargeAsync(world.Demo))),
        new("getCharge", 304, static async world => await AgainAsync(world.Demo, await ChargeAsync(world.Demo))),
        new("getCharge", 404, static async world => await FetchAsync(world.Other, await ChargeAsync(world.Demo))),
        new("refundCharge", 202, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo)}/refund", new { amount = 1_000, reason = "返品" })),
        new("refundCharge", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/refund", new { })),
        new("refundCharge", 409, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo, 4_004)}/refund", new { })),
        new("refundCharge", 412, static async world => await SendAsync(world.Demo, HttpMethod.Post, $"{await ChargeAsync(world.Demo)}/refund", new { }, Outdated)),
        new("refundCharge", 422, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo)}/refund", new { amount = 3_301 })),
        .. BodyCases("refundCharge", HttpMethod.Post, static _ => Task.FromResult($"{Path}/{NoId}/refund")),
        new("retryCharge", 202, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo, 4_004)}/retry")),
        new("retryCharge", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/retry")),
        new("retryCharge", 409, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo)}/retry")),
        new("retryCharge", 412, static async world => await SendAsync(world.Demo, HttpMethod.Post, $"{await ChargeAsync(world.Demo, 4_004)}/retry", null, Outdated)),
        new("cancelCharge", 202, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo, 4_004)}/cancel")),
        new("cancelCharge", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/cancel")),
        new("cancelCharge", 409, static async world => await PostAsync(world.Demo, $"{await ChargeAsync(world.Demo)}/cancel")),
        new("cancelCharge", 412, static async world => await SendAsync(world.Demo, HttpMethod.Post, $"{await ChargeAsync(world.Demo, 4_004)}/cancel", null, Outdated)),
    ];
}
