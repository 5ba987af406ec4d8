namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>What a sheet of Excel can hold; a file beyond it opens with a complaint or not at all.</summary>
internal static class WorkbookLimits
{
    public const int MaxRows = 1_048_576;

    public const int MaxColumns = 16_384;

    /// <summary>UTF-16 units of a cell.</summary>
    public const int MaxCellLength = 32_767;
}
