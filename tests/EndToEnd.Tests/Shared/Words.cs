using System.Globalization;
using System.Resources;
using OrderPortal.WebApp.Catalog;
using OrderPortal.WebApp.Dashboard;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Orders.Placing;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Api.Document;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Shared.Shell.Search;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Accounts;
using OrderPortal.WebApp.Tenancy.Users;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>The portal's own texts in one language: tests find things by them, so that a changed sentence breaks no test.</summary>
public sealed class Words(string language)
{
    public string Language => language;

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(language);

    public bool IsJapanese => language == "ja";

    public string Imports(string key, params object[] arguments) => Of(ImportsText.ResourceManager, key, arguments);

    public string Mend(string key, params object[] arguments) => Of(MendText.ResourceManager, key, arguments);

    public string Wizard(string key, params object[] arguments) => Of(ImportWizardText.ResourceManager, key, arguments);

    public string ImportProblems(string key, params object[] arguments) => Of(ImportProblemsText.ResourceManager, key, arguments);

    public string Orders(string key, params object[] arguments) => Of(OrdersText.ResourceManager, key, arguments);

    public string Payments(string key, params object[] arguments) => Of(PaymentsText.ResourceManager, key, arguments);

    public string Notifications(string key, params object[] arguments) => Of(NotificationsText.ResourceManager, key, arguments);

    public string Webhooks(string key, params object[] arguments) => Of(WebhooksText.ResourceManager, key, arguments);

    public string Notices(string key, params object[] arguments) => Of(NoticesText.ResourceManager, key, arguments);

    public string NewOrder(string key) => Of(NewOrderText.ResourceManager, key, []);

    public string Clients(string key, params object[] arguments) => Of(ClientsText.ResourceManager, key, arguments);

    public string Users(string key, params object[] arguments) => Of(UsersText.ResourceManager, key, arguments);

    public string ApiDocs(string key, params object[] arguments) => Of(ApiDocsText.ResourceManager, key, arguments);

    public string Catalog(string key) => Of(CatalogText.ResourceManager, key, []);

    public string Status(string key) => Of(StatusText.ResourceManager, key, []);

    public string Controls(string key) => Of(ControlsText.ResourceManager, key, []);

    public string Shell(string key, params object[] arguments) => Of(ShellText.ResourceManager, key, arguments);

    public string Home(string key, params object[] arguments) => Of(HomeText.ResourceManager, key, arguments);

    public string Account(string key, params object[] arguments) => Of(AccountText.ResourceManager, key, arguments);

    public string AccountLinks(string key, params object[] arguments) => Of(AccountLinkText.ResourceManager, key, arguments);

    public string Search(string key, params object[] arguments) => Of(SearchText.ResourceManager, key, arguments);

    public string SignIn(string key) => Of(SignInText.ResourceManager, key, []);

    public string Problems(string key, params object[] arguments) => Of(ProblemsText.ResourceManager, key, arguments);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public string Of(ResourceManager texts, string key, params object[] arguments)
    {
        var text = texts.GetString(key, Culture) ?? throw new InvalidOperationException($"{texts.BaseName} has no {key}.");
        return arguments.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, arguments);
    }
}
