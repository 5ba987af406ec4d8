using System.Net;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Dashboard;

[Collection(PortalCollection.Name)]
public sealed class DashboardEndpointsTests(PortalHost host)
{
    private const string Path = "/api/v1/dashboard/summary";

    [Fact]
    public async Task Summary_OfToday_RisesWithAnImport_OfTheOwnTenantAlone()
    {
        var (before, other) = (await host.GetJsonAsync(Path), await host.GetJsonAsync(Path, DemoSeed.OtherClientId));

        await host.ImportAsync(OrderFiles.Fresh(3) + $"{OrderFiles.Prefix()}-9,田中商店,A-100,x,1200,\r\n");
        var after = await host.GetJsonAsync(Path);

        Assert.Equal(3, Orders(after) - Orders(before));
        Assert.Equal(1, Rejected(after) - Rejected(before));
        Assert.Equal(30, after.GetProperty("orders").GetProperty("byDay").GetArrayLength());
        foreach (var division in (string[])["byDay", "byStatus", "byPaymentStatus", "bySource"])
        {
            Assert.Equal(Orders(after), after.GetProperty("orders").GetProperty(division).EnumerateArray().Sum(row => row.GetProperty("orders").GetInt64()));
        }

        Assert.Equal(Orders(other), Orders(await host.GetJsonAsync(Path, DemoSeed.OtherClientId)));

        static long Orders(JsonElement summary) => summary.GetProperty("orders").GetProperty("orders").GetInt64();

        static long Rejected(JsonElement summary) => summary.GetProperty("imports").EnumerateArray().Single(row => row.GetProperty("status").GetString() == "completedWithErrors").GetProperty("rowsRejected").GetInt64();
    }

    [Fact]
    public async Task Summary_OfADayInJapan_BeginsAtItsMidnight()
    {
        var summary = await host.GetJsonAsync($"{Path}?from=2026-01-05&to=2026-01-06");

        Assert.Equal((new DateTimeOffset(2026, 1, 4, 15, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 6, 15, 0, 0, TimeSpan.Zero)), (summary.GetProperty("from").GetDateTimeOffset(), summary.GetProperty("to").GetDateTimeOffset()));
        Assert.Equal(["2026-01-05", "2026-01-06"], summary.GetProperty("orders").GetProperty("byDay").EnumerateArray().Select(row => row.GetProperty("day").GetString()));
    }

    [Fact]
    public async Task Summary_WithoutAScope_LeavesItsPartOut()
    {
        using var response = await host.SendAsync(HttpMethod.Get, Path, await host.TokenAsync(scope: "orders.read"));
        var summary = await PortalHost.JsonAsync(response, HttpStatusCode.OK);

        Assert.All((string[])["imports", "charges", "deadNotifications"], part => Assert.Equal(JsonValueKind.Null, summary.GetProperty(part).ValueKind));
        var whole = await host.GetJsonAsync(Path);
        Assert.All((string[])["imports", "charges", "deadNotifications"], part => Assert.NotEqual(JsonValueKind.Null, whole.GetProperty(part).ValueKind));
        using var imports = await host.SendAsync(HttpMethod.Get, Path, await host.TokenAsync(scope: "imports.read"));
        await PortalHost.ProblemAsync(imports, 403, "insufficient_scope");
    }

    [Theory]
    [InlineData("from=2025-01-01&to=2026-01-02", "range_too_long", "from")]
    [InlineData("from=2026-01-02&to=2026-01-01", "range_empty", "to")]
    [InlineData("from=yesterday", "bad_value", "from")]
    [InlineData("to=2026-01-01T00:00:00", "bad_value", "to")]
    [InlineData("to=2026-01-01&to=2026-01-02", "bad_value", "to")]
    [InlineData("since=2026-01-01", "unknown_field", "since")]
    [InlineData("from=%00", "bad_value", "from")]
    public async Task Summary_OfWhatIsNoRange_NamesTheParameterInBothLanguages(string query, string code, string parameter)
    {
        var titles = new List<string?>();
        foreach (var language in (string[])["ja", "en"])
        {
            using var response = await host.GetAsync($"{Path}?{query}", language: language);
            var problem = await PortalHost.ProblemAsync(response, 400, code);
            Assert.Equal(parameter, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
            titles.Add(problem.GetProperty("title").GetString());
        }

        Assert.NotEqual(titles[0], titles[1]);
    }
}
