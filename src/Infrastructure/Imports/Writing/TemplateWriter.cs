using System.Globalization;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <param name="Choices">What a list in the column's cells offers; empty for no list.</param>
public sealed record TemplateColumn(ImportColumn Column, string Heading, IReadOnlyList<string> Choices);

/// <summary>How a row of the guide looks.</summary>
public enum GuideLook
{
    Title,

    /// <summary>One sentence across the columns.</summary>
    Note,
    Heading,
    Entry,
}

/// <param name="Cells">None for a blank row.</param>
public sealed record GuideRow(GuideLook Look, params IReadOnlyList<string> Cells);

/// <summary>The sheet that explains the columns.</summary>
/// <param name="Widths">Of its columns, in characters.</param>
public sealed record TemplateGuide(string SheetName, IReadOnlyList<double> Widths, IReadOnlyList<GuideRow> Rows);

/// <summary>An order file to begin with: headings, sample orders, and what there is to know of the columns.</summary>
/// <param name="Rows">Cells as they stand in CSV; moments as 2026/01/05 10:21, days as 2026/01/10, numbers as plain digits. In CP932 only what it can hold.</param>
public sealed record OrderTemplate(
    bool Japanese, string SheetName, IReadOnlyList<TemplateColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, TemplateGuide Guide);

/// <summary>Writes templates as CSV, or as XLSX with the guide on a second sheet. The output stream stays open.</summary>
public static class TemplateWriter
{
    private static readonly string[] Dates = ["yyyy/MM/dd HH:mm", "yyyy/MM/dd"];

    /// <param name="encoding">CP932, or UTF-8 (always with its mark, which Excel needs).</param>
    public static async Task WriteDelimitedAsync(Stream output, FileEncoding encoding, OrderTemplate template, CancellationToken cancellationToken)
    {
        using var csv = new DelimitedWriter(output, encoding);
        foreach (var record in template.Rows.Prepend([.. template.Columns.Select(static column => column.Heading)]))
        {
            foreach (var cell in record)
            {
                csv.Cell(cell);
            }

            csv.EndRecord();
        }

        await csv.DrainAsync(all: true, cancellationToken);
    }

    public static async Task WriteWorkbookAsync(Stream output, OrderTemplate template, CancellationToken cancellationToken)
    {
        var orders = new SheetLayout(template.SheetName, [.. template.Columns.Select(static column => new SheetColumn(ColumnWidths.Of(column.Heading), StyleOf(column.Column)) { Choices = column.Choices })])
        {
            HasFrozenHeading = true,
        };
        var guide = new SheetLayout(template.Guide.SheetName, [.. template.Guide.Widths.Select(static width => new SheetColumn(width))]);
        using var book = new WorkbookWriter(output, template.Japanese, orders, guide);
        WriteOrders(book, template);
        WriteGuide(book, template.Guide);
        await book.CompleteAsync(cancellationToken);
    }

    private static void WriteOrders(WorkbookWriter book, OrderTemplate template)
    {
        book.BeginSheet();
        book.BeginRow();
        foreach (var column in template.Columns)
        {
            book.Text(column.Heading, ImportColumns.Of(column.Column).IsRequired ? CellStyle.RequiredHeading : CellStyle.Heading);
        }

        book.EndRow();
        foreach (var row in template.Rows)
        {
            book.BeginRow();
            for (var i = 0; i < row.Count; i++)
            {
                Cell(book, row[i], StyleOf(template.Columns[i].Column));
            }

            book.EndRow();
        }

        book.EndSheet();
    }

    private static void Cell(WorkbookWriter book, string text, CellStyle style)
    {
        if (text.Length == 0 || style == CellStyle.Text)
        {
            book.Text(text, style);
        }
        else if (style is CellStyle.Day or CellStyle.Moment)
        {
            book.Number(DateTime.ParseExact(text, Dates, CultureInfo.InvariantCulture).ToOADate(), style);
        }
        else
        {
            book.Number(double.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), style);
        }
    }

    private static void WriteGuide(WorkbookWriter book, TemplateGuide guide)
    {
        book.BeginSheet();
        foreach (var row in guide.Rows)
        {
            var style = row.Look switch
            {
                GuideLook.Title => CellStyle.Title,
                GuideLook.Heading => CellStyle.Heading,
                GuideLook.Note => CellStyle.Text,
                _ => CellStyle.Wrapped,
            };
            book.BeginRow(row.Look == GuideLook.Entry ? row.Cells.Select((cell, i) => ColumnWidths.Lines(cell, guide.Widths[i])).DefaultIfEmpty(1).Max() : 1);
            foreach (var cell in row.Cells)
            {
                book.Text(cell, style);
            }

            book.EndRow();
        }

        book.EndSheet();
    }

    /// <summary>Codes, postal codes and phones as text, or Excel would take their zeros; times of day too, or it would make dates of them.</summary>
    private static CellStyle StyleOf(ImportColumn column) => column switch
    {
        ImportColumn.OrderedAt => CellStyle.Moment,
        ImportColumn.DeliveryDate => CellStyle.Day,
        ImportColumn.Quantity or ImportColumn.UnitPrice or ImportColumn.Discount or ImportColumn.ShippingFee => CellStyle.Count,
        ImportColumn.TaxRate => CellStyle.General,
        _ => CellStyle.Text,
    };
}
