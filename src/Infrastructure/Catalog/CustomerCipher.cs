using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Catalog;

/// <summary>A customer's values as the table holds them.</summary>
internal sealed record SealedCustomer(byte[] Name, byte[]? Email, byte[]? Phone, byte[]? EmailIndex, byte[]? PhoneIndex);

/// <summary>Encrypts customers for writing without EF. Singleton.</summary>
public sealed class CustomerCipher(FieldCipher cipher, BlindIndex blindIndex)
{
    internal SealedCustomer Seal(TenantId tenant, CustomerValues values) => new(
        cipher.Encrypt(values.Name, FieldContexts.CustomerName),
        values.Email is { } email ? cipher.Encrypt(email, FieldContexts.CustomerEmail) : null,
        values.Phone is { } phone ? cipher.Encrypt(phone, FieldContexts.CustomerPhone) : null,
        values.Email is { } address ? blindIndex.ForEmail(tenant, address) : null,
        values.Phone is { } number ? blindIndex.ForPhone(tenant, number) : null);
}
