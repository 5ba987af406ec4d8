using System.Security.Cryptography;
using System.Text;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Shared.Security;

/// <summary>
/// Makes encrypted e-mail addresses and phone numbers findable by equality: a keyed hash of their normal form, 16 bytes. Orders'
/// and customers' indexes differ between tenants, so that nobody can tell from the tables that two tenants share a customer.
/// </summary>
public sealed class BlindIndex(KeyRing keys) : IDisposable
{
    /// <summary>Bytes of an index.</summary>
    public const int Length = 16;

    // One for each thread that asks, since preparing the key costs as much as the hash.
    private readonly ThreadLocal<IncrementalHash> _hashes = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.IndexKey), trackAllValues: true);

    public byte[] ForEmail(TenantId tenant, string email)
    {
        var index = new byte[Length];
        ForEmail(tenant, email, index);
        return index;
    }

    /// <summary>The same into memory of the caller, <see cref="Length"/> bytes.</summary>
    public void ForEmail(TenantId tenant, string email, Span<byte> destination) => Compute((byte)'e', tenant.Value, ContactKeys.Email(email), destination);

    public byte[] ForPhone(TenantId tenant, string phone)
    {
        var index = new byte[Length];
        ForPhone(tenant, phone, index);
        return index;
    }

    /// <inheritdoc cref="ForEmail(TenantId, string, Span{byte})"/>
    public void ForPhone(TenantId tenant, string phone, Span<byte> destination) => Compute((byte)'p', tenant.Value, ContactKeys.Phone(phone), destination);

    /// <summary>For the sign-in directory, which is asked before the tenant is known.</summary>
    public byte[] ForSignIn(string email)
    {
        var index = new byte[Length];
        Compute((byte)'s', Guid.Empty, ContactKeys.Email(email), index);
        return index;
    }

    public void Dispose()
    {
        foreach (var hash in _hashes.Values)
        {
            hash.Dispose();
        }

        _hashes.Dispose();
    }

    private void Compute(byte kind, Guid tenant, string key, Span<byte> destination)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        var input = length <= 512 ? stackalloc byte[17 + length] : new byte[17 + length];
        input[0] = kind;
        tenant.TryWriteBytes(input[1..], bigEndian: true, out _);
        Encoding.UTF8.GetBytes(key, input[17..]);
        Span<byte> hash = stackalloc byte[32];
        var hmac = _hashes.Value!;
        hmac.AppendData(input);
        hmac.GetHashAndReset(hash);
        hash[..Length].CopyTo(destination);
    }
}
