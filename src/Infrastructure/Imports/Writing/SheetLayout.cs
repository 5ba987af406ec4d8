namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>How a cell looks and what a spreadsheet takes its content for; the number is its place in the style sheet of every workbook.</summary>
public enum CellStyle
{
    General,

    /// <summary>Text whatever is typed into it: codes keep their zeros, nothing becomes a date or a formula.</summary>
    Text,

    /// <summary>Text that breaks into lines.</summary>
    Wrapped,
    Heading,

    /// <summary>Heading of a column that must be filled in.</summary>
    RequiredHeading,
    Title,

    /// <summary>Whole number with separators of thousands.</summary>
    Count,
    Day,

    /// <summary>Day and time of day.</summary>
    Moment,
}

/// <param name="Width">In characters of the workbook's font, as Excel counts them.</param>
/// <param name="Style">Of cells that are blank yet.</param>
public sealed record SheetColumn(double Width, CellStyle Style = CellStyle.General)
{
    /// <summary>What a list offers in the cells below the heading; anything else may still be typed. Empty for no list.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <summary>One sheet before its rows are known.</summary>
/// <param name="Name">At most 31 characters, none of <c>: \ / ? * [ ]</c>.</param>
public sealed record SheetLayout(string Name, IReadOnlyList<SheetColumn> Columns)
{
    /// <summary>The first row stays in sight.</summary>
    public bool HasFrozenHeading { get; init; }

    /// <summary>The first row filters and sorts the others.</summary>
    public bool HasFilter { get; init; }
}
