using System.Net;
using OrderPortal.Domain.Notifications;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Shared.Persistence;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Tests.Notifications;

[Collection(PortalCollection.Name)]
public sealed class NotificationsEndpointsTests(PortalHost portal)
{
    private const string Api = "/api/v1/notifications";

    [Theory]
    [InlineData("ja", "通知", "注文の受け付け")]
    [InlineData("en", "Notifications", "Order accepted")]
    public async Task Page_OfASignedInPerson_ShowsTheTenantsOwnNotifications(string language, params string[] words)
    {
        var address = await WriteMailAsync("demo");
        var foreign = await WriteMailAsync("other");

        var page = await PageAsync("/notifications", "viewer@demo.example", language);

        Assert.All(words, word => Assert.Contains(word, page, StringComparison.Ordinal));
        Assert.Contains(address, page, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/settings/notifications", "admin@demo.example", true)]
    [InlineData("/settings/notifications", "operator@demo.example", false)]
    [InlineData("/notifications", "operator@demo.example", true)]
    public async Task Page_ByRole_OpensOrNot(string path, string person, bool opens)
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, path, null, browser: await portal.SignInAsync(person));

        Assert.Equal(opens, answer.StatusCode == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/notifications")]
    [InlineData("/settings/notifications")]
    [InlineData("/dev/mails")]
    public async Task Page_ForNobody_LeadsToTheSignIn(string path)
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, path, null);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/sign-in", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "メールボックスはありません")]
    [InlineData("en", "There is no mailbox here")]
    public async Task Mailbox_OutsideDevelopment_IsClosed(string language, string words) =>
        Assert.Contains(words, await PageAsync("/dev/mails", "viewer@demo.example", language), StringComparison.Ordinal);

    [Fact]
    public async Task Notification_OfAnotherTenant_IsNotThere()
    {
        await WriteMailAsync("other");
        var id = (Guid)(await ScalarAsync("SELECT n.id FROM notifications n JOIN tenants t ON t.id = n.tenant_id WHERE t.key = 'other' LIMIT 1"))!;

        Assert.Contains("There is no such notification", await PageAsync($"/notifications/{id}", "admin@demo.example", "en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_ListsShowsAndSendsAgain()
    {
        var since = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var address = await WriteMailAsync("demo");
        var foreign = await WriteMailAsync("other");
        var changed = (await portal.GetJsonAsync($"{Api}?topic=orderAccepted&channel=email&limit=500&modifiedSince={since}")).GetProperty("items").EnumerateArray().ToList();
        var mail = changed.Single(item => item.GetProperty("recipient").GetString() == address);
        var path = $"{Api}/{mail.GetProperty("id").GetString()}";
        await portal.ExecuteAsync($"UPDATE notifications SET status = 5 WHERE id = '{mail.GetProperty("id").GetString()}'");

        var shown = await portal.GetJsonAsync(path);
        using var refusal = await portal.SendAsync(HttpMethod.Post, $"{path}/resend", await portal.TokenAsync(), language: "ja");
        using var stranger = await portal.SendAsync(HttpMethod.Post, $"{path}/resend", await portal.TokenAsync("other-client"));
        using var reader = await portal.SendAsync(HttpMethod.Post, $"{path}/resend", await portal.TokenAsync(scope: "notifications.read"));
        await portal.ExecuteAsync($"UPDATE notifications SET status = 3, sent_at = now() WHERE id = '{mail.GetProperty("id").GetString()}'");
        using var resend = await portal.SendAsync(HttpMethod.Post, $"{path}/resend", await portal.TokenAsync());
        var again = await PortalHost.JsonAsync(resend, HttpStatusCode.Accepted);
        var sorted = (await portal.GetJsonAsync($"{Api}?sort=createdAt&limit=500")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("createdAt").GetDateTimeOffset()).ToList();

        Assert.DoesNotContain(foreign, string.Concat(changed.Select(item => item.GetRawText())), StringComparison.Ordinal);
        Assert.Equal(("withdrawn", "Order", "text"), (shown.GetProperty("status").GetString(), shown.GetProperty("mail").GetProperty("subject").GetString(), shown.GetProperty("mail").GetProperty("text").GetString()));
        Assert.StartsWith("この通知は送り直せません。", (await PortalHost.ProblemAsync(refusal, 409, "notification_not_resendable")).GetProperty("title").GetString(), StringComparison.Ordinal);
        await PortalHost.ProblemAsync(stranger, 404, "not_found");
        Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
        Assert.NotEqual(mail.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal($"{Api}/{again.GetProperty("id").GetString()}", resend.Headers.Location!.ToString());
        Assert.Equal(sorted.Order(), sorted);
    }

    private async Task<string> PageAsync(string path, string person, string language)
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, path, null, language: language, browser: await portal.SignInAsync(person));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> WriteMailAsync(string tenantKey)
    {
        var address = $"{Guid.NewGuid():N}@customer.example";
        var tenant = new TenantId((Guid)(await ScalarAsync($"SELECT id FROM tenants WHERE key = '{tenantKey}'"))!);
        await using var connection = await portal.Services.GetRequiredService<TenantConnections>().OpenAsync(tenant, TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var content = System.Text.Json.JsonSerializer.Serialize(new MailContent("Order", "text", "<p>html</p>"));
        var mail = new NewNotification(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.NewGuid(), NotificationTopic.OrderAccepted, NotificationChannel.Email, content) { Recipient = address };
        await portal.Services.GetRequiredService<NotificationWriter>().WriteAsync(connection, tenant, [mail], TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return address;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(portal.Database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
