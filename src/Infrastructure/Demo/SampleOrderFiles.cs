using System.Globalization;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Demo;

/// <summary>How much of a sample file is wrong.</summary>
public enum SampleErrors
{
    None,

    /// <summary>About three orders in a hundred, every kind in turn.</summary>
    Some,

    /// <summary>Every row.</summary>
    All,
}

/// <param name="Orders">How many; the file ends early where <paramref name="MaxRows"/> is reached.</param>
/// <param name="NumberPrefix">Begins every order number; two files with the same one hold the same orders.</param>
/// <param name="Kindly">Values as people type them: full-width digits, yen signs, era dates, blanks. False: plain values.</param>
public sealed record SampleFile(
    string Name, FileEncoding Encoding, int Orders, SampleErrors Errors, bool Kindly, string NumberPrefix = "OD", ulong Seed = 20_260_105, int MaxRows = int.MaxValue)
{
    /// <summary>A small one to look at, all good.</summary>
    public static SampleFile Twenty { get; } = new("orders-20.csv", FileEncoding.Utf8Bom, 20, SampleErrors.None, Kindly: true, NumberPrefix: "EX", MaxRows: 20);

    /// <summary>As Excel in Japan saves it, some of it wrong in every way that a file of its own can be.</summary>
    public static SampleFile TenThousandCp932 { get; } = new("orders-10000-cp932.csv", FileEncoding.Cp932, 10_000, SampleErrors.Some, Kindly: true);

    /// <summary>Nothing to complain of.</summary>
    public static SampleFile TenThousandUtf8 { get; } = new("orders-10000-utf8.csv", FileEncoding.Utf8, 10_000, SampleErrors.None, Kindly: false, NumberPrefix: "OU");

    public static IReadOnlyList<SampleFile> Standing { get; } = [Twenty, TenThousandCp932, TenThousandUtf8];

    /// <summary>Plain UTF-8 of any size, for benchmarks: clean or with an error in every row.</summary>
    public static SampleFile ForBench(int orders, SampleErrors errors) =>
        new($"orders-{orders.ToString(CultureInfo.InvariantCulture)}-{(errors == SampleErrors.All ? "all-bad" : "utf8")}.csv", FileEncoding.Utf8, orders, errors, Kindly: false, NumberPrefix: "OB");
}

/// <param name="Row">As Excel shows it.</param>
/// <param name="IsWarning">The order goes in nevertheless.</param>
public sealed record PlantedError(int Row, string OrderNumber, string Code, bool IsWarning);

/// <summary>What an import of a sample file by the demo tenant should find.</summary>
/// <param name="Rows">Without the heading.</param>
/// <param name="RejectedRows">All rows of rejected orders.</param>
/// <param name="AcceptedQuantity">Over the lines of accepted orders.</param>
/// <param name="AcceptedAmount">Quantity × unit price over the lines of accepted orders.</param>
/// <param name="Codes">How often each code was planted, warnings too. A planted mistake may bring further codes with it.</param>
/// <param name="Planted">Each single one; empty for files that are wrong all over.</param>
public sealed record SampleExpectation(
    int Orders, int Rows, int RejectedOrders, int RejectedRows, long AcceptedQuantity, long AcceptedAmount,
    IReadOnlyDictionary<string, int> Codes, IReadOnlyList<PlantedError> Planted);

/// <summary>Makes order files of any size, the same bytes for the same <see cref="SampleFile"/> always, in constant memory.</summary>
public static class SampleOrderFiles
{
    public static IReadOnlyList<string> Headings { get; } =
    [
        "注文番号", "注文日時", "顧客コード", "顧客名", "メールアドレス", "電話番号", "郵便番号", "都道府県", "市区町村", "住所1", "住所2", "商品コード", "商品名", "数量", "単価",
        "税率", "値引額", "送料", "支払方法", "お届け希望日", "お届け時間帯", "備考", "グループ",
    ];

    /// <summary>Writes the file; pass <see cref="Stream.Null"/> to learn the expectation only.</summary>
    public static SampleExpectation Write(SampleFile file, Stream output)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(output);
        var writer = new SampleRecordWriter(output, file.Encoding);
        var orders = new SampleOrders(file);
        writer.Write([.. Headings]);
        while (orders.Next() is { } rows)
        {
            foreach (var row in rows)
            {
                writer.Write(row);
            }
        }

        writer.Flush();
        return orders.Expectation;
    }
}

/// <summary>CSV with CRLF as Excel quotes it. <see cref="FileRow.UndecodableMark"/> becomes a byte that the encoding does not have.</summary>
internal sealed class SampleRecordWriter
{
    private readonly Stream _output;
    private readonly bool _isCp932;
    private readonly StringBuilder _line = new();
    private readonly byte[] _bytes = new byte[256 * 1024];
    private int _used;

    public SampleRecordWriter(Stream output, FileEncoding encoding)
    {
        _output = output;
        _isCp932 = encoding == FileEncoding.Cp932;
        if (encoding == FileEncoding.Utf8Bom)
        {
            _bytes[0] = 0xEF;
            _bytes[1] = 0xBB;
            _bytes[2] = 0xBF;
            _used = 3;
        }
    }

    public void Write(string[] cells)
    {
        _line.Clear();
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = cells[i];
            _line.Append(i == 0 ? "" : ",").Append(cell.AsSpan().IndexOfAny(',', '"', '\n') >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell);
        }

        _line.Append("\r\n");
        foreach (var chunk in _line.GetChunks())
        {
            foreach (var value in chunk.Span)
            {
                Put(value);
            }
        }
    }

    public void Flush()
    {
        _output.Write(_bytes, 0, _used);
        _used = 0;
    }

    private void Put(char value)
    {
        if (_used > _bytes.Length - 4)
        {
            Flush();
        }

        if (value < 0x80)
        {
            _bytes[_used++] = (byte)value;
        }
        else if (value == FileRow.UndecodableMark)
        {
            _bytes[_used++] = (byte)(_isCp932 ? 0xFD : 0xFF);
        }
        else if (_isCp932)
        {
            var code = Cp932.Encode(value);
            if (code > 0xFF)
            {
                _bytes[_used++] = (byte)(code >> 8);
            }

            _bytes[_used++] = (byte)code;
        }
        else
        {
            _used += new Rune(value).EncodeToUtf8(_bytes.AsSpan(_used));
        }
    }
}
