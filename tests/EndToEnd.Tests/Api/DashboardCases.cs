using static OrderPortal.EndToEnd.Tests.Api.ResourceCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

internal sealed class DashboardCases : IApiCases
{
    private const string Path = "/api/v1/dashboard/summary";

    public IEnumerable<ApiCase> All =>
    [
        new("getDashboardSummary", 200, async world =>
        {
            await ImportAsync(world.Demo, OrderFile(2, bad: 1));
            return await GetAsync(world.Demo, Path);
        }),
        new("getDashboardSummary", 200, world => GetAsync(world.Demo, $"{Path}?from=2026-01-01&to=2026-01-31")),
        new("getDashboardSummary", 400, world => GetAsync(world.Demo, $"{Path}?from=2026-01-02&to=2026-01-01")),
    ];
}
