namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>The sequences of a list that is read as a whole: by what its columns say that they sort.</summary>
public sealed class RowSequences<TRow>(params (string Sort, Func<TRow, IComparable?> Key)[] keys)
{
    /// <param name="sort">As <c>sort=</c> has it.</param>
    /// <returns>The same; null where there is no such sequence.</returns>
    public string? Understood(string? sort) => KeyOf(sort) is null ? null : sort;

    /// <returns>The rows in the sequence; as they are where there is no such one. Rows that are alike in it keep their places.</returns>
    public IReadOnlyList<TRow> Of(IReadOnlyList<TRow> rows, string? sort) =>
        KeyOf(sort) is not { } key ? rows : sort!.StartsWith('-') ? [.. rows.OrderByDescending(key)] : [.. rows.OrderBy(key)];

    /// <returns>The address with the sequence, where there is such a one.</returns>
    public string Href(string path, string? sort) => Understood(sort) is { } understood ? $"{path}?sort={understood}" : path;

    private Func<TRow, IComparable?>? KeyOf(string? sort) => keys.FirstOrDefault(key => sort == key.Sort || sort == $"-{key.Sort}").Key;
}
