using System.Net;
using System.Text;
using System.Text.Json;

namespace OrderPortal.WebApp.Tests.Shared.Grid;

/// <summary>What people take home from the lists of settings and of the catalogue, on the running portal.</summary>
[Collection(PortalCollection.Name)]
public sealed class SettingsExportTests(PortalHost host)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/settings/users/export?role=viewer&state=active&lang=en", "Name,E-mail address,Role,", ",Viewer,Active,")]
    [InlineData("/settings/users/export?sort=-email&lang=ja", "名前,メールアドレス,", "admin@demo.example")]
    [InlineData("/settings/clients/export?sort=name&lang=en", "Name,", "demo-client")]
    [InlineData("/settings/webhooks/export?lang=ja", "URL,", null)]
    [InlineData("/settings/value-rules/export?sort=-at&lang=en", "Column,", null)]
    [InlineData("/settings/mappings/export?sort=name&lang=ja", "名前,", null)]
    [InlineData("/customers/export?sort=-code&lang=ja", "顧客コード,顧客名,", null)]
    public async Task Lists_AreGivenOut_AndNothingOfAnotherTenant(string address, string heading, string? row)
    {
        var text = await ExportAsync(address);

        Assert.StartsWith(heading, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(row ?? "", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@other.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain("other-client", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Products_AreThoseThatThePageShows_AndNoFormulas()
    {
        var code = OrderFiles.Prefix();
        foreach (var (suffix, active) in ((string, bool)[])[("-1", true), ("-2", false)])
        {
            using var content = new StringContent(
                JsonSerializer.Serialize(new { code = code + suffix, name = $"=1+1{suffix}", price = 1200, taxRate = 10, active }), Encoding.UTF8, "application/json");
            using var made = await host.SendAsync(HttpMethod.Post, "/api/v1/products", await host.TokenAsync(), content);
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancel));
        }

        var rows = (await ExportAsync($"/products/export?q={code}&state=on&sort=-code&lang=ja")).Split("\r\n");

        Assert.Equal($"{code}-1,'=1+1-1,,1200,10,販売中", rows[1]);
        Assert.Equal(3, rows.Length);
        Assert.Equal([$"{code}-2", $"{code}-1"], (await ExportAsync($"/products/export?q={code}&sort=-code")).Split("\r\n").Skip(1).Select(row => row.Split(',')[0]).Where(cell => cell.Length > 0));
    }

    [Theory]
    [InlineData("/settings/users/export?role=king", "role")]
    [InlineData("/settings/users/export?sort=age", "sort")]
    [InlineData("/settings/users/export?q=aoki", "q")]
    [InlineData("/settings/clients/export?sort=age", "sort")]
    [InlineData("/settings/webhooks/export?sort=age", "sort")]
    [InlineData("/settings/value-rules/export?sort=age", "sort")]
    [InlineData("/settings/mappings/export?sort=age", "sort")]
    [InlineData("/products/export?state=lost", "state")]
    [InlineData("/products/export?q=%00", "q")]
    [InlineData("/customers/export?q=aoki", "q")]
    public async Task WhatIsNotUnderstood_IsRefused(string address, string field)
    {
        using var response = await host.SendAsync(HttpMethod.Get, address, null, browser: await host.SignInAsync("admin@demo.example"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", (await response.Content.ReadAsStringAsync(Cancel)).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/settings/users/export", "operator@demo.example")]
    [InlineData("/settings/clients/export", "operator@demo.example")]
    [InlineData("/settings/webhooks/export", "finance@demo.example")]
    [InlineData("/settings/value-rules/export", "viewer@demo.example")]
    public async Task WhoMayNotSeeAList_MayNotTakeItHome(string address, string person)
    {
        using var response = await host.SendAsync(HttpMethod.Get, address, null, browser: await host.SignInAsync(person));

        Assert.True(response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Redirect, response.StatusCode.ToString());
    }

    private async Task<string> ExportAsync(string address)
    {
        using var response = await host.SendAsync(HttpMethod.Get, address, null, browser: await host.SignInAsync("admin@demo.example"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Cancel)).TrimStart('\uFEFF');
    }
}
