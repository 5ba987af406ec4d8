using Microsoft.AspNetCore.Components.Routing;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>One entry of the main menu.</summary>
/// <param name="Permission">Shown to those who have it; null: to everybody.</param>
/// <param name="Also">Path of further pages on which it is the current one.</param>
public sealed record NavigationItem(string TextKey, string Href, IconName Icon, NavLinkMatch Match = NavLinkMatch.Prefix, string? Permission = null, string? Also = null);

/// <summary>The main menu, in sections. A page gets its line here when it exists, not before.</summary>
public static class NavigationMap
{
    public static readonly IReadOnlyList<IReadOnlyList<NavigationItem>> Sections =
    [
        [new(nameof(ShellText.NavHome), "/", IconName.Home, NavLinkMatch.All)],
        [
            new(nameof(ShellText.NavImports), "/imports", IconName.Import),
            new(nameof(ShellText.NavOrders), "/orders", IconName.Orders),
            new(nameof(ShellText.NavSettlements), "/settlements", IconName.Money, Permission: Permissions.PaymentsRead, Also: "/charges"),
            new(nameof(ShellText.NavNotifications), "/notifications", IconName.Inbox, Permission: Permissions.NotificationsRead),
        ],
        [
            new(nameof(ShellText.NavProducts), "/products", IconName.Package, Permission: Permissions.CatalogRead),
            new(nameof(ShellText.NavCustomers), "/customers", IconName.User, Permission: Permissions.CatalogRead),
        ],
        [
            new(nameof(ShellText.NavValueRules), "/settings/value-rules", IconName.Adjusted, Permission: Permissions.ImportsWrite),
            new(nameof(ShellText.NavMappings), "/settings/mappings", IconName.Spreadsheet, Permission: Permissions.ImportsRead),
            new(nameof(ShellText.NavNotificationSettings), "/settings/notifications", IconName.Tools, Permission: Permissions.WebhooksWrite),
            new(nameof(ShellText.NavWebhooks), "/settings/webhooks", IconName.Webhook, Permission: Permissions.WebhooksWrite),
            new(nameof(ShellText.NavClients), "/settings/clients", IconName.Key, Permission: Permissions.ClientsWrite),
            new(nameof(ShellText.NavUsers), "/settings/users", IconName.Users, Permission: Permissions.UsersWrite, Also: "/settings/roles"),
            new(nameof(ShellText.NavAudit), "/settings/audit", IconName.Hash, Permission: Permissions.AuditRead),
            new(nameof(ShellText.NavOperations), "/settings/operations", IconName.Running, Permission: Permissions.OperationsRead),
        ],
    ];
}
