using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tenancy;

public readonly record struct TenantId(Guid Value)
{
    public static TenantId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A company that uses the portal; all its data carries its id.</summary>
public sealed class Tenant
{
    private Tenant()
    {
    }

    public Tenant(TenantId id, string key, string name, TenantSettings settings, DateTimeOffset createdAt)
    {
        Id = id;
        Key = key;
        Name = name;
        Settings = settings;
        CreatedAt = createdAt;
    }

    public TenantId Id { get; private set; }

    /// <summary>Short unique name in lower case, e.g. <c>demo</c>.</summary>
    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public TenantSettings Settings { get; private set; } = new();

    public DateTimeOffset CreatedAt { get; private set; }
}

/// <summary>What a tenant decided about its orders.</summary>
public sealed record TenantSettings
{
    /// <summary>True: product codes are taken as given. False: a code that is not in the catalogue rejects the row.</summary>
    public bool FreeProductCodes { get; init; }

    /// <summary>True: an order over 1,000,000 yen is settled in parts (a warning on import). False: it is an error.</summary>
    public bool SplitSettlement { get; init; }

    public TaxRounding TaxRounding { get; init; } = TaxRounding.Down;

    /// <summary>How customers are told of their orders where an import does not say otherwise.</summary>
    public NotificationMode NotificationMode { get; init; } = NotificationMode.Automatic;

    /// <summary>Taken where a file or form names none.</summary>
    public PaymentMethod DefaultPaymentMethod { get; init; } = PaymentMethod.CreditCard;
}

/// <summary>How customers are told of their orders. Stored as its number.</summary>
public enum NotificationMode : short
{
    /// <summary>Each order by itself, but a batch of more than 20 by one digest for each customer.</summary>
    Automatic = 0,
    None = 1,
    PerOrder = 2,
    Digest = 3,
}
