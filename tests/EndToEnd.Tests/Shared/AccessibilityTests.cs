using Microsoft.Playwright;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.WebApp.Auditing;
using OrderPortal.WebApp.Catalog;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Orders.Placing;
using OrderPortal.WebApp.Shared.Api.Document;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Accounts;
using OrderPortal.WebApp.Tenancy.Users;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Every page with what it shows in daily use: axe finds nothing, the browser complains of nothing, nothing is wider than the window.</summary>
public sealed class AccessibilityTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    /// <summary>Every page in both languages and themes; each language and each theme once in each width.</summary>
    public static TheoryData<string, bool, int> Looks { get; } = new()
    {
        { "ja", false, 1440 }, { "ja", true, 390 }, { "en", false, 390 }, { "en", true, 1440 },
    };

    [Fact]
    public async Task Page_WithPlantedFaults_IsNotWithoutFault()
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, "en", person: null);
        await window.GoAsync("/sign-in");
        await window.Page.EvaluateAsync("() => { document.querySelector('label[for=email]').remove(); document.querySelector('form').style.width = '9999px'; }");

        var faults = await window.ExamineAsync("planted");

        Assert.Contains(faults, fault => fault.StartsWith("planted: label ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.EndsWith("px wider than the window of 1024 px", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Pages_ToAxe_AreWithoutFault(string language, bool dark, int width)
    {
        var showcase = await Showcase.PrepareAsync(fixture.Portal);
        var look = new Look(dark, width);
        var faults = new List<string>();
        await using (var window = await PortalPage.OpenAsync(fixture.Portal, language, person: null, look))
        {
            await window.GoAsync("/sign-in");
            await ExamineAsync(window, window.Words.SignIn(nameof(SignInText.Title)), "sign-in");
        }

        await using (var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Administrator, look))
        {
            // All columns of the mend grid are the same cells again, and take axe as long as five other pages.
            foreach (var (name, path, heading) in showcase.Pages(window.Words).Where(page => page.Name != "mend-all-columns"))
            {
                await window.GoAsync(path);
                await ExamineAsync(window, heading, name);
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        fixture.Portal.AssertNoErrors();

        async Task ExamineAsync(PortalPage window, string? heading, string name)
        {
            await (heading is null ? Expect(window.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync() : window.SeeAsync(heading));
            await Expect(window.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
            if (heading is not null)
            {
                // Once more: what was loaded is there, and not the page that says that it does not exist.
                await window.SeeAsync(heading);
            }

            faults.AddRange(await window.ExamineAsync(name));

            // The page that does not exist answers 404, which the browser notes.
            window.AssertNoComplaints(name == "not-found" ? PortalPage.Refusals : null);
        }
    }
}

/// <summary>A portal with imports in every state, one of which seems to run, for looking at its pages.</summary>
internal sealed record Showcase(long Finished, long Running, long Undone, long DryRun, long Paused, string Order, Guid Draft, long Review)
{
    public const string RunningName = "受注_0105.csv";

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    public IEnumerable<(string Name, string Path, string? Heading)> Pages(Words words) =>
    [
        ("home", "/", null),
        ("upload", "/imports/new", words.Wizard(nameof(ImportWizardText.Title), 1)),
        ("wizard-columns", $"/imports/new?file={Draft}&step=2", words.Wizard(nameof(ImportWizardText.Title), 2)),
        ("wizard-review", $"/imports/new?import={Review}&step=3", words.Wizard(nameof(ImportWizardText.Title), 3)),
        ("import-running", $"/imports/{Running}", RunningName),
        ("import-finished", $"/imports/{Finished}", OrderFiles.Sample.Name),
        ("import-history", $"/imports/{Finished}?tab=history", OrderFiles.Sample.Name),
        ("import-orders", $"/imports/{Finished}?tab=orders", OrderFiles.Sample.Name),
        ("import-undone", $"/imports/{Undone}", OrderFiles.Returned.Name),
        ("import-dry-run", $"/imports/{DryRun}", OrderFiles.Tried.Name),
        ("import-paused", $"/imports/{Paused}", OrderFiles.Middle.Name),
        ("mend", $"/imports/{Finished}/mend", words.Mend(nameof(MendText.Heading))),
        ("mend-all-columns", $"/imports/{Finished}/mend?columns=all", words.Mend(nameof(MendText.Heading))),
        ("value-rules", "/settings/value-rules", words.Mend(nameof(MendText.RulesTitle))),
        ("imports", "/imports", words.Imports(nameof(ImportsText.ListTitle))),
        ("imports-filtered", "/imports?file=csv&status=completedWithErrors&from=2020-01-01&by=%E3%83%87%E3%83%A2", words.Imports(nameof(ImportsText.ListTitle))),
        ("orders", "/orders", words.Orders(nameof(OrdersText.ListTitle))),
        ("order", $"/orders/{Order}", words.Orders(nameof(OrdersText.PageTitle), Order)),
        ("settlements", "/settlements", words.Payments(nameof(PaymentsText.SettlementsTitle))),
        ("settlement", "/settlements/1", words.Payments(nameof(PaymentsText.SettlementNumber), 1)),
        ("settlement-plan", $"/settlements/new?import={Finished}&grouping=byCustomer", words.Payments(nameof(PaymentsText.PlanTitle))),
        ("charges", "/charges", words.Payments(nameof(PaymentsText.ChargesTitle))),
        ("notifications", "/notifications", words.Notifications(nameof(NotificationsText.ListTitle))),
        ("mailbox", "/dev/mails", words.Notifications(nameof(NotificationsText.MailboxTitle))),
        ("order-new", "/orders/new", words.NewOrder(nameof(NewOrderText.Title))),
        ("products", "/products", words.Catalog(nameof(CatalogText.Products))),
        ("product-new", "/products/new", words.Catalog(nameof(CatalogText.NewProduct))),
        ("customers", "/customers", words.Catalog(nameof(CatalogText.Customers))),
        ("customer-new", "/customers/new", words.Catalog(nameof(CatalogText.NewCustomer))),
        ("clients", "/settings/clients", words.Clients(nameof(ClientsText.Title))),
        ("client-new", "/settings/clients/new", words.Clients(nameof(ClientsText.AddTitle))),
        ("account", "/account", words.Account(nameof(AccountText.Title))),
        ("account-password", "/account/password", words.Account(nameof(AccountText.Title))),
        ("account-two-factor", "/account/two-factor", words.Account(nameof(AccountText.Title))),
        ("account-sessions", "/account/sessions", words.Account(nameof(AccountText.Title))),
        ("users", "/settings/users", words.Users(nameof(UsersText.Title))),
        ("user-new", "/settings/users/new", words.Users(nameof(UsersText.AddTitle))),
        ("roles", "/settings/roles", words.Of(RolesText.ResourceManager, nameof(RolesText.Title))),
        ("audit", "/settings/audit", words.Of(AuditText.ResourceManager, nameof(AuditText.Title))),
        ("audit-entry", "/settings/audit/1", null),
        ("operations", "/settings/operations", words.Of(OperationsText.ResourceManager, nameof(OperationsText.Title))),
        ("notification-settings", "/settings/notifications", words.Notifications(nameof(NotificationsText.SettingsTitle))),
        ("webhooks", "/settings/webhooks", words.Webhooks(nameof(WebhooksText.Title))),
        ("webhook-new", "/settings/webhooks/new", words.Webhooks(nameof(WebhooksText.AddTitle))),
        ("mapping", "/settings/mappings/rakuten-rms", null),
        ("mappings", "/settings/mappings", words.Of(ProfilesText.ResourceManager, nameof(ProfilesText.Title))),
        ("api-docs", "/api/docs", words.ApiDocs(nameof(ApiDocsText.Title))),
        ("not-found", "/no-such-page", words.Shell(nameof(ShellText.NotFoundTitle))),
    ];

    private static async Task<Guid> DraftAsync(PortalProcess portal)
    {
        using var api = await PortalApi.DemoAsync(portal);
        return await api.UploadDraftAsync(OrderFiles.Shown.Path);
    }

    /// <returns>The number of a dry run that waits to be written.</returns>
    private static async Task<long> DryRunAsync(PortalProcess portal)
    {
        using var api = await PortalApi.DemoAsync(portal);
        var id = await api.UploadAsync(OrderFiles.Shown.Path, ("dryRun", "true"));
        await Eventually.IsAsync(
            async () => (await api.ImportAsync(id)).GetProperty("status").GetString() == "awaitingConfirmation", TimeSpan.FromSeconds(60), () => "the dry run has ended");
        return (await api.ImportAsync(id)).GetProperty("number").GetInt64();
    }

    public static async Task<Showcase> PrepareAsync(PortalProcess portal)
    {
        await OneAtATime.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (await portal.Database.CountAsync("SELECT count(*) FROM import_batches") == 0)
            {
                using var api = await PortalApi.DemoAsync(portal);
                // A gateway in a hurry that declines now and then.
                await api.SendAsync(HttpMethod.Put, "/simulator/v1/settings", new { latencyMs = 5, timeoutRate = 0, errorRate = 0, throttleRate = 0, declineRate = 0.02 });
                await api.EndOfAsync(await api.UploadAsync(OrderFiles.Sample.Path, ("notify", "none")), TimeSpan.FromSeconds(60));
                await api.EndOfAsync(await api.UploadAsync(OrderFiles.Twenty.Path), TimeSpan.FromSeconds(60));

                var returned = await api.UploadAsync(OrderFiles.Returned.Path);
                await api.EndOfAsync(returned, TimeSpan.FromSeconds(60));
                await portal.Database.ExecuteAsync($"UPDATE orders SET status = 2 WHERE order_number = '{await api.FirstOrderAsync(returned)}'");
                await api.AskAsync(returned, "undo");
                await api.StatusAsync(returned, "undone");
                await api.StatusAsync(await api.UploadAsync(OrderFiles.Tried.Path, ("dryRun", "true")), "awaitingConfirmation");
                var paused = await api.UploadAsync(OrderFiles.Middle.Path);
                await api.AskAsync(paused, "pause");
                await api.StatusAsync(paused, "paused");
                await api.EndOfAsync(await api.UploadAsync(OrderFiles.Tried.Path, ("settle", "byCustomer"), ("allowDuplicateFile", "true")), TimeSpan.FromSeconds(60));
                await portal.Database.ExecuteAsync(
                    $"""
                    INSERT INTO value_rules (tenant_id, id, column_id, value, replacement, created_at, created_by_name)
                    VALUES ('{DemoSeed.DemoTenant}', gen_random_uuid(), {(short)ImportColumn.ProductCode}, 'A-100', 'P-1001', '2026-01-05T06:04:00Z', '佐藤')
                    """);
                await portal.Database.ExecuteAsync(
                    $"""
                    INSERT INTO value_rules (tenant_id, id, column_id, value, replacement, batch_id, created_at, created_by_name)
                    SELECT '{DemoSeed.DemoTenant}', gen_random_uuid(), {(short)ImportColumn.Prefecture}, '江戸県', '東京都', id, now(), '佐藤' FROM import_batches WHERE number = 1
                    """);

                await portal.Database.ExecuteAsync(
                    $"""
                    INSERT INTO products (tenant_id, id, code, name_ja, price, tax_rate, active, created_at)
                    SELECT '{DemoSeed.DemoTenant}', gen_random_uuid(), 'P-' || n, '見本の品', 1000 * n, 8, n < 3, now() FROM generate_series(1, 3) n
                    """);

                // As the table looks while a worker is on it, held still.
                await portal.Database.ExecuteAsync(
                    $"""
                    UPDATE import_batches SET status = 2, phase = 4, finished_at = NULL, totals_match = NULL, rows_total = 10000, rows_accepted = 6010, rows_rejected = 190,
                        warnings = 44, orders_created = 3480, started_at = now(), file_name = '{RunningName}', file_length = 2114000 WHERE number = 2
                    """);
            }

            return new Showcase(1, 2, 3, 4, 5, OrderFiles.Sample.FirstOrder, await DraftAsync(portal), await DryRunAsync(portal));
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
