using System.Text;
using OrderPortal.Domain.Imports.Profiles;

namespace OrderPortal.Testing.Imports;

/// <summary>An order export as EC-CUBE writes it: CP932, 70 columns, order values on every row, shipping as a row of its own.</summary>
public static class EcCubeFile
{
    private const long Shipping = 550;

    /// <summary>Orders of one line at 10% and one row of shipping each; without a line where the quantity is 0.</summary>
    /// <param name="orders">Price: of one unit, without tax, yen.</param>
    public static byte[] Of(params (string Number, int Quantity, long Price)[] orders)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var headings = ReadyMadeProfiles.EcCube.Headings;
        var text = new StringBuilder().Append(string.Join(',', headings)).Append("\r\n");
        foreach (var (number, quantity, price) in orders)
        {
            var total = (quantity * (price * 110 / 100)) + Shipping;
            (string, string)[] order =
            [
                ("注文ID", number), ("注文番号", number), ("お名前(姓)", "髙島"), ("お名前(名)", "一郎"), ("都道府県(名称)", "東京都"), ("メールアドレス", "ichiro@example.co.jp"), ("TEL", "0312345678"),
                ("小計", $"{total - Shipping}"), ("値引き", "0"), ("送料", $"{Shipping}"), ("合計", $"{total}"), ("支払合計", $"{total}"), ("支払方法(名称)", "銀行振込"), ("受注日", "2026-01-05 13:45:10"),
                ("配送先_お名前(姓)", "髙島"), ("配送先_お名前(名)", "一郎"), ("配送先_郵便番号", "1500001"), ("配送先_都道府県(名称)", "東京都"), ("配送先_住所1", "渋谷区神宮前"), ("配送先_住所2", "1-2-3"),
            ];
            if (quantity > 0)
            {
                Append(text, headings, [.. order, ("商品名", "彩のジェラート①"), ("商品コード", "sand-01"), ("価格", $"{price}.00"), ("個数", $"{quantity}"), ("税率", "10"), ("明細区分(ID)", "1"), ("明細区分(名称)", "商品")]);
            }

            Append(text, headings, [.. order, ("商品名", "送料"), ("価格", $"{Shipping}.00"), ("個数", "1"), ("税率", "10"), ("明細区分(ID)", "2"), ("明細区分(名称)", "送料")]);
        }

        return Encoding.GetEncoding(932).GetBytes(text.ToString());
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> headings, (string Heading, string Cell)[] cells)
    {
        var row = new string[headings.Count];
        foreach (var (heading, cell) in cells)
        {
            row[headings.ToList().IndexOf(heading)] = cell;
        }

        text.Append(string.Join(',', row)).Append("\r\n");
    }
}
