namespace OrderPortal.Domain.Imports;

/// <summary>A set of canonical columns, as cheap as a number.</summary>
public readonly record struct ColumnSet(uint Bits)
{
    public static ColumnSet Empty => default;

    /// <summary>Columns that have one value per order.</summary>
    public static ColumnSet OrderLevel { get; } = Where(static info => info.IsOrderLevel);

    public static ColumnSet Required { get; } = Where(static info => info.IsRequired);

    public bool IsEmpty => Bits == 0;

    public bool Has(ImportColumn column) => (Bits & (1u << (int)column)) != 0;

    public ColumnSet With(ImportColumn column) => new(Bits | (1u << (int)column));

    public static ColumnSet Of(params ReadOnlySpan<ImportColumn> columns)
    {
        var set = Empty;
        foreach (var column in columns)
        {
            set = set.With(column);
        }

        return set;
    }

    private static ColumnSet Where(Func<ImportColumnInfo, bool> condition)
    {
        var set = Empty;
        foreach (var info in ImportColumns.All)
        {
            set = condition(info) ? set.With(info.Column) : set;
        }

        return set;
    }
}
