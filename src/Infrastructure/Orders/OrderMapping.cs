using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

internal static class OrderMapping
{
    /// <summary>Shadow properties, kept in step with the encrypted values when an order is saved.</summary>
    public const string EmailIndex = "CustomerEmailIndex";

    /// <inheritdoc cref="EmailIndex"/>
    public const string PhoneIndex = "CustomerPhoneIndex";

    public static void Configure(ModelBuilder model, FieldCipher cipher)
    {
        model.HasSequence<long>(ModifiedMapping.Sequence);
        model.Entity<Order>(order =>
        {
            order.ToTable("orders", table =>
            {
                table.HasCheckConstraint("ck_orders_values", "status BETWEEN 1 AND 7 AND payment_status BETWEEN 1 AND 6 AND source BETWEEN 1 AND 3 AND payment_method BETWEEN 1 AND 4");
                table.HasCheckConstraint("ck_orders_amounts", "subtotal >= 0 AND shipping_fee >= 0 AND discount >= 0 AND total >= 0");
            });
            order.HasKey(o => new { o.TenantId, o.Id });
            order.Property(o => o.Id).ValueGeneratedNever();
            order.Property(o => o.OrderNumber).HasMaxLength(OrderLimits.OrderNumberLength).UseCollation("C");
            order.Property(o => o.CustomerCode).HasMaxLength(OrderLimits.CustomerCodeLength).UseCollation("C");
            order.Property(o => o.DeliveryTime).HasMaxLength(OrderLimits.DeliveryTimeLength);
            Personal(order, cipher);
            Amounts(order);
            Origin(order);
            Indexes(order);
            order.HasModification(nameof(Order.ModifiedAt));
            order.HasVersion();

            // In the model only: in the database a trigger of orders takes the lines along, and nothing looks each line's order up when it is written.
            order.HasMany(o => o.Lines).WithOne().HasForeignKey(l => new { l.TenantId, l.OrderId }).OnDelete(DeleteBehavior.Cascade);
            order.Navigation(o => o.Lines).UsePropertyAccessMode(PropertyAccessMode.Field);
        });
        model.Entity<OrderLine>(line =>
        {
            line.ToTable("order_lines", table => table.HasCheckConstraint("ck_order_lines_values", "quantity > 0 AND unit_price >= 0 AND amount >= 0 AND tax_rate IN (0, 8, 10)"));
            line.HasKey(l => new { l.TenantId, l.OrderId, l.Number });
            line.Property(l => l.Number).ValueGeneratedNever();
            line.Property(l => l.ProductCode).HasMaxLength(OrderLimits.ProductCodeLength).UseCollation("C");
            line.Property(l => l.ProductName).HasMaxLength(OrderLimits.ProductNameLength);
        });
        model.Entity<OrderStatusChangeRecord>(change =>
        {
            change.ToTable("order_status_changes", table => table.HasCheckConstraint("ck_order_status_changes_values", "from_status BETWEEN 1 AND 7 AND to_status BETWEEN 1 AND 7"));
            change.HasKey(c => new { c.TenantId, c.OrderId, c.Id });
            change.Property(c => c.Id).ValueGeneratedNever();
            change.Property(c => c.ActorName).HasDefaultValue("");
            change.HasOne<Order>().WithMany().HasForeignKey(c => new { c.TenantId, c.OrderId }).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void Personal(EntityTypeBuilder<Order> order, FieldCipher cipher)
    {
        order.Property(o => o.CustomerName).IsEncrypted(cipher, FieldContexts.OrderCustomerName);
        order.Property(o => o.CustomerEmail).IsEncryptedOrNull(cipher, FieldContexts.OrderCustomerEmail);
        order.Property(o => o.CustomerPhone).IsEncryptedOrNull(cipher, FieldContexts.OrderCustomerPhone);
        order.Property(o => o.Note).IsEncryptedOrNull(cipher, FieldContexts.OrderNote);
        order.Property(o => o.ShippingAddress).HasColumnName("shipping_address_encrypted").HasConversion(new ValueConverter<ShippingAddress, byte[]>(
            address => ShippingAddressText.Encrypt(address, cipher), bytes => ShippingAddressText.Decrypt(bytes, cipher)));
        order.Property<byte[]?>(EmailIndex);
        order.Property<byte[]?>(PhoneIndex);
    }

    private static void Amounts(EntityTypeBuilder<Order> order)
    {
        order.ComplexProperty(o => o.Totals, totals =>
        {
            totals.Property(t => t.Subtotal).HasColumnName("subtotal");
            totals.Property(t => t.ShippingFee).HasColumnName("shipping_fee");
            totals.Property(t => t.Discount).HasColumnName("discount");
            totals.Property(t => t.Taxable10).HasColumnName("taxable_10");
            totals.Property(t => t.Tax10).HasColumnName("tax_10");
            totals.Property(t => t.Taxable8).HasColumnName("taxable_8");
            totals.Property(t => t.Tax8).HasColumnName("tax_8");
            totals.Property(t => t.Taxable0).HasColumnName("taxable_0");
            totals.Property(t => t.Total).HasColumnName("total");
        });
        order.Property<string>("Currency").IsRequired().HasColumnType("character(3)").HasDefaultValueSql("'JPY'").ValueGeneratedOnAdd();
    }

    private static void Origin(EntityTypeBuilder<Order> order) => order.ComplexProperty(o => o.Origin, origin =>
    {
        origin.Property(o => o.BatchId).HasColumnName("batch_id");
        origin.Property(o => o.FileName).HasColumnName("csv_source");
        origin.Property(o => o.FileSha256).HasColumnName("csv_source_sha256");
        origin.Property(o => o.RowNumber).HasColumnName("csv_row_number");
        origin.Property(o => o.Group).HasColumnName("bulk_import_group").HasMaxLength(OrderLimits.GroupLength);
    });

    // Each of these costs on every imported row: an index more needs a query of the hot path that it serves. The one over the
    // batch is made by SQL, since EF cannot index into a complex property.
    private static void Indexes(EntityTypeBuilder<Order> order)
    {
        order.HasIndex(o => new { o.TenantId, o.OrderNumber }).IsUnique();
        order.HasIndex(o => new { o.TenantId, o.OrderedAt, o.Id }).IsDescending(false, true, true);
        order.HasIndex(o => new { o.TenantId, o.Status, o.OrderedAt, o.Id }).IsDescending(false, false, true, true);
        order.HasIndex(o => new { o.TenantId, o.CustomerCode, o.OrderedAt, o.Id }).IsDescending(false, false, true, true).HasFilter("customer_code IS NOT NULL");
        order.HasIndex(nameof(Order.TenantId), EmailIndex).HasFilter("customer_email_index IS NOT NULL");
        order.HasIndex(nameof(Order.TenantId), PhoneIndex).HasFilter("customer_phone_index IS NOT NULL");
    }
}
