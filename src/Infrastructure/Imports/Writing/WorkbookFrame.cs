using System.Globalization;
using System.Security;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>The parts of an XLSX file around its sheets.</summary>
internal static class WorkbookFrame
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";

    /// <summary>Name of the part of a sheet, from 0.</summary>
    public static string SheetPart(int sheet) => $"xl/worksheets/sheet{sheet + 1}.xml";

    /// <summary>Points that a row of so many lines needs, at most what Excel allows.</summary>
    public static string Height(int lines) => Math.Min(lines * 18.75, 409.5).ToString(CultureInfo.InvariantCulture);

    /// <summary>All but the sheets themselves, in the order in which they are written.</summary>
    public static IEnumerable<(string Name, string Xml)> Parts(IReadOnlyList<string> sheets, bool japanese)
    {
        var overrides = string.Concat(sheets.Select((_, i) => $"""<Override PartName="/{SheetPart(i)}" ContentType="{Spreadsheet}.worksheet+xml"/>"""));
        var tabs = string.Concat(sheets.Select((name, i) => $"""<sheet name="{SecurityElement.Escape(name)}" sheetId="{i + 1}" r:id="rId{i + 1}"/>"""));
        var targets = string.Concat(sheets.Select((_, i) => $"""<Relationship Id="rId{i + 1}" Type="{Office}/worksheet" Target="/{SheetPart(i)}"/>"""));
        yield return ("[Content_Types].xml", $"""
            {Declaration}<Types xmlns="{Types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Spreadsheet}.sheet.main+xml"/>{overrides}<Override PartName="/xl/styles.xml" ContentType="{Spreadsheet}.styles+xml"/></Types>
            """);
        yield return ("_rels/.rels", $"""
            {Declaration}<Relationships xmlns="{Package}"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="/xl/workbook.xml"/></Relationships>
            """);
        yield return ("xl/workbook.xml", $"""
            {Declaration}<workbook xmlns="{Main}" xmlns:r="{Office}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>{tabs}</sheets></workbook>
            """);
        yield return ("xl/_rels/workbook.xml.rels", $"""
            {Declaration}<Relationships xmlns="{Package}">{targets}<Relationship Id="rIdStyles" Type="{Office}/styles" Target="/xl/styles.xml"/></Relationships>
            """);
        yield return ("xl/styles.xml", Styles(japanese));
    }

    /// <summary>In the sequence of <see cref="CellStyle"/>.</summary>
    private static string Styles(bool japanese)
    {
        var font = japanese ? "Yu Gothic" : "Calibri";
        const string Top = """<alignment vertical="top"/>""";
        const string Left = """<alignment horizontal="left" vertical="top"/>""";
        const string Wrap = """<alignment vertical="top" wrapText="1"/>""";
        const string Middle = """<alignment vertical="center"/>""";
        return $"""
            {Declaration}<styleSheet xmlns="{Main}">
            <numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/><numFmt numFmtId="165" formatCode="yyyy/mm/dd\ hh:mm"/></numFmts>
            <fonts count="3"><font><sz val="11"/><name val="{font}"/></font><font><b/><sz val="11"/><name val="{font}"/></font><font><b/><sz val="14"/><name val="{font}"/></font></fonts>
            <fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFECEEF2"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EFFD"/></patternFill></fill></fills>
            <borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF7A8293"/></bottom><diagonal/></border></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
            <cellXfs count="9">
            <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">{Top}</xf>
            <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{Top}</xf>
            <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{Wrap}</xf>
            <xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{Middle}</xf>
            <xf numFmtId="49" fontId="1" fillId="3" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{Middle}</xf>
            <xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1">{Middle}</xf>
            <xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{Top}</xf>
            <xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{Left}</xf>
            <xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{Left}</xf>
            </cellXfs>
            <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
            </styleSheet>
            """;
    }
}
