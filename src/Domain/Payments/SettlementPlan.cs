using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Payments;

/// <summary>An order as the planner needs it: nothing of it has been charged yet.</summary>
/// <param name="CustomerCode">Null: the order is its own customer, whatever the grouping.</param>
/// <param name="Group">The group that its import named, or null.</param>
/// <param name="Total">Yen.</param>
/// <param name="MaySplit">True: over the limit it may be settled in parts.</param>
public sealed record SettleableOrder(OrderId Id, string OrderNumber, string? CustomerCode, string? Group, long Total, PaymentMethod Method, bool MaySplit);

/// <summary>How much of an order one charge settles.</summary>
/// <param name="Amount">Yen, at least 1.</param>
public sealed record PlannedAllocation(OrderId Order, long Amount);

/// <summary>A transaction that the plan would make.</summary>
/// <param name="CustomerCode">Whose orders it settles; null where the order names no customer.</param>
/// <param name="Amount">Yen, within the bounds of its method: the sum of its allocations.</param>
/// <param name="Allocations">Every order once, the largest first.</param>
public sealed record PlannedCharge(PaymentMethod Method, string? CustomerCode, long Amount, IReadOnlyList<PlannedAllocation> Allocations);

/// <summary>An order that the plan leaves out.</summary>
/// <param name="Code">One of <see cref="UnsettledCodes"/>.</param>
public sealed record UnsettledOrder(OrderId Order, string OrderNumber, long Total, string Code);

/// <summary>Why an order is left out of a plan. Stable; sentences are in the texts.</summary>
public static class UnsettledCodes
{
    /// <summary>Less than the gateway takes, and no other order of its customer lifts it.</summary>
    public const string BelowMinimum = "below_minimum";

    /// <summary>More than one charge takes, and the tenant does not settle in parts.</summary>
    public const string SplitNotAllowed = "above_limit_split_not_allowed";

    /// <summary>More than <see cref="SettlementPlanner.MostParts"/> charges take together.</summary>
    public const string TooManyParts = "above_limit_too_many_parts";

    /// <summary>Bank transfers and invoices are paid without us, or no gateway is set up for the method.</summary>
    public const string NoGateway = "payment_method_without_gateway";

    /// <summary>Only pending orders are settled.</summary>
    public const string NotPending = "order_not_pending";

    /// <summary>Charges for it are under way, have succeeded, or wait for a retry.</summary>
    public const string AlreadySettled = "already_settled";
}

/// <summary>What a settlement would do. The same orders give the same plan, in whatever order they come.</summary>
public sealed record SettlementPlan(IReadOnlyList<PlannedCharge> Charges, IReadOnlyList<UnsettledOrder> Unsettled)
{
    /// <summary>Token of what would be charged, and no other: 64 hexadecimal digits. Whoever runs the plan names it.</summary>
    public string Digest { get; } = DigestOf(Charges);

    /// <summary>Yen that would be charged.</summary>
    public long Amount => Charges.Sum(charge => charge.Amount);

    /// <summary>Orders that would be settled.</summary>
    public int Orders { get; } = Charges.SelectMany(charge => charge.Allocations).Select(allocation => allocation.Order).Distinct().Count();

    private static string DigestOf(IReadOnlyList<PlannedCharge> charges)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[24];
        foreach (var charge in charges)
        {
            // Lengths in front, so that no two plans read the same.
            var customer = Encoding.UTF8.GetBytes(charge.CustomerCode ?? "");
            BinaryPrimitives.WriteInt64BigEndian(bytes, (long)charge.Method);
            BinaryPrimitives.WriteInt64BigEndian(bytes[8..], charge.Allocations.Count);
            BinaryPrimitives.WriteInt64BigEndian(bytes[16..], customer.Length);
            hash.AppendData(bytes);
            hash.AppendData(customer);
            foreach (var allocation in charge.Allocations)
            {
                allocation.Order.Value.TryWriteBytes(bytes, bigEndian: true, out _);
                BinaryPrimitives.WriteInt64BigEndian(bytes[16..], allocation.Amount);
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
