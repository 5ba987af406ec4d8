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
        new("Orders", "Catalog", "an order's lines name products, its form looks them and customers up"),
        new("Orders", "Delivery", "the order form looks postal codes up, and brings the look-up along"),
        new("Orders", "Auditing", "that orders were placed", "Domain"),
        new("Orders", "Auditing", "writes that entry in the orders' own transaction", "Infrastructure"),
        new("Orders", "Imports", "orders are filtered by import and named by the API as imports are", "WebApp"),

        new("Orders", "Payments", "the history of an order shows its charges and refunds, in their own statuses and outcomes"),
        new("Orders", "Notifications", "the history of an order shows who was told of it"),
        new("Orders", "Auditing", "that a person moved an order on, and that orders were given out as a file"),

        // Catalog
        new("Catalog", "Orders", "ids of customers and products, the tax rate and the bounds of values are those of an order"),
        new("Catalog", "Imports", "values and tables are read, and their problems told, as those of order files are; implements the port through which an import asks for products"),
        new("Catalog", "Auditing", "that products or customers were saved, taken in as a table or out"),
        new("Delivery", "Imports", "the post office's table is read in the encodings that imports read", "Infrastructure"),

        // Tenancy
        new("Tenancy", "Orders", "a tenant's settings name the rounding and the payment method that its orders get", "Domain"),
        new("Tenancy", "Demo", "the published demo credentials are refused at the one place where credentials are checked", "Infrastructure"),

        new("Tenancy", "Imports", "users and API clients are taken home as every list is", "WebApp"),

        // Payments
        new("Payments", "Orders", "a charge settles orders: their ids, totals, methods and payers"),
        new("Payments", "Imports", "a settlement can be that of an import, and names it", "Domain"),
        new("Payments", "Imports", "a settlement can be that of an import, and names it", "Infrastructure"),
        new("Imports", "Payments", "undoing an import takes back the charges that nobody has begun to send", "Infrastructure"),
        new("Payments", "Imports", "settlements and charges are filtered by the number of an import, and the address names things as imports do", "WebApp"),

        // The flow of a batch on its page
        new("Imports", "Payments", "a batch's page follows its orders through settlement", "WebApp"),
        new("Imports", "Notifications", "a batch's page follows its orders to their customers", "WebApp"),

        // Auditing: entries about what no changed row shows
        new("Imports", "Auditing", "that a file was handed over, refused, finished or its report fetched"),
        new("Tenancy", "Auditing", "that somebody signed in, or failed to", "Infrastructure"),
        new("Payments", "Auditing", "that somebody settled, retried, cancelled or asked for a refund", "Infrastructure"),
        new("Payments", "Auditing", "the history of a settlement or charge is its lines of the audit log", "WebApp"),
        new("Shared", "Auditing", "that access was denied, in the host's answer to a denied request", "WebApp"),

        new("Auditing", "Imports", "the log is taken home as every list is", "WebApp"),

        // Notifications
        new("Notifications", "Orders", "a mail names its orders and is filtered by one"),
        new("Notifications", "Imports", "a batch is told as a whole, and to the one who handed it over"),
        new("Notifications", "Payments", "a mail tells the konbini slip of a charge, people are told what a settlement left", "Infrastructure"),
        new("Notifications", "Auditing", "that something was sent again, a setting or an endpoint changed", "Infrastructure"),
        new("Shared", "Notifications", "the bell stands in the frame of every page, one catalogue has the statuses of all features", "WebApp"),

        // Dashboard
        new("Dashboard", "Orders", "adds orders up by their statuses and sources"),
        new("Dashboard", "Imports", "adds imports up, and names things as imports do"),
        new("Dashboard", "Payments", "adds charges up by their statuses"),
        new("Dashboard", "Notifications", "its figures of notifications lead to their list", "WebApp"),

        // What holds all features together
        new("Shared", "Orders", "one database context maps the tables of all features"),
        new("Shared", "Imports", "one database context maps the tables, one catalogue the statuses, of all features"),
        new("Shared", "Payments", "one catalogue holds the statuses of all features", "WebApp"),
        new("Shared", "Catalog", "one database context maps the tables of all features", "Infrastructure"),
        new("Shared", "Auditing", "one database context maps the tables of all features; that somebody paused a job of the installation", "Infrastructure"),

        // Demo and command line
        new("Demo", "Orders", "the demo tenant's history is orders, made and written by their own rules", "Infrastructure"),
        new("Demo", "Payments", "the demo tenant's history says what became of its charges", "Infrastructure"),
        new("Demo", "Imports", "sample files are written in the encodings that imports read", "Infrastructure"),
        new("Cli", "Dashboard", "the verb that checks the figures and makes them anew", "WebApp"),
        new("Cli", "Delivery", "the verb that loads the post office's table", "WebApp"),
        new("Cli", "Demo", "the verb that writes the sample files", "WebApp"),
    ];
}
