using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>
/// Reads XLSX in bounded memory, whatever the file's size: codes with the zeros of their format, dates in ISO form, numbers as numbers,
/// without the readings that Japanese workbooks keep beside kanji.
/// </summary>
public sealed class XlsxFileReader : WorkbookReader
{
    /// <summary>Rows of a sheet in LibreOffice, 16 times those of Excel; greater numbers are made up.</summary>
    private const int MaxRows = 16_777_216;

    /// <summary>What Excel shows while it has not calculated a formula yet.</summary>
    private const string NotCalculated = "#GETTING_DATA";

    private readonly ZipArchive _zip;
    private readonly WorkbookParts _parts;
    private readonly SharedStringPool _strings;
    private readonly IReadOnlyList<CellFormat> _formats;
    private readonly XmlReader _sheet;
    private int _row;

    private XlsxFileReader(ZipArchive zip, WorkbookParts parts, WorkbookSheet sheet)
    {
        _zip = zip;
        _parts = parts;
        _strings = parts.ReadSharedStrings();
        _formats = parts.ReadFormats();
        _sheet = parts.OpenXml(sheet.Part) ?? throw new XmlException("The sheet is missing.");
        SheetName = sheet.Name;
    }

    public override string SheetName { get; }

    /// <summary>Names of the visible sheets, in the order of their tabs.</summary>
    /// <exception cref="XmlException">Not a workbook.</exception>
    /// <exception cref="InvalidDataException">Not a zip.</exception>
    public static IReadOnlyList<string> SheetNames(Stream file)
    {
        using var zip = OpenZip(file);
        return [.. new WorkbookParts(zip).ReadSheets().Where(static sheet => !sheet.IsHidden).Select(static sheet => sheet.Name)];
    }

    /// <param name="file">Seekable; stays open.</param>
    /// <exception cref="XmlException">Not a workbook, or a broken one; also while reading.</exception>
    /// <exception cref="InvalidDataException">Not a zip, or a broken one; also while reading.</exception>
    /// <exception cref="WorkbookTooLargeException">It unpacks to more than the limits allow; also while reading.</exception>
    /// <param name="sheet">Name of a sheet, or null for the first visible one.</param>
    /// <returns>Null where the workbook has no such sheet.</returns>
    public static XlsxFileReader? Open(Stream file, string? sheet)
    {
        var zip = OpenZip(file);
        try
        {
            var parts = new WorkbookParts(zip);
            var sheets = parts.ReadSheets();
            var chosen = sheet is null
                ? sheets.FirstOrDefault(static one => !one.IsHidden)
                : sheets.FirstOrDefault(one => string.Equals(one.Name, sheet, StringComparison.Ordinal));
            if (chosen is not null)
            {
                return new XlsxFileReader(zip, parts, chosen);
            }
        }
        catch
        {
            zip.Dispose();
            throw;
        }

        zip.Dispose();
        return null;
    }

    private static ZipArchive OpenZip(Stream file)
    {
        ZipDirectory.Check(file);
        return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
    }

    protected override void Dispose(bool disposing)
    {
        _sheet.Dispose();
        _zip.Dispose();
    }

    protected override int? Next()
    {
        while (_sheet.Read())
        {
            if (_sheet is { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                _row = NumberOf(_sheet.GetAttribute("r")) is { } number && number > _row && number <= MaxRows ? number : _row + 1;
                WrittenCells = NumberOf(_sheet.GetAttribute(ReportColumns.CellCount, ReportColumns.Namespace)) is { } cells ? Math.Min(cells, WorkbookLimits.MaxColumns) : null;
                if (!_sheet.IsEmptyElement)
                {
                    ReadCells();
                }

                return _row;
            }

            if (_sheet is { NodeType: XmlNodeType.EndElement, LocalName: "sheetData" })
            {
                break;
            }
        }

        return null;
    }

    private void ReadCells()
    {
        var depth = _sheet.Depth;
        var next = 0;
        while (_sheet.Read() && !(_sheet.NodeType == XmlNodeType.EndElement && _sheet.Depth == depth))
        {
            if (_sheet is not { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                continue;
            }

            var column = ColumnOf(_sheet.GetAttribute("r"), next);
            if (column < next)
            {
                throw new XmlException("The cells of a row are out of order.");
            }

            next = column + 1;
            var text = ReadCell();
            if (column < WorkbookLimits.MaxColumns)
            {
                Put(column, text.Length > WorkbookLimits.MaxCellLength ? text[..WorkbookLimits.MaxCellLength] : text);
            }
        }
    }

    private string ReadCell()
    {
        var type = _sheet.GetAttribute("t");
        var style = _sheet.GetAttribute("s");
        if (_sheet.IsEmptyElement)
        {
            return "";
        }

        var depth = _sheet.Depth;
        var value = "";
        var isFormula = false;
        while (_sheet.Read() && !(_sheet.NodeType == XmlNodeType.EndElement && _sheet.Depth == depth))
        {
            if (_sheet.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (_sheet.LocalName == "is")
            {
                value = WorkbookParts.ReadText(_sheet);
            }
            else if (_sheet.LocalName == "v" && !_sheet.IsEmptyElement)
            {
                value = WorkbookParts.ReadPlain(_sheet);
            }

            isFormula |= _sheet.LocalName == "f";
        }

        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? _strings.Get(number) ?? "" : "",
            "inlineStr" or "str" or "e" or "d" => value,
            "b" when value.Length > 0 => value == "1" ? "TRUE" : "FALSE",
            _ when value.Length == 0 => isFormula ? NotCalculated : "",
            _ => FormatOf(style).Show(value, _parts.From1904),
        };
    }

    private CellFormat FormatOf(string? style) =>
        int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < _formats.Count ? _formats[number] : default;

    private static int? NumberOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>"BC17" → 54; without a reference a cell stands behind the one before.</summary>
    private static int ColumnOf(string? reference, int next)
    {
        if (string.IsNullOrEmpty(reference))
        {
            return next;
        }

        var column = 0;
        foreach (var c in reference)
        {
            if (c is < 'A' or > 'Z')
            {
                break;
            }

            column = (column * 26) + (c - 'A' + 1);
            if (column > WorkbookLimits.MaxColumns)
            {
                return WorkbookLimits.MaxColumns;
            }
        }

        return column == 0 ? next : column - 1;
    }
}
