using System.Globalization;
using System.Text;
using ExcelDataReader;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>
/// Reads the old binary workbooks (at most 65,536 rows) through ExcelDataReader. A workbook with a password is refused by
/// <see cref="ExcelDataReader.Exceptions.InvalidPasswordException"/>, an encrypted XLSX too: both are kept in this kind of file.
/// </summary>
public sealed class XlsFileReader : WorkbookReader
{
    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);
    private readonly IExcelDataReader _reader;
    private readonly Dictionary<string, CellFormat> _formats = new(StringComparer.Ordinal);

    static XlsFileReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private XlsFileReader(IExcelDataReader reader) => _reader = reader;

    public override string SheetName => _reader.Name;

    /// <param name="file">Seekable; stays open.</param>
    /// <param name="sheet">Name of a sheet, or null for the first visible one.</param>
    /// <returns>Null where the workbook has no such sheet.</returns>
    /// <exception cref="ExcelDataReader.Exceptions.ExcelReaderException">Not a workbook, a broken one, or one with a password.</exception>
    public static XlsFileReader? Open(Stream file, string? sheet)
    {
        var reader = Create(file);
        do
        {
            if (sheet is null ? reader.VisibleState == "visible" : string.Equals(reader.Name, sheet, StringComparison.Ordinal))
            {
                return new XlsFileReader(reader);
            }
        }
        while (reader.NextResult());

        reader.Dispose();
        return null;
    }

    /// <summary>Names of the visible sheets, in the order of their tabs.</summary>
    public static IReadOnlyList<string> SheetNames(Stream file)
    {
        using var reader = Create(file);
        var names = new List<string>();
        do
        {
            if (reader.VisibleState == "visible")
            {
                names.Add(reader.Name);
            }
        }
        while (reader.NextResult());

        return names;
    }

    protected override void Dispose(bool disposing) => _reader.Dispose();

    protected override int? Next()
    {
        if (!_reader.Read())
        {
            return null;
        }

        for (var column = 0; column < _reader.FieldCount; column++)
        {
            Put(column, ReadCell(column));
        }

        return _reader.Depth + 1;
    }

    private string ReadCell(int column) => _reader.GetValue(column) switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "TRUE" : "FALSE",
        DateTime moment => Dates.Show((moment - Epoch).TotalDays.ToString("R", CultureInfo.InvariantCulture), from1904: false),
        TimeSpan time => Dates.Show(time.TotalDays.ToString("R", CultureInfo.InvariantCulture), from1904: false),
        double number => FormatOf(column).Show(number.ToString("R", CultureInfo.InvariantCulture), from1904: false),
        IFormattable other => FormatOf(column).Show(other.ToString(null, CultureInfo.InvariantCulture), from1904: false),
        var other => other.ToString() ?? "",
    };

    private static CellFormat Dates => new(CellFormatKind.Date, "");

    private CellFormat FormatOf(int column)
    {
        var code = _reader.GetNumberFormatString(column) ?? "";
        if (!_formats.TryGetValue(code, out var format))
        {
            _formats[code] = format = CellFormat.Parse(code);
        }

        return format;
    }

    private static IExcelDataReader Create(Stream file) =>
        ExcelReaderFactory.CreateReader(file, new ExcelReaderConfiguration { LeaveOpen = true, FallbackEncoding = Encoding.GetEncoding(932) });
}
