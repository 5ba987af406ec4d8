namespace OrderPortal.Domain.Shared;

/// <summary>Asks for what changed, in the sequence of the changes, instead of for a list as it stands.</summary>
/// <param name="Since">Changes of this moment and later ones.</param>
/// <param name="Cursor">Where an earlier page ended, or the <see cref="ModifiedPage{T}.Resume"/> of an earlier run; null: the first page.</param>
public sealed record ModifiedQuery(DateTimeOffset Since, string? Cursor, int Limit);

/// <summary>One page of what changed. However many write at the time, nothing is missed, and a change comes once; what changes again comes again.</summary>
/// <param name="Items">At most as many as were asked for, the earliest change first.</param>
/// <param name="Next">Opaque place to go on from; null where there is no more for now.</param>
/// <param name="Resume">Opaque place to go on from later, from this page on; never null.</param>
public sealed record ModifiedPage<T>(IReadOnlyList<T> Items, string? Next, string Resume)
{
    public ModifiedPage<TOther> Select<TOther>(Func<T, TOther> convert) => new([.. Items.Select(convert)], Next, Resume);
}
