using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

public sealed class ProductRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public ProductId Id { get; set; } = ProductId.New();

    public required string Code { get; set; }

    public required string NameJa { get; set; }

    public string? NameEn { get; set; }

    /// <summary>Yen, without tax.</summary>
    public long Price { get; set; }

    public TaxRate TaxRate { get; set; }

    public bool Active { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }
}

public sealed class CustomerRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public CustomerId Id { get; set; } = CustomerId.New();

    public required string Code { get; set; }

    /// <summary>Personal, encrypted at rest.</summary>
    public required string Name { get; set; }

    /// <inheritdoc cref="Name"/>
    public string? Email { get; set; }

    /// <inheritdoc cref="Name"/>
    public string? Phone { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }
}
