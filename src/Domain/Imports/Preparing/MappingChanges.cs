using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports.Preparing;

/// <summary>What a person changes of a mapping, heading by heading. A changed mapping is no longer the profile's that it came from.</summary>
public static class MappingChanges
{
    /// <summary>The headings of a file as mappings name them, one for each cell of the heading row; a blank heading cannot be named.</summary>
    public static IReadOnlyList<HeadingReference> Name(IReadOnlyList<string> headings)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. headings.Select(heading =>
        {
            var key = CellText.MatchKey(heading);
            return new HeadingReference(CellText.Trim(heading), seen[key] = seen.GetValueOrDefault(key) + 1);
        })];
    }

    /// <summary>
    /// Lets the heading feed the column, behind those that feed it already (姓 and 名 are joined), and no other one; null: no column. What the mapping
    /// names and this file lacks stays.
    /// </summary>
    /// <param name="index">0-based place in the heading row; its heading is not blank.</param>
    public static ImportMapping Assign(ImportMapping mapping, IReadOnlyList<string> headings, int index, ImportColumn? column)
    {
        var names = Name(headings);
        var columns = new List<ColumnSource>();
        foreach (var source in mapping.Columns.Count > 0 ? mapping.Columns : ByVocabulary(headings, names))
        {
            var left = source.Sources.Where(reference => !IsSame(reference, names[index])).ToList();
            if (left.Count > 0)
            {
                columns.Add(source with { Sources = left, Joiner = left.Count > 1 ? source.Joiner : "" });
            }
        }

        if (column is { } target)
        {
            var place = columns.FindIndex(source => source.Column == target);
            if (place < 0)
            {
                columns.Add(new ColumnSource(target, [names[index]]));
            }
            else
            {
                var source = columns[place];
                columns[place] = source with { Sources = [.. source.Sources, names[index]], Joiner = source.Sources.Count > 1 ? source.Joiner : JoinerOf(target) };
            }
        }

        return mapping with { Columns = columns, Profile = null };
    }

    /// <summary>What stands between joined cells unless somebody says otherwise.</summary>
    private static string JoinerOf(ImportColumn column) => column switch
    {
        ImportColumn.CustomerName or ImportColumn.ProductName or ImportColumn.Note or ImportColumn.OrderedAt => " ",
        ImportColumn.CustomerPhone => "-",
        _ => "",
    };

    private static IEnumerable<ColumnSource> ByVocabulary(IReadOnlyList<string> headings, IReadOnlyList<HeadingReference> names)
    {
        var map = HeadingMap.Match(headings);
        return ImportColumns.All.Where(info => map.IndexOf(info.Column) >= 0).Select(info => new ColumnSource(info.Column, [names[map.IndexOf(info.Column)]]));
    }

    private static bool IsSame(HeadingReference one, HeadingReference other) =>
        one.Occurrence == other.Occurrence && string.Equals(CellText.MatchKey(one.Heading), CellText.MatchKey(other.Heading), StringComparison.Ordinal);
}
