namespace OrderPortal.Domain.Shared;

/// <summary>One page of a list that is read by key, without counting or skipping rows.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Opaque place to go on from; null at the end of the list.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page<TOther> Select<TOther>(Func<T, TOther> convert) => new([.. Items.Select(convert)], Next);
}
