namespace OrderPortal.Infrastructure.Dashboard;

/// <summary>Statements over rollups, each made of what <see cref="RollupTables"/> says. All are of the connection's tenant.</summary>
internal static class RollupSql
{
    private const string Tenant = "(SELECT current_tenant())";
    private const string SourceName = "rollup_source";

    public const string DropSource = $"DROP TABLE {SourceName}";

    /// <summary>Keeps the family's rows as the tables have them, for the statements that follow.</summary>
    public static string MakeSource(RollupFamily family) => $"SET LOCAL work_mem = '256MB'; CREATE TEMPORARY TABLE {SourceName} ON COMMIT DROP AS {family.Source}; ANALYZE {SourceName}";

    public static string Empty(string table) => $"DELETE FROM {table} WHERE tenant_id = {Tenant}";

    /// <summary>Into an empty rollup. Day by day, as folding would have done it: those who read a day find its rows side by side.</summary>
    public static string Fill(RollupFamily family, RollupTable table) =>
        $"""
        INSERT INTO {table.Name} (tenant_id, {Columns(table)}, {List(family, "{0}")}) SELECT {Tenant}, sums.* FROM ({Sums(family, table, SourceName)}) sums
        ORDER BY {table.Keys.Single(static key => key.Column is "day" or "week").Column}, {Columns(table)}
        """;

    /// <summary>Adds the family's differences; what comes to nothing is deleted.</summary>
    public static string Fold(RollupFamily family, RollupTable table) =>
        $"""
        MERGE INTO {table.Name} t USING ({Sums(family, table, Pending(family))}) s
        ON t.tenant_id = {Tenant} AND {string.Join(" AND ", table.Keys.Select(static key => $"t.{key.Column} = s.{key.Column}"))}
        WHEN MATCHED AND {List(family, "t.{0} + s.{0} = 0", " AND ")} THEN DELETE
        WHEN MATCHED THEN UPDATE SET {List(family, "{0} = t.{0} + s.{0}")}
        WHEN NOT MATCHED THEN INSERT (tenant_id, {Columns(table)}, {List(family, "{0}")}) VALUES ({Tenant}, {string.Join(", ", table.Keys.Select(static key => $"s.{key.Column}"))}, {List(family, "s.{0}")})
        """;

    /// <summary>How many keys have other sums in rollup and differences than in the source, and one of them.</summary>
    public static string Check(RollupFamily family, RollupTable table) =>
        $"""
        WITH kept AS (
            SELECT {Columns(table)}, {List(family, "sum({0}) AS {0}")} FROM (
                SELECT {Columns(table)}, {List(family, "{0}")} FROM {table.Name} WHERE tenant_id = {Tenant}
                UNION ALL SELECT * FROM ({Sums(family, table, Pending(family))}) pending) both_parts
            GROUP BY {Columns(table)} HAVING {List(family, "sum({0}) <> 0", " OR ")}),
        faults AS (
            SELECT k, s FROM kept k FULL JOIN ({Sums(family, table, SourceName)}) s USING ({Columns(table)})
            WHERE {List(family, "k.{0} IS DISTINCT FROM s.{0}", " OR ")})
        SELECT count(*), (SELECT jsonb_build_object('rollup', to_jsonb(k), 'tables', to_jsonb(s))::text FROM faults LIMIT 1) FROM faults
        """;

    private static string Pending(RollupFamily family) => $"(SELECT * FROM {family.Deltas} WHERE tenant_id = {Tenant})";

    private static string Sums(RollupFamily family, RollupTable table, string rows) =>
        $"""
        SELECT {string.Join(", ", table.Keys.Select(static key => $"{key.Of} AS {key.Column}"))}, {List(family, "sum({0})::bigint AS {0}")}
        FROM {rows} rows WHERE {table.Filter} GROUP BY {string.Join(", ", table.Keys.Select(static key => key.Of))} HAVING {List(family, "sum({0}) <> 0", " OR ")}
        """;

    private static string Columns(RollupTable table) => string.Join(", ", table.Keys.Select(static key => key.Column));

    private static string List(RollupFamily family, string each, string separator = ", ") =>
        string.Join(separator, family.Measures.Select(measure => each.Replace("{0}", measure, StringComparison.Ordinal)));
}
