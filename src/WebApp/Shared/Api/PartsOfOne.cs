using System.Buffers.Binary;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Reads by modification what belongs to one thing and has no number of changes of its own, such as an order's lines: it counts as changed whenever its owner was, and
/// then comes as a whole. A place in it is the owner's state and the place of the part.
/// </summary>
internal static class PartsOfOne
{
    private const long All = long.MaxValue;

    /// <param name="ownerSeq">The number of the owner's last change, read before the parts are.</param>
    /// <param name="read">Reads one page, behind a place that an earlier page gave, or from the start.</param>
    public static async Task<ModifiedPage<T>> ChangedAsync<T>(long ownerSeq, DateTimeOffset ownerModifiedAt, ModifiedQuery query, Func<string?, Task<Page<T>>> read)
    {
        var after = Cursor.Read(query.Cursor) is { } place && place.Sort == ownerSeq ? PartOf(place.Id) : 0;
        if (ownerModifiedAt < query.Since || after == All)
        {
            return new ModifiedPage<T>([], null, Place(ownerSeq, All));
        }

        var page = await read(after == 0 ? null : Cursor.Write(after, Guid.Empty));
        var next = Cursor.Read(page.Next) is { } end ? Place(ownerSeq, end.Sort) : null;
        return new ModifiedPage<T>(page.Items, next, next ?? Place(ownerSeq, All));
    }

    private static string Place(long ownerSeq, long part)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, part);
        return Cursor.Write(ownerSeq, new Guid(bytes, bigEndian: true));
    }

    private static long PartOf(Guid place)
    {
        Span<byte> bytes = stackalloc byte[16];
        place.TryWriteBytes(bytes, bigEndian: true, out _);
        return Math.Max(0, BinaryPrimitives.ReadInt64BigEndian(bytes));
    }
}
