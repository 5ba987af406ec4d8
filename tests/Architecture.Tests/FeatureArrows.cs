namespace OrderPortal.Architecture.Tests;

/// <param name="From">The feature that knows.</param>
/// <param name="To">The feature that is known.</param>
/// <param name="Why">One sentence; the feature's README says more where more is to say.</param>
/// <param name="In">The one project in which it may; null: in all.</param>
internal sealed record Arrow(string From, string To, string Why, string? In = null);

/// <summary>
/// Which feature may know which. Every feature may know Shared and Tenancy; nobody knows Dashboard. A new arrow is a reviewed line here and
/// a sentence in the feature's README; a line that nothing needs any more has to go.
/// </summary>
internal static class FeatureArrows
{
    /// <summary>The words of the house: a folder, namespace, permission or metric of a feature is called by one of these.</summary>
    public static readonly string[] Features =
    [
        "Orders", "Imports", "Payments", "Notifications", "Catalog", "Inventory", "Points", "Delivery", "Rosters", "Tenancy", "Auditing", "Dashboard",
    ];

    /// <summary>Folders that are no features.</summary>
    public static readonly (string Project, string Folder, string Why)[] OtherFolders =
    [
        ("Domain", "Shared", "what three or more features use"),
        ("Infrastructure", "Shared", "persistence, scheduling and security have no business word"),
        ("WebApp", "Shared", "shell, controls, access and operations have no business word"),
        ("Infrastructure", "Demo", "demo tenants and sample files: for trying out and for measuring, no part of the business"),
        ("WebApp", "Cli", "the verbs of the executable beside serving"),
        ("WebApp", "wwwroot", "static files"),
        ("WebApp", "Properties", "how `dotnet run` starts it; the name is the SDK's"),
    ];

    public static readonly Arrow[] All =
    [
        // Orders
        new("Imports", "Orders", "an import checks rows by the rules of orders and makes orders"),
        new("Orders", "Imports", "a form or API order is checked in the columns, codes and values that files have, so that all three say the same; an order names the import it came from", "Domain"),
        new("Orders", "Imports", "an order's row holds its import, and a list shows that import's number", "Infrastructure"),
        new("Orders", "Imports", "orders are filtered by import and named by the API as imports are", "WebApp"),

        // Catalog
        new("Catalog", "Orders", "ids of customers and products and the tax rate are values of an order", "Infrastructure"),
        new("Catalog", "Imports", "implements the port through which an import asks for products", "Infrastructure"),

        // Tenancy
        new("Tenancy", "Orders", "a tenant's settings name the rounding and the payment method that its orders get", "Domain"),
        new("Tenancy", "Demo", "the published demo credentials are refused at the one place where credentials are checked", "Infrastructure"),

        // Payments
        new("Payments", "Orders", "a charge settles orders: their ids, totals, methods and payers"),

        // Auditing: entries about what no changed row shows
        new("Imports", "Auditing", "that a file was handed over, refused, finished or its report fetched"),
        new("Tenancy", "Auditing", "that somebody signed in, or failed to", "Infrastructure"),
        new("Shared", "Auditing", "that access was denied, in the host's answer to a denied request", "WebApp"),

        // Notifications
        new("Notifications", "Orders", "a mail names its orders and is filtered by one"),
        new("Notifications", "Imports", "a batch is told as a whole, and to the one who handed it over; the bell tells how it ended"),
        new("Notifications", "Payments", "a mail tells the konbini slip of a charge", "Infrastructure"),
        new("Notifications", "Auditing", "that something was sent again, a setting changed or an endpoint set up", "Infrastructure"),

        // What holds all features together
        new("Shared", "Notifications", "one catalogue has the statuses of all features, and the bell stands in the frame of every page", "WebApp"),
        new("Shared", "Orders", "one database context maps the tables of all features"),
        new("Shared", "Imports", "one database context maps the tables, one catalogue the statuses, of all features"),
        new("Shared", "Catalog", "one database context maps the tables of all features", "Infrastructure"),
        new("Shared", "Auditing", "one database context maps the tables of all features", "Infrastructure"),

        // Demo and command line
        new("Demo", "Imports", "sample files are written in the encodings that imports read", "Infrastructure"),
        new("Cli", "Demo", "the verb that writes the sample files", "WebApp"),
    ];
}
