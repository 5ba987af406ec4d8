using System.IO.Compression;
using System.Text;

namespace OrderPortal.Testing.Imports;

/// <summary>An XLSX file written by hand, so that a test says exactly what stands in it.</summary>
public sealed class TestWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";

    private readonly List<(string Name, string Rows, string State, string Cells, string Columns, string Kind)> _sheets = [];

    /// <summary>Inner XML of the shared strings: a sequence of si elements.</summary>
    public string SharedStrings { get; set; } = "";

    /// <summary>Number formats by style number.</summary>
    public IReadOnlyList<string> Formats { get; set; } = ["General"];

    public bool From1904 { get; set; }

    /// <summary>How many shared strings the file claims to have.</summary>
    public string SharedStringsCount { get; set; } = "1";

    /// <summary>How large every sheet claims to be.</summary>
    public string Dimension { get; set; } = "A1";

    /// <summary>Comes before the root of every sheet.</summary>
    public string SheetPrologue { get; set; } = "";

    /// <param name="cells">Stands behind the rows: merged cells and the like.</param>
    /// <param name="columns">Stands in front of the rows: widths and what is hidden.</param>
    /// <param name="kind">Of the tab's relationship.</param>
    public TestWorkbook Sheet(string name, string rows, string state = "visible", string cells = "", string columns = "", string kind = "worksheet")
    {
        _sheets.Add((name, rows, state, cells, columns, kind));
        return this;
    }

    public MemoryStream Save()
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "_rels/.rels", $"""<Relationships xmlns="{Package}"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            var tabs = string.Concat(_sheets.Select((sheet, i) => $"""<sheet name="{sheet.Name}" sheetId="{i + 1}" state="{sheet.State}" r:id="rId{i + 1}"/>"""));
            Write(zip, "xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><workbookPr date1904="{(From1904 ? 1 : 0)}"/><sheets>{tabs}</sheets></workbook>""");
            var targets = string.Concat(_sheets.Select((sheet, i) => $"""<Relationship Id="rId{i + 1}" Type="{Office}/{sheet.Kind}" Target="worksheets/sheet{i + 1}.xml"/>"""));
            Write(
                zip,
                "xl/_rels/workbook.xml.rels",
                $"""<Relationships xmlns="{Package}">{targets}<Relationship Id="rIdS" Type="{Office}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rIdF" Type="{Office}/styles" Target="styles.xml"/></Relationships>""");
            Write(zip, "xl/sharedStrings.xml", $"""<sst xmlns="{Main}" count="{SharedStringsCount}" uniqueCount="{SharedStringsCount}">{SharedStrings}</sst>""");
            var formats = string.Concat(Formats.Select((code, i) => $"""<numFmt numFmtId="{164 + i}" formatCode="{System.Security.SecurityElement.Escape(code)}"/>"""));
            var styles = string.Concat(Formats.Select((_, i) => $"""<xf numFmtId="{164 + i}"/>"""));
            Write(zip, "xl/styles.xml", $"""<styleSheet xmlns="{Main}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>""");
            for (var i = 0; i < _sheets.Count; i++)
            {
                Write(zip, $"xl/worksheets/sheet{i + 1}.xml", $"""{SheetPrologue}<worksheet xmlns="{Main}"><dimension ref="{Dimension}"/>{_sheets[i].Columns}<sheetData>{_sheets[i].Rows}</sheetData>{_sheets[i].Cells}</worksheet>""");
            }
        }

        file.Position = 0;
        return file;
    }

    private static void Write(ZipArchive zip, string name, string xml)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
        stream.Write(Encoding.UTF8.GetBytes(xml));
    }
}
