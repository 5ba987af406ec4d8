namespace OrderPortal.Domain.Imports;

/// <summary>The canonical columns of an order file. Stored as their numbers; API and reports use their canonical names.</summary>
public enum ImportColumn : short
{
    OrderNumber = 1,
    OrderedAt = 2,
    CustomerCode = 3,
    CustomerName = 4,
    CustomerEmail = 5,
    CustomerPhone = 6,
    PostalCode = 7,
    Prefecture = 8,
    City = 9,
    AddressLine1 = 10,
    AddressLine2 = 11,
    ProductCode = 12,
    ProductName = 13,
    Quantity = 14,
    UnitPrice = 15,
    TaxRate = 16,
    Discount = 17,
    ShippingFee = 18,
    PaymentMethod = 19,
    DeliveryDate = 20,
    DeliveryTime = 21,
    Note = 22,
    Group = 23,
}
