using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>One sheet, as its tab names it.</summary>
internal sealed record WorkbookSheet(string Name, string Part, bool IsHidden);

/// <summary>
/// The parts of an XLSX file (a zip of XML files), each opened with bounds: on the bytes that come out, on how often they are more
/// than went in, and without DTDs or anything outside of the file.
/// </summary>
internal sealed partial class WorkbookParts(ZipArchive zip)
{
    /// <summary>Bytes that all parts together may unpack to: a million rows of 23 columns are about one gigabyte.</summary>
    private const long MaxUnpacked = 4L * 1024 * 1024 * 1024;

    /// <summary>Characters of a cell in Excel; what is longer is cut by the reader of the sheet.</summary>
    public const int MaxCellLength = 32_767;

    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelationships = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private long _unpacked;

    public bool From1904 { get; private set; }

    public IReadOnlyList<WorkbookSheet> ReadSheets()
    {
        var book = Target("", "officeDocument") ?? "xl/workbook.xml";
        var targets = Worksheets(book);
        var sheets = new List<WorkbookSheet>();
        using var reader = OpenXml(book) ?? throw new XmlException("The file has no workbook.");
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == "workbookPr")
            {
                From1904 = reader.GetAttribute("date1904") is "1" or "true";
            }
            else if (reader.LocalName == "sheet"
                && (reader.GetAttribute("id", Relationships) ?? reader.GetAttribute("id", StrictRelationships)) is { } id
                && targets.TryGetValue(id, out var part))
            {
                sheets.Add(new WorkbookSheet(reader.GetAttribute("name") ?? "", part, reader.GetAttribute("state") is "hidden" or "veryHidden"));
            }
        }

        return sheets;
    }

    public SharedStringPool ReadSharedStrings()
    {
        var pool = new SharedStringPool();
        var book = Target("", "officeDocument") ?? "xl/workbook.xml";
        using var reader = OpenXml(Target(book, "sharedStrings") ?? "xl/sharedStrings.xml");
        while (reader?.Read() == true)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                pool.Add(ReadText(reader));
            }
        }

        pool.Complete();
        return pool;
    }

    /// <summary>Number formats by the style number that cells name.</summary>
    public IReadOnlyList<CellFormat> ReadFormats()
    {
        var codes = new Dictionary<int, string>();
        var formats = new List<CellFormat>();
        var inCellStyles = false;
        var book = Target("", "officeDocument") ?? "xl/workbook.xml";
        using var reader = OpenXml(Target(book, "styles") ?? "xl/styles.xml");
        while (reader?.Read() == true)
        {
            if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "cellXfs")
            {
                break;
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "numFmt" when int.TryParse(reader.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id):
                    codes[id] = reader.GetAttribute("formatCode") ?? "";
                    break;
                case "cellXfs":
                    inCellStyles = true;
                    break;
                case "xf" when inCellStyles:
                    _ = int.TryParse(reader.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var format);
                    formats.Add(codes.TryGetValue(format, out var code) ? CellFormat.Parse(code) : CellFormat.BuiltIn(format));
                    break;
                default:
                    break;
            }
        }

        return formats;
    }

    /// <returns>Null where the file has no such part.</returns>
    public XmlReader? OpenXml(string part)
    {
        var entry = zip.GetEntry(part) ?? zip.Entries.FirstOrDefault(e => e.FullName.Equals(part, StringComparison.OrdinalIgnoreCase));
        if (entry is null)
        {
            return null;
        }

        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = false,
            CloseInput = true,
        };
        var content = new UnpackedPart(this, entry);
        var reader = XmlReader.Create(content, settings);
        content.Reader = (IXmlLineInfo)reader;
        return reader;
    }

    /// <summary>The text of an element with runs of text, without the readings (rPh) that Japanese spreadsheets keep beside kanji.</summary>
    public static string ReadText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var depth = reader.Depth;
        string? text = null;
        StringBuilder? runs = null;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == "rPh")
            {
                SkipElement(reader);
            }
            else if (reader.LocalName == "t" && !reader.IsEmptyElement)
            {
                var run = ReadPlain(reader);
                if (text is not null)
                {
                    runs ??= new StringBuilder(text);
                    runs.Append(run, 0, Math.Min(run.Length, MaxCellLength + 1 - Math.Min(runs.Length, MaxCellLength + 1)));
                }

                text ??= run;
            }
        }

        return runs?.ToString() ?? text ?? "";
    }

    /// <summary>The characters up to the end of the element that the reader stands on.</summary>
    public static string ReadPlain(XmlReader reader)
    {
        var depth = reader.Depth;
        var text = "";
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            // Text comes in one piece unless it is parted by comments or CDATA, which no spreadsheet writes.
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace && text.Length <= MaxCellLength)
            {
                text = text.Length == 0 ? reader.Value : text + reader.Value;
            }
        }

        return Unescape(text);
    }

    /// <summary>Characters that XML cannot hold are written _x000D_ (ECMA-376, 22.9.2.19).</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal))
        {
            return text;
        }

        return EscapedCharacter().Replace(text, static match => ((char)int.Parse(match.ValueSpan[2..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
    }

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EscapedCharacter();

    private static void SkipElement(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            // The reading of a word is not the word.
        }
    }

    private string? Target(string part, string type) =>
        RelationshipsOf(part).FirstOrDefault(r => r.Type.EndsWith("/" + type, StringComparison.Ordinal)).Target;

    /// <summary>Sheets with cells by their relationship; charts and macros have tabs too.</summary>
    private Dictionary<string, string> Worksheets(string part) =>
        RelationshipsOf(part).Where(static r => r.Type.EndsWith("/worksheet", StringComparison.Ordinal)).ToDictionary(static r => r.Id, static r => r.Target, StringComparer.Ordinal);

    private List<(string Id, string Type, string Target)> RelationshipsOf(string part)
    {
        var slash = part.LastIndexOf('/');
        var folder = slash < 0 ? "" : part[..(slash + 1)];
        using var reader = OpenXml($"{folder}_rels/{part[(slash + 1)..]}.rels");
        var found = new List<(string Id, string Type, string Target)>();
        while (reader?.Read() == true)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" }
                && reader.GetAttribute("Id") is { } id && reader.GetAttribute("Target") is { } target && reader.GetAttribute("TargetMode") != "External")
            {
                found.Add((id, reader.GetAttribute("Type") ?? "", Resolve(folder, target)));
            }
        }

        return found;
    }

    private static string Resolve(string folder, string target)
    {
        if (target.StartsWith('/'))
        {
            return target[1..];
        }

        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (step is not ("." or ".."))
            {
                parts.Add(step);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>Counts what parts unpack to, all together.</summary>
    internal void Unpacked(int bytes)
    {
        _unpacked += bytes;
        if (_unpacked > MaxUnpacked)
        {
            throw new WorkbookTooLargeException();
        }
    }
}
