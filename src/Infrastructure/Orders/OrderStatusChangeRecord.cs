using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>One change of an order's status: when, who, why.</summary>
public sealed class OrderStatusChangeRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public OrderId OrderId { get; set; }

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Null for the change by which the order came to be.</summary>
    public OrderStatus? FromStatus { get; set; }

    public OrderStatus ToStatus { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public ActorKind ActorKind { get; set; }

    public Guid ActorId { get; set; }

    /// <summary>As people read it at the time; empty for the portal itself.</summary>
    public string ActorName { get; set; } = "";

    /// <summary>What the person gave as the reason, or a code of the portal's own, such as <c>paid</c>; null for none.</summary>
    public string? Reason { get; set; }
}
