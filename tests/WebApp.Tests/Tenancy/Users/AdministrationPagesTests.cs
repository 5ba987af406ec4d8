using System.Net;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Tests.Tenancy.Users;

/// <summary>The pages of administrators on the running portal: for them alone, in both languages.</summary>
[Collection(PortalCollection.Name)]
public sealed class AdministrationPagesTests(PortalHost portal)
{
    public static TheoryData<string> Paths { get; } =
        ["/settings/users", "/settings/users/new", "/settings/users/01900000-0000-7000-8000-00000000ffff", "/settings/roles", "/settings/audit", "/settings/audit/1", "/settings/operations"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Pages_AreAdministratorsAlone(string path)
    {
        foreach (var person in (string[])["viewer@demo.example", "operator@demo.example", "finance@demo.example"])
        {
            using var refused = await GetAsync(path, person, "ja");
            Assert.True(refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Redirect, $"{person} {path}: {refused.StatusCode}");
        }

        foreach (var language in (string[])["ja", "en"])
        {
            using var shown = await GetAsync(path, "admin@demo.example", language);
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        }
    }

    [Theory]
    [InlineData("ja", "青木 管理", "管理者", "利用中")]
    [InlineData("en", "青木 管理", "Administrator", "Active")]
    public async Task Users_AreListed(string language, string name, string role, string state)
    {
        using var shown = await GetAsync("/settings/users", "admin@demo.example", language);
        var page = WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.All([name, role, state], word => Assert.Contains(word, page, StringComparison.Ordinal));
        Assert.DoesNotContain("渡辺", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "ファイルの取り込み", "データベース", "改ざんの有無を検証")]
    [InlineData("en", "Import files", "Database", "Check the log")]
    public async Task Roles_Operations_AndAudit_SpeakTheReadersLanguage(string language, string permission, string check, string button)
    {
        foreach (var (path, word) in ((string, string)[])[("/settings/roles", permission), ("/settings/operations", check), ("/settings/audit", button)])
        {
            using var shown = await GetAsync(path, "admin@demo.example", language);
            Assert.Contains(word, WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MappingProfiles_AreSeenByEverybody_AndChangedByAdministrators()
    {
        foreach (var (person, may) in ((string, bool)[])[("viewer@demo.example", false), ("admin@demo.example", true)])
        {
            using var list = await GetAsync("/settings/mappings", person, "ja");
            var page = await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var key = OrderPortal.Domain.Imports.Profiles.ReadyMadeProfiles.All[0].Key;
            Assert.Contains($"/settings/mappings/{key}", page, StringComparison.Ordinal);
            using var one = await GetAsync($"/settings/mappings/{key}", person, "ja");
            Assert.Equal(may, WebUtility.HtmlDecode(await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("複製", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task AuditLog_IsExportedToAdministratorsAlone()
    {
        using var refused = await GetAsync("/settings/audit/export", "viewer@demo.example", "ja");
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        using var given = await GetAsync("/settings/audit/export?action=tenancy.sign_in&format=csv&lang=ja", "admin@demo.example", "ja");
        var file = await given.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("番号,日時,操作,", file.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("サインイン", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "パスワードの再設定", "このリンクは使えません")]
    [InlineData("en", "Forgotten password", "This link does not hold")]
    public async Task Links_AreForEverybody(string language, string forgotten, string gone)
    {
        using var forgot = await GetAsync("/forgot-password", null, language);
        using var welcome = await GetAsync("/welcome/none", null, language);
        Assert.Contains(forgotten, WebUtility.HtmlDecode(await forgot.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Contains(gone, WebUtility.HtmlDecode(await welcome.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public void Permissions_OfAdministration_AreAdministratorsAlone() => Assert.All(
        [Permissions.UsersWrite, Permissions.AuditRead, Permissions.OperationsRead, Permissions.OperationsWrite],
        permission => Assert.Equal((Roles.Administrator, Scopes.Admin), (Assert.Single(Permissions.ByRole[permission].Roles), Permissions.ByRole[permission].Scope)));

    private async Task<HttpResponseMessage> GetAsync(string path, string? person, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", "text/html");
        request.Headers.AcceptLanguage.ParseAdd(language);
        if (person is not null)
        {
            request.Headers.Add("Cookie", (await portal.SignInAsync(person)).Cookies);
        }

        return await portal.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
