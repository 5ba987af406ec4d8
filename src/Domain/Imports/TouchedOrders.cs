using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// Adds up the stored orders that a file names, so that a dry run and the writing that follows can tell whether they would touch the same orders in
/// the same state. The sequence in which orders are added does not matter; each is to be added once.
/// </summary>
public sealed class TouchedOrders
{
    private readonly ulong[] _sums = new ulong[4];

    public void Add(StoredOrder order)
    {
        Span<byte> number = stackalloc byte[512];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(order.OrderNumber, number);
        BinaryPrimitives.WriteInt64BigEndian(number[length..], order.ModifiedSeq);
        SHA256.HashData(number[..(length + sizeof(long))], hash);
        for (var i = 0; i < _sums.Length; i++)
        {
            unchecked
            {
                _sums[i] += BinaryPrimitives.ReadUInt64BigEndian(hash[(i * sizeof(ulong))..]);
            }
        }
    }

    /// <summary>32 bytes; zeros where the file names no stored order.</summary>
    public byte[] ToDigest()
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < _sums.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(digest.AsSpan(i * sizeof(ulong)), _sums[i]);
        }

        return digest;
    }
}
