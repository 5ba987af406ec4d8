using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>Orders and lines as rows of COPY, personal data encrypted. Safe for concurrent use.</summary>
internal sealed class OrderRowEncoder(FieldCipher cipher, BlindIndex blindIndex)
{
    /// <summary>Columns of <see cref="WriteOrder"/>, in its sequence.</summary>
    public const string OrderColumns =
        "tenant_id, id, order_number, status, payment_status, source, customer_id, customer_code, customer_name_encrypted, customer_email_encrypted, " +
        "customer_phone_encrypted, customer_email_index, customer_phone_index, shipping_address_encrypted, ordered_at, delivery_date, delivery_time, " +
        "payment_method, note_encrypted, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, " +
        "batch_id, csv_source, csv_source_sha256, csv_row_number, bulk_import_group, created_at, modified_at";

    /// <summary>Columns of <see cref="WriteLines"/>, in its sequence.</summary>
    public const string LineColumns =
        "tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount, row_number";

    private static readonly short OrderColumnCount = (short)OrderColumns.Split(',').Length;
    private static readonly short LineColumnCount = (short)LineColumns.Split(',').Length;

    /// <returns>Where the customer's id stands, which is not known yet: to be replaced where the order has a customer code, null otherwise.</returns>
    public int WriteOrder(CopyRows rows, Order order)
    {
        rows.BeginRow(OrderColumnCount);
        rows.Uuid(order.TenantId.Value);
        rows.Uuid(order.Id.Value);
        rows.Text(order.OrderNumber);
        rows.Number((short)order.Status);
        rows.Number((short)order.PaymentStatus);
        rows.Number((short)order.Source);
        var customer = rows.Length;
        if (order.CustomerCode is null)
        {
            rows.Null();
        }
        else
        {
            rows.Uuid(Guid.Empty);
        }

        WriteCustomer(rows, order);
        rows.Timestamp(order.OrderedAt);
        if (order.DeliveryDate is { } date)
        {
            rows.Date(date);
        }
        else
        {
            rows.Null();
        }

        rows.Text(order.DeliveryTime);
        rows.Number((short)order.PaymentMethod);
        Encrypted(rows, order.Note, FieldContexts.OrderNote);
        rows.Boolean(order.TaxIncluded);
        WriteTotals(rows, order.Totals);
        WriteOrigin(rows, order);
        rows.Timestamp(order.CreatedAt);
        rows.Timestamp(order.ModifiedAt);
        return customer;
    }

    public static void WriteLines(CopyRows rows, Order order)
    {
        foreach (var line in order.Lines)
        {
            rows.BeginRow(LineColumnCount);
            rows.Uuid(line.TenantId.Value);
            rows.Uuid(line.OrderId.Value);
            rows.Number(line.Number);
            rows.Text(line.ProductCode);
            rows.Text(line.ProductName);
            rows.Number(line.Quantity);
            rows.Number(line.UnitPrice);
            rows.Number((short)line.TaxRate);
            rows.Number(line.Amount);
            if (line.RowNumber is { } row)
            {
                rows.Number(row);
            }
            else
            {
                rows.Null();
            }
        }
    }

    private void WriteCustomer(CopyRows rows, Order order)
    {
        rows.Text(order.CustomerCode);
        Encrypted(rows, order.CustomerName, FieldContexts.OrderCustomerName);
        Encrypted(rows, order.CustomerEmail, FieldContexts.OrderCustomerEmail);
        Encrypted(rows, order.CustomerPhone, FieldContexts.OrderCustomerPhone);
        Span<byte> index = stackalloc byte[BlindIndex.Length];
        if (string.IsNullOrEmpty(order.CustomerEmail))
        {
            rows.Null();
        }
        else
        {
            blindIndex.ForEmail(order.TenantId, order.CustomerEmail, index);
            rows.Bytes(index);
        }

        if (string.IsNullOrEmpty(order.CustomerPhone))
        {
            rows.Null();
        }
        else
        {
            blindIndex.ForPhone(order.TenantId, order.CustomerPhone, index);
            rows.Bytes(index);
        }

        var address = ShippingAddressText.Pack(order.ShippingAddress);
        if (address.Length > 0)
        {
            Encrypted(rows, address, FieldContexts.OrderShippingAddress);
        }
        else
        {
            rows.Bytes([]);
        }
    }

    private static void WriteTotals(CopyRows rows, OrderTotals totals)
    {
        rows.Number(totals.Subtotal);
        rows.Number(totals.ShippingFee);
        rows.Number(totals.Discount);
        rows.Number(totals.Taxable10);
        rows.Number(totals.Tax10);
        rows.Number(totals.Taxable8);
        rows.Number(totals.Tax8);
        rows.Number(totals.Taxable0);
        rows.Number(totals.Total);
    }

    private static void WriteOrigin(CopyRows rows, Order order)
    {
        if (order.Origin is not { } origin)
        {
            for (var i = 0; i < 5; i++)
            {
                rows.Null();
            }

            return;
        }

        rows.Uuid(origin.BatchId.Value);
        rows.Text(origin.FileName);
        rows.Bytes(origin.FileSha256.Span);
        rows.Number(origin.RowNumber);
        rows.Text(origin.Group);
    }

    private void Encrypted(CopyRows rows, string? value, string context)
    {
        if (value is null)
        {
            rows.Null();
            return;
        }

        var place = rows.BeginValue(FieldCipher.MaxEncryptedLength(value.Length), out var free);
        rows.EndValue(place, cipher.Encrypt(value, context, free));
    }
}
