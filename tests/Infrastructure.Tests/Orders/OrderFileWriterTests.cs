using System.Globalization;
using System.IO.Compression;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Imports.Writing;
using OrderPortal.Infrastructure.Orders;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class OrderFileWriterTests
{
    private static readonly OrderFileWording Wording = new("注文", method => method == PaymentMethod.Konbini ? "コンビニ決済" : "クレジットカード", ["ステータス"], order => [order.Status.ToString()]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_AsCsv_HasARowForEachLineInTheColumnsOfImports()
    {
        var rows = Encoding.UTF8.GetString(await WriteAsync(new TableFormat(false, FileEncoding.Utf8, true), Order())).Split("\r\n");

        Assert.Equal('\uFEFF' + string.Join(',', ImportColumns.All.Select(info => info.Japanese)) + ",ステータス", rows[0]);
        Assert.Equal("EC-1,2026/01/05 13:45:00,C-1,田中商店,taro@example.jp,0312345678,150-0001,東京都,渋谷区,神宮前1-2-3,,A,りんご,2,100,8,30,550,コンビニ決済,2026/01/10,午前中,玄関前,,Pending", rows[1]);
        Assert.Equal("EC-1,2026/01/05 13:45:00,C-1,田中商店,taro@example.jp,0312345678,150-0001,東京都,渋谷区,神宮前1-2-3,,B,箱,1,500,10,,,コンビニ決済,2026/01/10,午前中,玄関前,,Pending", rows[2]);
        Assert.Equal(("", 4), (rows[^1], rows.Length));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://a.example\")", "\"'=HYPERLINK(\"\"http://a.example\"\")\"")]
    [InlineData("+81", "+81")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+1", "'＝1+1")]
    public async Task Write_OfWhatLooksLikeAFormula_GuardsIt(string note, string cell)
    {
        var csv = Encoding.UTF8.GetString(await WriteAsync(new TableFormat(false, FileEncoding.Utf8, true), Order(note)));
        Assert.Contains($",午前中,{cell},", csv, StringComparison.Ordinal);

        var sheet = Sheet(await WriteAsync(new TableFormat(true, FileEncoding.Utf8, true), Order(note)));
        Assert.DoesNotContain("<f>", sheet, StringComparison.Ordinal);
        Assert.Contains(cell.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal), sheet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_AsCp932_WritesWhatItLacksAsANumber()
    {
        var bytes = await WriteAsync(new TableFormat(false, FileEncoding.Cp932, false), Order("髙橋₷"));

        var text = CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes);
        Assert.StartsWith("Order number,Ordered at,", text, StringComparison.Ordinal);
        Assert.Equal("\"髙橋&#x20B7;\"", text.Split("\r\n")[1].Split(',')[21]);
    }

    [Fact]
    public async Task Write_AsWorkbook_HasNumbersAndMomentsAsNumbers()
    {
        var sheet = Sheet(await WriteAsync(new TableFormat(true, FileEncoding.Utf8, true), Order()));

        Assert.Contains($"<v>{new DateTime(2026, 1, 5, 13, 45, 0, DateTimeKind.Unspecified).ToOADate().ToString("R", CultureInfo.InvariantCulture)}</v>", sheet, StringComparison.Ordinal);
        Assert.Contains("<v>550</v>", sheet, StringComparison.Ordinal);
        Assert.Contains(">0312345678<", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_OfManyOrders_KeepsNoneInMemory()
    {
        var output = new Measured();
        var order = Order();
        await new OrderFileWriter(new TableFileWriter()).WriteAsync(output, new TableFormat(true, FileEncoding.Utf8, true), Wording, Many(), Cancel);

        Assert.True(output.Writes > 10, $"{output.Writes} writes");
        Assert.True(output.Largest < 1_000_000, $"{output.Largest} bytes at once");

        async IAsyncEnumerable<Order> Many()
        {
            for (var i = 0; i < 20_000; i++)
            {
                yield return order;
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Write_ThenReadAsAnImport_FindsEveryColumn()
    {
        var bytes = await WriteAsync(new TableFormat(false, FileEncoding.Cp932, false), Order());
        var heading = CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes).Split("\r\n")[0].Split(',');

        Assert.Equal(ImportColumns.All.Select(info => (ImportColumn?)info.Column).Append(null), heading.Select(ImportColumns.Find));
    }

    private static async Task<byte[]> WriteAsync(TableFormat format, params Order[] orders)
    {
        using var output = new MemoryStream();
        await new OrderFileWriter(new TableFileWriter()).WriteAsync(output, format, Wording, orders.ToAsyncEnumerable(), Cancel);
        return output.ToArray();
    }

    private static string Sheet(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        using var reader = new StreamReader(zip.Entries.Single(entry => entry.FullName.EndsWith("sheet1.xml", StringComparison.Ordinal)).Open());
        return System.Net.WebUtility.HtmlDecode(reader.ReadToEnd());
    }

    private static Order Order(string note = "玄関前") => Domain.Orders.Order.Place(
        TenantId.New(),
        new OrderDraft
        {
            OrderNumber = "EC-1",
            Customer = new OrderCustomer("C-1", "田中商店", "taro@example.jp", "0312345678"),
            ShippingAddress = new ShippingAddress("1500001", "東京都", "渋谷区", "神宮前1-2-3", ""),
            OrderedAt = new DateTimeOffset(2026, 1, 5, 4, 45, 0, TimeSpan.Zero),
            DeliveryDate = new DateOnly(2026, 1, 10),
            DeliveryTime = "午前中",
            PaymentMethod = PaymentMethod.Konbini,
            ShippingFee = 550,
            Discount = 30,
            Note = note,
            Lines = [new OrderLineDraft("A", "りんご", 2, 100, TaxRate.Reduced, null), new OrderLineDraft("B", "箱", 1, 500, TaxRate.Standard, null)],
        },
        OrderSource.Form, TaxRounding.Down, new DateTimeOffset(2026, 1, 5, 5, 0, 0, TimeSpan.Zero));

    /// <summary>Counts what is written and keeps nothing.</summary>
    private sealed class Measured : Stream
    {
        public int Writes { get; private set; }

        public int Largest { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            Largest = Math.Max(Largest, buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronously.");
    }
}
