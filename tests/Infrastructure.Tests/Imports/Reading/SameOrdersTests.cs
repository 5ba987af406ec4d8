using System.Globalization;
using System.Security;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Testing.Imports;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

/// <summary>The same orders in every shape: nothing is told, and the same comes out, to the yen and with the same row numbers.</summary>
public sealed class SameOrdersTests
{
    public static TheoryData<FileEncoding, bool, string, char, Quoting> Shapes { get; } = new(
        from encoding in Enum.GetValues<FileEncoding>()
        from marked in encoding is FileEncoding.Utf16LittleEndian or FileEncoding.Utf16BigEndian ? (bool[])[true, false] : [encoding == FileEncoding.Utf8Bom]
        from end in (string[])["\r\n", "\n", "\r"]
        from delimiter in (char[])[',', '\t', ';', '|']
        from quoting in Enum.GetValues<Quoting>()
        select (encoding, marked, end, delimiter, quoting));

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Read_OrdersInEveryShapeOfText_AreTheSame(FileEncoding encoding, bool marked, string end, char delimiter, Quoting quoting)
    {
        var bytes = Encode(SameOrders.Text(delimiter, end, quoting), encoding);
        var isMarked = encoding is FileEncoding.Utf16LittleEndian or FileEncoding.Utf16BigEndian;
        var (found, orders) = await SameOrders.ReadAsync(new HeldFile(isMarked && !marked ? bytes[2..] : bytes));

        Assert.Equal(FileFormat.Delimited(encoding, delimiter), found.Format);
        Assert.Equal(FormatCertainty.Certain, found.Certainty);
        Assert.Equal(SameOrders.Expected, orders);
    }

    [Fact]
    public async Task Read_OrdersInAnXlsx_AreTheSame()
    {
        var (found, orders) = await SameOrders.ReadAsync(new HeldFile(Book().Save().ToArray()));

        Assert.Equal(FileFormat.Workbook("受注"), found.Format);
        Assert.Equal(SameOrders.Expected, orders);
    }

    /// <summary>The same table, saved by LibreOffice Calc.</summary>
    [Theory]
    [InlineData("same-orders.xls")]
    [InlineData("same-orders.xlsx")]
    public async Task Read_OrdersInAWorkbookOfASpreadsheetProgram_AreTheSame(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Imports", "Reading", "Workbooks", name);
        var (_, orders) = await SameOrders.ReadAsync(new HeldFile(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)));

        Assert.Equal(SameOrders.Expected, orders);
    }

    /// <summary>Numbers and dates as numbers with a format, the rest as text, as a person types them into Excel.</summary>
    private static TestWorkbook Book()
    {
        var rows = new StringBuilder();
        for (var i = 0; i < SameOrders.Rows.Length; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"<row r=\"{i + 1}\">");
            for (var column = 0; column < SameOrders.Rows[i].Length; column++)
            {
                var place = $"{(char)('A' + column)}{i + 1}";
                rows.Append(SameOrders.Rows[i][column] switch
                {
                    "" => $"<c r=\"{place}\" s=\"1\"/>",
                    "0600001" => $"<c r=\"{place}\" s=\"1\"><v>600001</v></c>",
                    "2025/1/5 13:46" => $"<c r=\"{place}\" s=\"2\"><v>45662.5736111111</v></c>",
                    "￥1,500" => $"<c r=\"{place}\" s=\"3\"><v>1.5E3</v></c>",
                    "10%" or "8%" => $"<c r=\"{place}\" s=\"4\"><v>{(SameOrders.Rows[i][column] == "8%" ? "0.08" : "0.1")}</v></c>",
                    "2" or "3" or "330" or "1800" => $"<c r=\"{place}\"><v>{SameOrders.Rows[i][column]}</v></c>",
                    var text => $"<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>",
                });
            }

            rows.Append("</row>");
        }

        return new TestWorkbook { Formats = ["General", "0000000", "yyyy/m/d h:mm", "\"¥\"#,##0", "0%"] }.Sheet("受注", rows.ToString());
    }
}
