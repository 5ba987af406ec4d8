using System.Net;
using System.Text;

namespace OrderPortal.WebApp.Tests.Dashboard;

/// <summary>The figures that people take home.</summary>
[Collection(PortalCollection.Name)]
public sealed class DashboardExportTests(PortalHost host)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ja", "区分,項目,コード,件数,金額（円）", "ダッシュボード_", "条件,グループ,,,", "集計,注文数,")]
    [InlineData("en", "Section,Item,Code,Count,Amount (yen)", "Dashboard_", "Conditions,Group,,,", "Figures,Orders,")]
    public async Task Figures_AsCsv_AreThoseOfTheConditions(string lang, string heading, string name, string group, string orders)
    {
        var prefix = OrderFiles.Prefix();
        await host.ImportAsync(Encoding.UTF8.GetBytes($"注文番号,顧客コード,顧客名,商品コード,商品名,数量,単価,グループ\r\n{prefix}-1,=1+1{prefix},田中,P{prefix},りんご,2,100,{prefix}\r\n{prefix}-2,,佐藤,P{prefix},りんご,1,100,{prefix}\r\n"));

        var (response, rows) = await ExportAsync($"?days=1&group={prefix}&lang={lang}");

        Assert.Matches($"^{name}\\d{{12}}\\.csv$", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.StartsWith(heading, rows[0], StringComparison.Ordinal);
        Assert.Contains(rows, row => row.Replace($",{prefix},", ",,", StringComparison.Ordinal).StartsWith(group, StringComparison.Ordinal));
        Assert.StartsWith("2,", rows.Single(row => row.StartsWith(orders, StringComparison.Ordinal))[(orders.Length + 1)..], StringComparison.Ordinal);
        Assert.Contains(rows, row => row.Contains($",'=1+1{prefix},1,", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains($",P{prefix},3,300", StringComparison.Ordinal));
        Assert.DoesNotContain((await ExportAsync($"?days=1&group={prefix}", "admin@other.example")).Rows, row => row.Contains($"P{prefix}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_AreAllThere_WithThoseThatHaveNoOrder()
    {
        var (_, rows) = await ExportAsync("?from=2024-02-28&to=2024-03-01&lang=ja");

        Assert.Equal(["2024/02/28", "2024/02/29", "2024/03/01"], rows.Where(row => row.StartsWith("注文数の推移", StringComparison.Ordinal)).Select(row => row.Split(',')[1]));
    }

    [Theory]
    [InlineData("days=5", "bad_value", "days")]
    [InlineData("from=yesterday", "bad_value", "from")]
    [InlineData("from=2024-01-01&to=2026-01-01", "range_too_long", "from")]
    [InlineData("colour=red", "unknown_field", "colour")]
    [InlineData("format=pdf", "bad_value", "format")]
    public async Task WhatIsNotUnderstood_IsRefused(string query, string code, string field)
    {
        using var response = await host.SendAsync(HttpMethod.Get, $"/dashboard/export?{query}", null, browser: await host.SignInAsync("viewer@demo.example"));

        var problem = await PortalHost.ProblemAsync(response, 400, code);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Strangers_AreRefused()
    {
        using var nobody = await host.SendAsync(HttpMethod.Get, "/dashboard/export", null);

        Assert.Equal((HttpStatusCode.Redirect, true), (nobody.StatusCode, nobody.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal)));
    }

    private async Task<(HttpResponseMessage Response, string[] Rows)> ExportAsync(string query, string email = "viewer@demo.example")
    {
        var response = await host.SendAsync(HttpMethod.Get, $"/dashboard/export{query}", null, browser: await host.SignInAsync(email));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (response, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Cancel)).TrimStart('\uFEFF').Split("\r\n"));
    }
}
