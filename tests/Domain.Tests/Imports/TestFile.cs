using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Tests.Imports;

/// <summary>A file of canonical Japanese headings, read in both passes.</summary>
internal sealed class TestFile
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(9));

    private static readonly string[] GoodCells =
    [
        "EC-1001", "2026/1/5 13:45", "C001", "田中商店", "taro@example.co.jp", "03-1234-5678", "150-0001", "東京都", "渋谷区", "神宮前1-2-3", "",
        "A-100", "ボールペン①黒", "10", "¥1,200", "10%", "0", "550", "クレジットカード", "2026/1/10", "午前中", "", "",
    ];

    public ReadingOptions Options { get; init; } = new() { ReceivedAt = ReceivedAt, EncodingName = "CP932" };

    public TenantSettings Settings { get; init; } = new() { FreeProductCodes = true };

    public IProductCatalog? Catalog { get; init; }

    public HeadingMap Map { get; init; } = HeadingMap.Match([.. ImportColumns.All.Select(info => info.Japanese)]);

    public int MaxHeldRows { get; init; } = OrderAssembler.DefaultMaxHeldRows;

    public OrderRowReader Reader => new(Map, Settings, Options, Catalog);

    public int Sweeps { get; private set; }

    public int MostHeld { get; private set; }

    public OrderIndex? Index { get; private set; }

    /// <summary>A good row with the given cells changed.</summary>
    public static FileRow Row(int number, params (ImportColumn Column, string Cell)[] changes)
    {
        var cells = (string[])GoodCells.Clone();
        foreach (var (column, cell) in changes)
        {
            cells[(int)column - 1] = cell;
        }

        return new FileRow(number, cells, RowFlaws.None);
    }

    /// <summary>A row that is blank but for the given cells.</summary>
    public static FileRow Blank(int number, params (ImportColumn Column, string Cell)[] changes)
    {
        var cells = new string[GoodCells.Length];
        Array.Fill(cells, "");
        foreach (var (column, cell) in changes)
        {
            cells[(int)column - 1] = cell;
        }

        return new FileRow(number, cells, RowFlaws.None);
    }

    public List<AssembledOrder> Import(params IReadOnlyList<FileRow> rows)
    {
        Index = new OrderIndex(Map, Options, seed: 7);
        foreach (var row in rows)
        {
            Index.Add(row);
        }

        var assembler = new OrderAssembler(Index, Reader, MaxHeldRows);
        var orders = new List<AssembledOrder>();
        do
        {
            Sweeps++;
            foreach (var row in rows)
            {
                assembler.Add(row);
                MostHeld = Math.Max(MostHeld, assembler.HeldRows);
                while (assembler.TryTake(out var order))
                {
                    orders.Add(order);
                }
            }
        }
        while (assembler.NextSweep());

        return orders;
    }

    public sealed class FakeCatalog(params (string Code, CatalogProduct Product)[] products) : IProductCatalog
    {
        public CatalogProduct? Find(string code) => Array.Find(products, product => string.Equals(product.Code, code, StringComparison.Ordinal)).Product;
    }

    public static FakeCatalog Pens { get; } = new(("A-100", new CatalogProduct("ボールペン 黒", 1200, TaxRate.Reduced)));
}
