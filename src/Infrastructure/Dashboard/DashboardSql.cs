using System.Globalization;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.Infrastructure.Dashboard;

/// <summary>
/// Statements that read figures. Those of whole days come from the rollups and the differences that are not folded yet; what there is no rollup of (parts of
/// days, one customer's orders of one group) comes from the tables, over their indexes and no further than the range.
/// </summary>
internal static class DashboardSql
{
    /// <summary>$1 tenant, $2 first day, $3 the day behind the last, $4 and $5 a range of time before these, $6 and $7 one behind them. The first number tells how a row is divided.</summary>
    public const string SummaryOrders =
        """
        WITH singly AS (
            SELECT day, status, payment_status, source, orders, amount FROM order_deltas WHERE tenant_id = $1 AND day >= $2 AND day < $3
            UNION ALL SELECT day_in_japan(ordered_at), status, payment_status, source, 1, total FROM orders WHERE tenant_id = $1 AND ordered_at >= $4 AND ordered_at < $5
            UNION ALL SELECT day_in_japan(ordered_at), status, payment_status, source, 1, total FROM orders WHERE tenant_id = $1 AND ordered_at >= $6 AND ordered_at < $7),
        cells AS (
            SELECT day, status, payment_status, orders, amount FROM order_days WHERE tenant_id = $1 AND day >= $2 AND day < $3
            UNION ALL SELECT day, status, payment_status, orders, amount FROM singly),
        sources AS (
            SELECT source, orders, amount FROM order_source_days WHERE tenant_id = $1 AND day >= $2 AND day < $3
            UNION ALL SELECT source, orders, amount FROM singly)
        SELECT grouping(day, status, payment_status), day, coalesce(status, payment_status), sum(orders)::bigint, sum(amount)::bigint
        FROM cells GROUP BY GROUPING SETS ((day), (status), (payment_status)) HAVING sum(orders) <> 0
        UNION ALL SELECT 7, NULL, source, sum(orders)::bigint, sum(amount)::bigint FROM sources GROUP BY source HAVING sum(orders) <> 0
        """;

    /// <summary>Parameters as of <see cref="SummaryOrders"/>.</summary>
    public const string SummaryCharges =
        """
        SELECT status, sum(charges)::bigint, sum(amount)::bigint, sum(refunded)::bigint FROM (
            SELECT status, charges, amount, refunded FROM charge_days WHERE tenant_id = $1 AND day >= $2 AND day < $3
            UNION ALL SELECT status, charges, amount, refunded FROM charge_deltas WHERE tenant_id = $1 AND day >= $2 AND day < $3
            UNION ALL SELECT status, 1, amount, refunded FROM charges WHERE tenant_id = $1 AND created_at >= $4 AND created_at < $5
            UNION ALL SELECT status, 1, amount, refunded FROM charges WHERE tenant_id = $1 AND created_at >= $6 AND created_at < $7) cells
        GROUP BY status HAVING sum(charges) <> 0
        """;

    /// <summary>$1 tenant, $2 first day, $3 last day, of the range.</summary>
    public const string Problems =
        """
        SELECT code, sum(problems)::bigint FROM (
            SELECT code, problems FROM problem_days WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
            UNION ALL SELECT code, problems FROM problem_deltas WHERE tenant_id = $1 AND day BETWEEN $2 AND $3) cells
        GROUP BY code HAVING sum(problems) > 0 ORDER BY 2 DESC, 1 LIMIT $4
        """;

    /// <summary>$1 tenant, $2 and $3 a range of time.</summary>
    public static string SummaryImports { get; } = Invariant(
        $"""
        SELECT status, count(*), sum(rows_rejected)::bigint FROM import_batches
        WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND NOT (dry_run AND status = {(short)ImportStatus.Cancelled}) GROUP BY 1
        """);

    /// <summary>$1 tenant, $2 and $3 a range of time.</summary>
    public static string SummaryNotifications { get; } = Invariant(
        $"SELECT count(*) FROM notifications WHERE tenant_id = $1 AND status = {(short)NotificationStatus.Dead} AND created_at >= $2 AND created_at < $3");

    public static string RunningImports { get; } = Invariant(
        $"SELECT count(*) FROM import_batches WHERE tenant_id = $1 AND status IN ({(short)ImportStatus.Queued}, {(short)ImportStatus.Running})");

    public static string Backlog { get; } = Invariant(
        $"""
        SELECT count(*) FILTER (WHERE status <> {(short)NotificationStatus.Dead}), count(*) FILTER (WHERE status = {(short)NotificationStatus.Dead}) FROM notifications
        WHERE tenant_id = $1 AND status <> {(short)NotificationStatus.Sent} AND status IN ({(short)NotificationStatus.Waiting}, {(short)NotificationStatus.Sending}, {(short)NotificationStatus.Dead})
        """);

    /// <summary>$1 tenant, $2 and $3 first and last day, $4 first day of the second period, $5 customer, $6 group.</summary>
    public static string Orders(DashboardQuery query) =>
        $"""
        SELECT grouping(day), day, is_current, status, payment_status, sum(orders)::bigint, sum(amount)::bigint
        FROM (SELECT *, day >= $4 AS is_current FROM ({OrderRows(query)}) order_rows) cells
        GROUP BY GROUPING SETS ((day), (is_current, status, payment_status)) HAVING sum(orders) <> 0 AND (grouping(day) = 1 OR day >= $4)
        """;

