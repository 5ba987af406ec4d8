using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Api.Document;

/// <summary>The resources in the sequence in which they are told of, and the scopes.</summary>
internal static class ApiTags
{
    public const string Tokens = "Tokens";

    public static readonly (string Name, string Description)[] All =
    [
        (Tokens, "Access tokens of OAuth 2.0 client credentials (RFC 6749) and their revocation (RFC 7009)."),
        ("Orders", "Orders with their lines, amounts and states."),
        ("Imports", "Files of orders: handed over, followed, stopped and undone, and the problems in their rows."),
        ("Mapping profiles", "Which column of a file means what."),
        ("Settlements", "Charging many orders at once: first the plan, then the run."),
        ("Charges", "Payments of orders and their refunds."),
        ("Notifications", "Mails to customers and to the team, and what became of them."),
        ("Webhooks", "Addresses that hear of events, and what was sent to them."),
        ("Products", "The catalogue that orders are checked against."),
        ("Customers", "Customers by their codes."),
        ("Dashboard", "Figures of the day."),
    ];

    public static string OfScope(string scope) => scope switch
    {
        Scopes.OrdersRead => "See orders, products, customers and the dashboard",
        Scopes.OrdersWrite => "Make and change orders, products and customers",
        Scopes.ImportsRead => "See imports, their problems and the mapping profiles",
        Scopes.ImportsWrite => "Hand files over, and stop, undo and mend imports",
        Scopes.PaymentsRead => "See settlements and charges",
        Scopes.PaymentsWrite => "Settle, retry, cancel and refund",
        Scopes.NotificationsRead => "See notifications",
        Scopes.Admin => "Manage webhooks and mapping profiles, and send notifications again",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };
}
