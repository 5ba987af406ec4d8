using OrderPortal.Domain.Imports.Profiles;

namespace OrderPortal.Domain.Imports.Preparing;

/// <summary>One column of a file: what stands there, and what becomes of it.</summary>
/// <param name="Index">0-based place in the heading row.</param>
/// <param name="Examples">A few cells that are not blank. Personal data.</param>
/// <param name="Column">Set where the role is a column's.</param>
/// <param name="IsJoined">Other headings feed the same column.</param>
public sealed record HeadingLine(int Index, string Heading, IReadOnlyList<string> Examples, HeadingRole Role, ImportColumn? Column, bool IsJoined);

/// <summary>A cell of a row as it stands in the file; what it is read as, <see cref="PreviewRow.Read"/> has.</summary>
/// <param name="Problems">Of this cell, errors and adjustments.</param>
public sealed record PreviewCell(ImportColumn Column, string Original, IReadOnlyList<ImportProblem> Problems);

/// <summary>A row as it would be read.</summary>
/// <param name="Read">Null where the row is no line of an order and would be skipped.</param>
/// <param name="Cells">One for each mapped column.</param>
/// <param name="Problems">Of the row as a whole.</param>
public sealed record PreviewRow(int Number, OrderRow? Read, IReadOnlyList<PreviewCell> Cells, IReadOnlyList<ImportProblem> Problems);

/// <summary>The beginning of a file, read as an import with the draft's choices would read it.</summary>
/// <param name="Mapping">As chosen, or the one that suits the headings best; without the tenant's kept rules.</param>
/// <param name="Format">With the heading row, where it is not the first row with content.</param>
/// <param name="HeadingRow">1-based as Excel shows it; 0 where there is none.</param>
/// <param name="Cells">The heading row as it stands there.</param>
/// <param name="Proposals">Best first.</param>
/// <param name="Problems">Errors that stand in the way of an import; then there are no <paramref name="Rows"/>.</param>
/// <param name="HasMore">True where the file goes on behind the rows.</param>
public sealed record ImportPreview(
    ImportMapping Mapping,
    FileFormat Format,
    int HeadingRow,
    IReadOnlyList<string> Cells,
    IReadOnlyList<HeadingLine> Headings,
    IReadOnlyList<MappingProposal> Proposals,
    IReadOnlyList<ImportProblem> Problems,
    IReadOnlyList<PreviewRow> Rows,
    bool HasMore)
{
    /// <summary>Good enough to import without asking anybody.</summary>
    public bool IsCertain { get; init; }

    /// <summary>Columns that the rows have, in canonical order.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; init; } = [];
}
