using System.Security.Cryptography;
using System.Text;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>
/// Makes encrypted e-mail addresses and phone numbers findable by equality: a keyed hash of their normal form, 16 bytes. Orders'
/// and customers' indexes differ between tenants, so that nobody can tell from the tables that two tenants share a customer.
/// </summary>
public sealed class BlindIndex(KeyRing keys)
{
    /// <summary>Bytes of an index.</summary>
    public const int Length = 16;

    public byte[] ForEmail(TenantId tenant, string email) => Compute((byte)'e', tenant.Value, ContactKeys.Email(email));

    public byte[] ForPhone(TenantId tenant, string phone) => Compute((byte)'p', tenant.Value, ContactKeys.Phone(phone));

    /// <summary>For the sign-in directory, which is asked before the tenant is known.</summary>
    public byte[] ForSignIn(string email) => Compute((byte)'s', Guid.Empty, ContactKeys.Email(email));

    private byte[] Compute(byte kind, Guid tenant, string key)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        var input = length <= 512 ? stackalloc byte[17 + length] : new byte[17 + length];
        input[0] = kind;
        tenant.TryWriteBytes(input[1..], bigEndian: true, out _);
        Encoding.UTF8.GetBytes(key, input[17..]);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(keys.IndexKey, input, hash);
        return hash[..Length].ToArray();
    }
}
