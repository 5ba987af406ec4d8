namespace OrderPortal.Infrastructure.Dashboard;

/// <summary>A table of sums, each row of it the sum of all rows of its family that have the row's key.</summary>
/// <param name="Keys">Column beside the tenant → what it is made of in the family's rows.</param>
/// <param name="Filter">Which of the family's rows count.</param>
internal sealed record RollupTable(string Name, IReadOnlyList<(string Column, string Of)> Keys, string Filter = "true");

/// <summary>Rollups that are made of the same rows.</summary>
/// <param name="Deltas">The table of differences that are not folded yet.</param>
/// <param name="Measures">What is added up; a row whose measures are all zero is none.</param>
/// <param name="Source">The same columns as <paramref name="Deltas"/>, made of the tables themselves.</param>
internal sealed record RollupFamily(string Deltas, IReadOnlyList<string> Measures, string Source, IReadOnlyList<RollupTable> Tables);

/// <summary>What the rollups are, once: folding, checking and rebuilding follow from it. The triggers that write the differences are SQL (<c>dashboard_20_triggers.sql</c>).</summary>
internal static class RollupTables
{
    /// <summary>What the sources are read from; nobody writes to them in the moment in which a rebuild begins.</summary>
    public const string Watched = "orders, order_lines, charges, import_problems";

    public static IReadOnlyList<RollupFamily> All { get; } =
    [
        new(
            "order_deltas",
            ["orders", "amount"],
            """
            SELECT day_in_japan(ordered_at) AS day, status, payment_status, source, customer_code, bulk_import_group, 1 AS orders, total AS amount
            FROM orders WHERE tenant_id = (SELECT current_tenant())
            """,
            [
                new("order_days", [Same("day"), Same("status"), Same("payment_status")]),
                new("order_source_days", [Same("day"), Same("source")]),
                new("order_group_days", [Same("bulk_import_group"), Same("day"), Same("status"), Same("payment_status")], "bulk_import_group IS NOT NULL"),
                new("customer_days", [Same("customer_code"), Same("day"), Same("status"), Same("payment_status")], "customer_code IS NOT NULL"),
                new("customer_weeks", [("week", "week_of(day)"), Same("customer_code")], "customer_code IS NOT NULL AND is_sale(status)"),
            ]),
        new(
            "product_deltas",
            ["quantity", "amount"],
            """
            SELECT day_in_japan(o.ordered_at) AS day, l.product_code, o.bulk_import_group, sum(l.quantity) AS quantity, sum(l.amount) AS amount
            FROM orders o JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
            WHERE o.tenant_id = (SELECT current_tenant()) AND is_sale(o.status) GROUP BY 1, 2, 3
            """,
            [
                new("product_days", [Same("product_code"), Same("day")]),
                new("product_weeks", [("week", "week_of(day)"), Same("product_code")]),
                new("product_group_days", [Same("bulk_import_group"), Same("day"), Same("product_code")], "bulk_import_group IS NOT NULL"),
            ]),
        new(
            "charge_deltas",
            ["charges", "amount", "refunded"],
            "SELECT day_in_japan(created_at) AS day, status, 1 AS charges, amount, refunded FROM charges WHERE tenant_id = (SELECT current_tenant())",
            [new("charge_days", [Same("day"), Same("status")])]),
        new(
            "problem_deltas",
            ["problems"],
            """
            SELECT day_in_japan(batch_created_at) AS day, code, 1 AS problems
            FROM import_problems WHERE tenant_id = (SELECT current_tenant()) AND severity = 1 AND row_number > 0
            """,
            [new("problem_days", [Same("day"), Same("code")])]),
    ];

    private static (string Column, string Of) Same(string column) => (column, column);
}