    /// <summary>Parameters as of <see cref="Orders"/>.</summary>
    public static string OrdersTotal(DashboardQuery query) => $"SELECT coalesce(sum(orders), 0)::bigint, coalesce(sum(amount), 0)::bigint FROM ({OrderRows(query)}) order_rows";

    /// <summary>Parameters as of <see cref="Orders"/>. Charges of a group are found from its orders, not among all that the tenant has: that is what the OFFSET is for.</summary>
    public static string Charges(DashboardQuery query)
    {
        var rows = query.IsNarrowed
            ? $"""
               SELECT day_in_japan(created_at) AS day, status, 1 AS charges FROM charges
               WHERE tenant_id = $1 AND {Within("created_at")} {(query.CustomerCode is null ? "" : "AND customer_code = $5")} {(query.Group is null ? "" :
                   """
                   AND id IN (
                       SELECT charge_id FROM orders o CROSS JOIN LATERAL (SELECT charge_id FROM charge_allocations WHERE tenant_id = $1 AND order_id = o.id OFFSET 0) settled
                       WHERE tenant_id = $1 AND bulk_import_group = $6)
                   """)}
               """
            : """
              SELECT day, status, charges FROM charge_days WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
              UNION ALL SELECT day, status, charges FROM charge_deltas WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
              """;
        return $"SELECT day >= $4 AS is_current, status, sum(charges)::bigint FROM ({rows}) charge_rows GROUP BY 1, 2 HAVING sum(charges) <> 0";
    }

    /// <summary>As <see cref="TopSql"/>; $5 group.</summary>
    /// <param name="all">Looks at everybody.</param>
    public static string TopCustomers(DashboardQuery query, bool all = false)
    {
        var top = query.IsNarrowed
            ? $"""
               SELECT customer_code COLLATE "C" AS code, count(*) AS orders, sum(total)::bigint AS amount, NULL::bigint AS others FROM orders
               WHERE tenant_id = $1 AND bulk_import_group = $5 AND {Within("ordered_at")} AND customer_code IS NOT NULL AND is_sale(status)
               GROUP BY 1 ORDER BY amount DESC, code LIMIT $4
               """
            : all ? TopSql.Customers.All : TopSql.Customers.For(query.Days);
        return $"""
            SELECT top.code, top.orders, top.amount, top.others, c.name_encrypted FROM ({top}) top
            LEFT JOIN customers c ON c.tenant_id = $1 AND c.code = top.code ORDER BY top.amount DESC, top.code
            """;
    }

    /// <summary>As <see cref="TopCustomers"/>; $7 customer.</summary>
    public static string TopProducts(DashboardQuery query, bool all = false)
    {
        var top = query.CustomerCode is not null
            ? $"""
               SELECT l.product_code COLLATE "C" AS code, sum(l.quantity)::bigint AS quantity, sum(l.amount)::bigint AS amount, NULL::bigint AS others
               FROM orders o JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
               WHERE o.tenant_id = $1 AND {Within("o.ordered_at")} {(query.Group is null ? "" : "AND o.bulk_import_group = $5")} AND o.customer_code = $7 AND is_sale(o.status)
               GROUP BY 1 ORDER BY amount DESC, code LIMIT $4
               """
            : query.Group is not null
            ? """
              SELECT product_code AS code, sum(quantity)::bigint AS quantity, sum(amount)::bigint AS amount, NULL::bigint AS others FROM (
                  SELECT product_code, quantity, amount FROM product_group_days WHERE tenant_id = $1 AND bulk_import_group = $5 AND day BETWEEN $2 AND $3
                  UNION ALL SELECT product_code, quantity, amount FROM product_deltas WHERE tenant_id = $1 AND bulk_import_group = $5 AND day BETWEEN $2 AND $3) cells
              GROUP BY 1 HAVING sum(quantity) <> 0 ORDER BY amount DESC, code LIMIT $4
              """
            : all ? TopSql.Products.All : TopSql.Products.For(query.Days);
        return $"""
            SELECT top.code, top.quantity, top.amount, top.others, p.id, p.name_ja, p.name_en FROM ({top}) top
            LEFT JOIN products p ON p.tenant_id = $1 AND p.code = top.code ORDER BY top.amount DESC, top.code
            """;
    }

    private static string OrderRows(DashboardQuery query) => (query.CustomerCode, query.Group) switch
    {
        (null, null) => Both("order_days", ""),
        (not null, null) => Both("customer_days", "AND customer_code = $5"),
        (null, not null) => Both("order_group_days", "AND bulk_import_group = $6"),
        _ => $"""
              SELECT day_in_japan(ordered_at) AS day, status, payment_status, 1 AS orders, total AS amount FROM orders
              WHERE tenant_id = $1 AND customer_code = $5 AND bulk_import_group = $6 AND {Within("ordered_at")}
              """,
    };

    private static string Both(string rollup, string filter) =>
        $"""
        SELECT day, status, payment_status, orders, amount FROM {rollup} WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 {filter}
        UNION ALL SELECT day, status, payment_status, orders, amount FROM order_deltas WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 {filter}
        """;

    /// <summary>From the beginning of the day $2 in Japan to the end of $3.</summary>
    private static string Within(string moment) =>
        $"{moment} >= timezone('UTC', $2::timestamp - interval '9 hours') AND {moment} < timezone('UTC', $3::timestamp + interval '15 hours')";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
