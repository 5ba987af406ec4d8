namespace OrderPortal.Infrastructure.Dashboard;

/// <summary>
/// Statements of one "top" list over its rollups. $1 tenant, $2 and $3 first and last day, $4 how many are listed, $6 how many are looked at. The last number of
/// each row is the most that any can have that was not looked at; null: all were.
/// </summary>
/// <param name="Code">Whom the list is of: a column of the rollups and the differences.</param>
/// <param name="Count">What is counted beside the amount.</param>
/// <param name="DeltaFilter">Which differences count.</param>
/// <param name="DayFilter">Which rows of the days do; weeks have no others.</param>
internal sealed record TopSql(string Code, string Count, string Weeks, string Days, string Deltas, string DeltaFilter, string DayFilter)
{
    /// <summary>Up to so many days everybody is added up at once: who has most in a week need have nothing in one day of it.</summary>
    private const int FewDays = 3;

    private const string FirstWholeWeek = "week_of($2 + 6)";
    private const string BehindWholeWeeks = "week_of($3 + 1)";

    // Days of the range before and behind its whole weeks; both together all of them where it has none.
    private const string HeadEnd = $"least({FirstWholeWeek}, $3 + 1)";
    private const string TailStart = $"greatest({BehindWholeWeeks}, {FirstWholeWeek})";

    public static TopSql Customers { get; } =
        new("customer_code", "orders", "customer_weeks", "customer_days", "order_deltas", "customer_code IS NOT NULL AND is_sale(status)", "is_sale(status)");

    public static TopSql Products { get; } = new("product_code", "quantity", "product_weeks", "product_days", "product_deltas", "true", "true");

    /// <summary>Adds up everybody. Exact whatever there is, and as slow as there are many.</summary>
    public string All =>
        $"""
        SELECT {Code} AS code, sum({Count})::bigint AS {Count}, sum(amount)::bigint AS amount, NULL::bigint AS others FROM (
            SELECT {Code}, {Count}, amount FROM {Weeks} WHERE tenant_id = $1 AND week >= {FirstWholeWeek} AND week < {BehindWholeWeeks}
            UNION ALL SELECT {Code}, {Count}, amount FROM {Days} WHERE tenant_id = $1 AND day >= $2 AND day < {HeadEnd} AND {DayFilter}
            UNION ALL SELECT {Code}, {Count}, amount FROM {Days} WHERE tenant_id = $1 AND day >= {TailStart} AND day <= $3 AND {DayFilter}
            UNION ALL SELECT {Code}, {Count}, amount FROM {Deltas} WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 AND {DeltaFilter}) parts
        GROUP BY {Code} HAVING sum({Count}) <> 0 ORDER BY amount DESC, code LIMIT $4
        """;

    /// <summary>
    /// Reads only who leads some week. Nobody has more in a range than in its weeks, the first and last taken whole; and who is not among the leaders of a week has
    /// no more in it than the last of them. So nobody else need be looked at as long as the last that is listed has more than the others can have.
    /// </summary>
    /// <remarks>
    /// Differences are led like one more week. LIMITs and sums in the joins make the planner look rows up one by one, whatever its statistics say; and a candidate's
    /// days are found by comparing rows, which only the primary key stands in: by statistics that do not know today yet, the index of days would look as good.
    /// </remarks>
    public string Leading =>
        $"""
        WITH pending AS (
            SELECT {Code} AS code, day, {Count}, amount FROM {Deltas} WHERE tenant_id = $1 AND day BETWEEN week_of($2) AND week_of($3) + 6 AND {DeltaFilter}),
        weeks AS (SELECT week_of($2) + 7 * n AS week FROM generate_series(0, (week_of($3) - week_of($2)) / 7) n),
        leaders AS (
            SELECT week, code, amount FROM weeks CROSS JOIN LATERAL (
                SELECT {Code} AS code, amount FROM {Weeks} WHERE tenant_id = $1 AND week = weeks.week ORDER BY amount DESC LIMIT $6) led
            UNION ALL (SELECT date '-infinity', code, sum(amount)::bigint FROM pending GROUP BY code HAVING sum(amount) > 0 ORDER BY 3 DESC LIMIT $6)),
        last AS (SELECT week, CASE WHEN count(*) = $6 THEN min(amount) END AS amount FROM leaders GROUP BY week),
        bounds AS (
            SELECT code, sum(leaders.amount - coalesce(last.amount, 0)) + (SELECT coalesce(sum(amount), 0) FROM last) AS most
            FROM leaders JOIN last USING (week) GROUP BY code),
        candidates AS (SELECT code FROM bounds ORDER BY most DESC, code LIMIT $6),
        sums AS (
            SELECT code, sum({Count})::bigint AS {Count}, sum(amount)::bigint AS amount FROM (
                SELECT code, {Count}, amount FROM candidates CROSS JOIN weeks CROSS JOIN LATERAL (
                    SELECT {Count}, amount FROM {Weeks} t WHERE tenant_id = $1 AND t.week = weeks.week AND {Code} = code LIMIT 1) whole
                WHERE week >= {FirstWholeWeek} AND week < {BehindWholeWeeks}
                UNION ALL SELECT code, {Count}, amount FROM candidates CROSS JOIN LATERAL (
                    SELECT sum({Count}) AS {Count}, sum(amount) AS amount FROM {Days}
                    WHERE tenant_id = $1 AND ({Code}, day) >= (code, $2) AND ({Code}, day) < (code, {HeadEnd}) AND {DayFilter}) head
                UNION ALL SELECT code, {Count}, amount FROM candidates CROSS JOIN LATERAL (
                    SELECT sum({Count}) AS {Count}, sum(amount) AS amount FROM {Days}
                    WHERE tenant_id = $1 AND ({Code}, day) >= (code, {TailStart}) AND ({Code}, day) <= (code, $3) AND {DayFilter}) tail
                UNION ALL SELECT code, {Count}, amount FROM candidates JOIN pending USING (code) WHERE day BETWEEN $2 AND $3) parts
            GROUP BY code HAVING sum({Count}) <> 0)
        SELECT code, {Count}, amount, greatest((SELECT most FROM bounds ORDER BY most DESC, code OFFSET $6 LIMIT 1), (SELECT sum(amount) FROM last))::bigint AS others
        FROM sums ORDER BY amount DESC, code LIMIT $4
        """;

    /// <summary>The quickest for so many days.</summary>
    public string For(int days) => days <= FewDays ? All : Leading;
}
