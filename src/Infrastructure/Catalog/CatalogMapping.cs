using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Catalog;

internal static class CatalogMapping
{
    public static void Configure(ModelBuilder model, FieldCipher cipher)
    {
        model.Entity<ProductRecord>(product =>
        {
            product.ToTable("products", table => table.HasCheckConstraint("ck_products_values", "price >= 0 AND tax_rate IN (0, 8, 10)"));
            product.HasKey(p => new { p.TenantId, p.Id });
            product.Property(p => p.Id).ValueGeneratedNever();
            product.Property(p => p.Code).HasMaxLength(OrderLimits.ProductCodeLength).UseCollation("C");
            product.Property(p => p.NameJa).HasMaxLength(OrderLimits.ProductNameLength);
            product.Property(p => p.NameEn).HasMaxLength(OrderLimits.ProductNameLength);
            product.HasIndex(p => new { p.TenantId, p.Code }).IsUnique();
            product.HasModification(nameof(ProductRecord.ModifiedAt));
            product.HasVersion();
        });
        model.Entity<CustomerRecord>(customer =>
        {
            customer.ToTable("customers");
            customer.HasKey(c => new { c.TenantId, c.Id });
            customer.Property(c => c.Id).ValueGeneratedNever();
            customer.Property(c => c.Code).HasMaxLength(OrderLimits.CustomerCodeLength).UseCollation("C");
            customer.Property(c => c.Name).IsEncrypted(cipher, FieldContexts.CustomerName);
            customer.Property(c => c.Email).IsEncryptedOrNull(cipher, FieldContexts.CustomerEmail);
            customer.Property(c => c.Phone).IsEncryptedOrNull(cipher, FieldContexts.CustomerPhone);
            customer.Property<byte[]?>(CustomerEmailIndex);
            customer.Property<byte[]?>(CustomerPhoneIndex);
            customer.HasIndex(c => new { c.TenantId, c.Code }).IsUnique();
            customer.HasIndex("TenantId", CustomerEmailIndex).HasFilter("email_index IS NOT NULL");
            customer.HasIndex("TenantId", CustomerPhoneIndex).HasFilter("phone_index IS NOT NULL");
            customer.HasModification(nameof(CustomerRecord.ModifiedAt));
            customer.HasVersion();
        });
    }

    /// <summary>Shadow properties, kept in step with the encrypted values when a customer is saved.</summary>
    public const string CustomerEmailIndex = "EmailIndex";

    /// <inheritdoc cref="CustomerEmailIndex"/>
    public const string CustomerPhoneIndex = "PhoneIndex";
}
