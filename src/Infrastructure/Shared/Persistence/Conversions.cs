using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Shared.Persistence;

internal sealed class TenantIdConverter() : ValueConverter<TenantId, Guid>(id => id.Value, value => new TenantId(value));

internal sealed class OrderIdConverter() : ValueConverter<OrderId, Guid>(id => id.Value, value => new OrderId(value));

internal sealed class CustomerIdConverter() : ValueConverter<CustomerId, Guid>(id => id.Value, value => new CustomerId(value));

internal sealed class ProductIdConverter() : ValueConverter<ProductId, Guid>(id => id.Value, value => new ProductId(value));

internal sealed class ImportIdConverter() : ValueConverter<ImportId, Guid>(id => id.Value, value => new ImportId(value));

internal sealed class StoredFileIdConverter() : ValueConverter<StoredFileId, Guid>(id => id.Value, value => new StoredFileId(value));

internal sealed class MemoryConverter() : ValueConverter<ReadOnlyMemory<byte>, byte[]>(memory => memory.ToArray(), bytes => bytes);

/// <summary>A text that is encrypted in its column.</summary>
internal sealed class EncryptedTextConverter(FieldCipher cipher, string context)
    : ValueConverter<string, byte[]>(Encrypting(cipher, context), Decrypting(cipher, context))
{
    private static Expression<Func<string, byte[]>> Encrypting(FieldCipher cipher, string context) => text => cipher.Encrypt(text, context);

    private static Expression<Func<byte[], string>> Decrypting(FieldCipher cipher, string context) => bytes => cipher.Decrypt(bytes, context);
}

internal static class EncryptionMapping
{
    /// <summary>Stores the property encrypted, in a column whose name says so.</summary>
    public static void IsEncrypted(this PropertyBuilder<string> property, FieldCipher cipher, string context) => Encrypt(property, cipher, context);

    /// <inheritdoc cref="IsEncrypted"/>
    public static void IsEncryptedOrNull(this PropertyBuilder<string?> property, FieldCipher cipher, string context) => Encrypt(property, cipher, context);

    private static void Encrypt(PropertyBuilder property, FieldCipher cipher, string context)
    {
        property.HasConversion(new EncryptedTextConverter(cipher, context));
        property.HasColumnName($"{context[(context.IndexOf('.', StringComparison.Ordinal) + 1)..]}_encrypted");
    }
}
