using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>
/// Writes an XLSX file cell by cell in constant memory, sheet after sheet, whatever its size. Texts stand in their cells, not in a shared table; nothing
/// is ever a formula. What is written lies in memory until it is drained; the output stream stays open. A file that was not completed does not open.
/// </summary>
internal sealed class WorkbookWriter : IDisposable
{
    private readonly DrainedStream _pending;
    private readonly ZipArchive _zip;
    private readonly IReadOnlyList<SheetLayout> _sheets;
    private readonly List<string> _letters = [];
    private XmlWriter? _xml;
    private int _sheet = -1;
    private int _row;
    private int _column;
    private int _lastColumn;

    /// <param name="sheets">In the order in which they will be written.</param>
    /// <param name="japanese">Chooses the font.</param>
    public WorkbookWriter(Stream output, bool japanese, params IReadOnlyList<SheetLayout> sheets)
    {
        _pending = new DrainedStream(output);
        _zip = new ZipArchive(_pending, ZipArchiveMode.Create, leaveOpen: true);
        _sheets = sheets;
        foreach (var (name, xml) in WorkbookFrame.Parts([.. sheets.Select(static sheet => sheet.Name)], japanese))
        {
            using var part = _zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            part.Write(Encoding.UTF8.GetBytes(xml));
        }
    }

    /// <summary>The next sheet.</summary>
    public void BeginSheet()
    {
        var sheet = _sheets[++_sheet];
        (_row, _column, _lastColumn) = (0, 0, 0);
        // One part at a time: a zip that is written in one go cannot have two open.
        var part = _zip.CreateEntry(WorkbookFrame.SheetPart(_sheet), CompressionLevel.Fastest).Open();
        _xml = XmlWriter.Create(part, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = true, NewLineHandling = NewLineHandling.None });
        SheetFrame.Begin(_xml, sheet, isFirst: _sheet == 0);
    }

    /// <param name="lines">How high the row is at first: not every spreadsheet looks how much wrapped text it has.</param>
    /// <param name="cellCount">Kept beside the row for <see cref="ReportColumns.CellCount"/>; null for none.</param>
    public void BeginRow(int lines = 1, int? cellCount = null)
    {
        _column = 0;
        _xml!.WriteStartElement("row");
        _xml.WriteAttributeString("r", Digits(++_row));
        if (lines > 1)
        {
            _xml.WriteAttributeString("ht", WorkbookFrame.Height(lines));
        }

        if (cellCount is { } count)
        {
            _xml.WriteAttributeString(ReportColumns.CellCount, ReportColumns.Namespace, Digits(count));
        }
    }

    /// <summary>The next cell of the row; an empty text leaves it blank, a text that is too long for a cell is cut.</summary>
    public void Text(string text, CellStyle style = CellStyle.Text)
    {
        if (text.Length == 0)
        {
            Skip();
            return;
        }

        BeginCell(style);
        _xml!.WriteAttributeString("t", "inlineStr");
        _xml.WriteStartElement("is");
        _xml.WriteStartElement("t");
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || text.Contains('\n', StringComparison.Ordinal))
        {
            _xml.WriteAttributeString("xml", "space", null, "preserve");
        }

        _xml.WriteString(WorkbookText.Escape(text, out _));
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    /// <summary>The next cell of the row; days are numbers too, counted from the end of 1899.</summary>
    public void Number(double value, CellStyle style)
    {
        BeginCell(style);
        _xml!.WriteElementString("v", value.ToString("R", CultureInfo.InvariantCulture));
        _xml.WriteEndElement();
    }

    /// <summary>Leaves the next cell blank.</summary>
    public void Skip() => _column++;

    public void EndRow() => _xml!.WriteEndElement();

    public void EndSheet()
    {
        SheetFrame.End(_xml!, _sheets[_sheet], Letters(Math.Max(0, _lastColumn - 1)), _row);
        _xml!.Dispose();
        _xml = null;
    }

    /// <summary>Passes on what is buffered once it is worth it.</summary>
    public ValueTask DrainAsync(CancellationToken cancellationToken) => _pending.DrainAsync(all: false, cancellationToken);

    /// <summary>To be called after the last sheet.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _zip.Dispose();
        await _pending.DrainAsync(all: true, cancellationToken);
    }

    public void Dispose()
    {
        _xml?.Dispose();
        _zip.Dispose();
        _pending.Dispose();
    }

    private void BeginCell(CellStyle style)
    {
        _xml!.WriteStartElement("c");
        _xml.WriteAttributeString("r", Letters(_column) + Digits(_row));
        if (style != CellStyle.General)
        {
            _xml.WriteAttributeString("s", Digits((int)style));
        }

        _lastColumn = Math.Max(_lastColumn, ++_column);
    }

    private string Letters(int column)
    {
        while (_letters.Count <= column)
        {
            _letters.Add(SheetFrame.Letters(_letters.Count));
        }

        return _letters[column];
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
