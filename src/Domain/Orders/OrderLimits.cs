namespace OrderPortal.Domain.Orders;

/// <summary>Bounds of an order, the same for form, API and file.</summary>
public static class OrderLimits
{
    public const int MinQuantity = 1;
    public const int MaxQuantity = 99_999;

    /// <summary>Yen.</summary>
    public const long MaxUnitPrice = 99_999_999;

    /// <summary>Yen; shipping fee and discount.</summary>
    public const long MaxFee = 99_999_999;

    /// <summary>Yen including tax: the least that a gateway takes.</summary>
    public const long MinTotal = 100;

    /// <summary>Yen including tax: the most that one charge takes; an order above it needs split settlement.</summary>
    public const long MaxTotalPerCharge = 1_000_000;

    public const int MaxLines = 1_000;

    public const int OrderNumberLength = 50;
    public const int CustomerCodeLength = 50;
    public const int CustomerNameLength = 100;
    public const int EmailLength = 254;
    public const int CityLength = 100;
    public const int AddressLineLength = 200;
    public const int ProductCodeLength = 100;
    public const int ProductNameLength = 200;
    public const int DeliveryTimeLength = 50;
    public const int NoteLength = 2_000;
    public const int GroupLength = 100;
}
