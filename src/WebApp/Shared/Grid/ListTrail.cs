namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>Which page of a list led to which, as far as they were looked at here: keys lead forward only.</summary>
internal sealed class ListTrail
{
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);
    private bool _begun;
    private string? _after;
    private string? _next;

    /// <summary>Notes where the list stands.</summary>
    /// <param name="next">Where the next page starts; while a page is read, that of the page before.</param>
    /// <returns>True when it is another page than the last time.</returns>
    public bool Follow(string? after, string? next, bool isBusy)
    {
        var turned = _begun && _after != after;
        if (turned && after is not null && after == _next)
        {
            _before[after] = _after;
        }

        (_begun, _after) = (true, after);
        if (!isBusy)
        {
            _next = next;
        }

        return turned;
    }

    /// <summary>Whether the page before is known; its start, null for the first page, is in <paramref name="before"/>.</summary>
    public bool Knows(string after, out string? before) => _before.TryGetValue(after, out before);
}
