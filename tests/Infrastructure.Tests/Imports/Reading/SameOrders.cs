using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

/// <summary>How cells are quoted.</summary>
public enum Quoting
{
    /// <summary>Where a delimiter, a quote or a line break stands in the cell.</summary>
    Minimal,
    All,

    /// <summary>Every second cell, needed or not, as programs do that quote texts and not numbers.</summary>
    Mixed,
}

/// <summary>
/// Four made-up orders in one table, to be written in every shape that a file can have: lines of an order apart from each other, blank rows, a
/// line break in a cell of every kind, doubled quotes, every delimiter, NEC and IBM characters, lost zeros.
/// </summary>
internal static class SameOrders
{
    /// <summary>What a person reads off, by order: row numbers as Excel shows them, who, where, amounts in yen, the note.</summary>
    public const string Expected = """
        EC-1001: rows 2,9; 髙橋 花子; 060-0001 北海道; 2025-01-05 13:46; 2 x 00123 + 1 x B,2; goods 4800, total 5885; 1行目/2行目 "至急"
        EC-1002: rows 3; ㈱ナガノ①; 150-0001 東京都; 2025-01-06 00:00; 10 x A;1|x; goods 12000, total 12420; ソ表能～
        EC-1003: rows 5; ﾔﾏﾀﾞ ﾀﾛｳ; 530-0001 大阪府; 2025-01-07 00:00; 3 x D-"4"; goods 990, total 1069; -
        EC-1004: rows 8; 佐藤, 一郎; 100-0001 東京都; 2025-01-08 09:05; 1 x E-5; goods 100, total 110; =1+1
        """;

    public static readonly string[][] Rows =
    [
        ["注文番号", "顧客名", "郵便番号", "都道府県", "注文日時", "商品コード", "商品名", "数量", "単価", "税率", "値引額", "送料", "備考"],
        ["EC-1001", "髙橋 花子", "0600001", "北海道", "2025/1/5 13:46", "00123", "りんご", "2", "￥1,500", "10%", "0", "550", "1行目\n2行目 \"至急\""],
        ["EC-1002", "㈱ナガノ①", "〒150-0001", "東京", "2025年1月6日", "A;1|x", "みかん\nはこ", "１０", "1,200円", "8%", "500", "0", "ソ表能～"],
        [],
        ["EC-1003", "ﾔﾏﾀﾞ ﾀﾛｳ", "530-0001", "大阪府", "令和7年1月7日", "D-\"4\"", "", "3", "330", "軽減8%", "", "", ""],
        ["", "", "", "", "", "", "", "", "", "", "", "", ""],
        [],
        ["EC-1004", "佐藤, 一郎", "１００－０００１", "13", "R7.1.8 9:05", "E-5", "封筒", "1", "100.0", "", "", "", "=1+1"],
        ["EC-1001", "", "", "", "", "B,2", "箱\t大", "1", "1800", "10%", "", "", ""],
    ];

    public static string Text(char delimiter, string lineEnd, Quoting quoting)
    {
        var text = new StringBuilder();
        for (var row = 0; row < Rows.Length; row++)
        {
            text.AppendJoin(delimiter, Rows[row].Select((cell, column) => Quote(cell.Replace("\n", lineEnd, StringComparison.Ordinal), quoting == Quoting.All || (quoting == Quoting.Mixed && (row + column) % 2 == 0), delimiter)));
            text.Append(lineEnd);
        }

        return text.ToString();
    }

    /// <summary>Reads as an import does: both passes, the domain's rules.</summary>
    public static async Task<(FileInspection Inspection, string Orders)> ReadAsync(HeldFile file)
    {
        var inspection = await file.InspectAsync();
        Assert.Null(inspection.Problem);
        var rows = await file.ReadAsync(inspection.Format!);
        return (inspection, string.Join('\n', Assemble(rows).OrderBy(order => order.OrderNumber, StringComparer.Ordinal).Select(Show)));
    }

    private static List<AssembledOrder> Assemble(List<FileRow> rows)
    {
        var options = new ReadingOptions { ReceivedAt = new DateTimeOffset(2025, 1, 9, 9, 0, 0, TimeSpan.FromHours(9)) };
        var map = HeadingMap.Match(rows[0].Cells, rows[0].Number);
        Assert.Empty(map.Problems);
        var index = new OrderIndex(map, options, seed: 7);
        rows.Skip(1).ToList().ForEach(row => index.Add(row));
        var assembler = new OrderAssembler(index, new OrderRowReader(map, new TenantSettings { FreeProductCodes = true }, options, null));
        var orders = new List<AssembledOrder>();
        foreach (var row in rows.Skip(1))
        {
            assembler.Add(row);
            while (assembler.TryTake(out var order))
            {
                orders.Add(order);
            }
        }

        return orders;
    }

    private static string Show(AssembledOrder order)
    {
        if (order.Draft is not { } draft)
        {
            return $"{order.OrderNumber}: {string.Join(", ", order.Problems)}";
        }

        var code = draft.ShippingAddress.PostalCode!;
        var note = draft.Note?.Replace('\n', '/') ?? "-";
        return $"{order.OrderNumber}: rows {string.Join(',', order.Rows)}; {draft.Customer.Name}; {code[..3]}-{code[^4..]} {draft.ShippingAddress.Prefecture}; {draft.OrderedAt:yyyy-MM-dd HH:mm}; "
            + $"{string.Join(" + ", draft.Lines.Select(line => $"{line.Quantity} x {line.ProductCode}"))}; goods {order.Amount}, total {order.Totals.Total}; {note}";
    }

    private static string Quote(string cell, bool always, char delimiter) =>
        always || cell.AsSpan().IndexOfAny([delimiter, '"', '\r', '\n']) >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
