using System.Globalization;
using System.Xml;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>What stands before and behind the rows of a sheet, in the sequence that ECMA-376 (18.3.1.99) demands.</summary>
internal static class SheetFrame
{
    private const string Compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006";

    public static void Begin(XmlWriter xml, SheetLayout sheet, bool isFirst)
    {
        xml.WriteStartDocument(standalone: true);
        xml.WriteStartElement("worksheet", WorkbookFrame.Main);
        xml.WriteAttributeString("xmlns", "mc", null, Compatibility);
        xml.WriteAttributeString("xmlns", "op", null, ReportColumns.Namespace);
        xml.WriteAttributeString("Ignorable", Compatibility, "op");
        xml.WriteStartElement("sheetViews");
        xml.WriteStartElement("sheetView");
        if (isFirst)
        {
            xml.WriteAttributeString("tabSelected", "1");
        }

        xml.WriteAttributeString("workbookViewId", "0");
        if (sheet.HasFrozenHeading)
        {
            Element(xml, "pane", ("ySplit", "1"), ("topLeftCell", "A2"), ("activePane", "bottomLeft"), ("state", "frozen"));
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        Element(xml, "sheetFormatPr", ("defaultRowHeight", WorkbookFrame.Height(lines: 1)));
        xml.WriteStartElement("cols");
        for (var i = 0; i < sheet.Columns.Count; i++)
        {
            var column = sheet.Columns[i];
            var number = Digits(i + 1);
            Element(
                xml, "col", ("min", number), ("max", number), ("width", column.Width.ToString(CultureInfo.InvariantCulture)), ("style", Digits((int)column.Style)), ("customWidth", "1"));
        }

        xml.WriteEndElement();
        xml.WriteStartElement("sheetData");
    }

    /// <param name="lastColumn">Letters of the last column with content.</param>
    public static void End(XmlWriter xml, SheetLayout sheet, string lastColumn, int rows)
    {
        xml.WriteEndElement();
        if (sheet.HasFilter)
        {
            Element(xml, "autoFilter", ("ref", $"A1:{Letters(sheet.Columns.Count - 1)}{Digits(Math.Max(1, rows))}"));
        }

        Choices(xml, sheet);
        Element(xml, "pageMargins", ("left", "0.4"), ("right", "0.4"), ("top", "0.5"), ("bottom", "0.5"), ("header", "0.3"), ("footer", "0.3"));
        Element(xml, "pageSetup", ("paperSize", "9"), ("orientation", "landscape"));
        if (rows > 0)
        {
            // Codes are meant to be text; a green corner in every cell would hide the mistakes that are none.
            xml.WriteStartElement("ignoredErrors");
            Element(xml, "ignoredError", ("sqref", $"A1:{lastColumn}{Digits(rows)}"), ("numberStoredAsText", "1"));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    /// <summary>A to Z, AA, AB, … from 0.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }

    private static void Choices(XmlWriter xml, SheetLayout sheet)
    {
        var lists = sheet.Columns.Select(static (column, at) => (column.Choices, At: Letters(at))).Where(static list => list.Choices.Count > 0).ToList();
        if (lists.Count == 0)
        {
            return;
        }

        xml.WriteStartElement("dataValidations");
        xml.WriteAttributeString("count", Digits(lists.Count));
        foreach (var (choices, at) in lists)
        {
            xml.WriteStartElement("dataValidation");
            xml.WriteAttributeString("type", "list");
            xml.WriteAttributeString("allowBlank", "1");
            // The portal understands more spellings than the list has.
            xml.WriteAttributeString("showErrorMessage", "0");
            xml.WriteAttributeString("sqref", $"{at}2:{at}{Digits(WorkbookLimits.MaxRows)}");
            xml.WriteElementString("formula1", $"\"{string.Join(',', choices)}\"");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            xml.WriteAttributeString(attribute, value);
        }

        xml.WriteEndElement();
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
