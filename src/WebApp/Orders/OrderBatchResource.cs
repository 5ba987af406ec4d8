using System.Text.Json.Serialization;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>What became of many orders, in the sequence of the request.</summary>
public sealed record OrderBatchResource(IReadOnlyList<PlacedOrderResource> Results, int Created, int Rejected) : IHasExample<OrderBatchResource>
{
    public static OrderBatchResource Example { get; } = new(
        [PlacedOrderResource.Example, new PlacedOrderResource(1, "rejected", null, "EC-20261002", [OrderProblemResource.Example])], 1, 1);
}

/// <param name="Index">0-based; blank lines do not count.</param>
/// <param name="Status"><c>created</c> or <c>rejected</c>.</param>
/// <param name="Id">Null where it was rejected.</param>
/// <param name="OrderNumber">Null where none was given and none generated, and where the order could not be read.</param>
/// <param name="Problems">Warnings too.</param>
public sealed record PlacedOrderResource(int Index, string Status, Guid? Id, string? OrderNumber, IReadOnlyList<OrderProblemResource> Problems) : IHasExample<PlacedOrderResource>
{
    public static PlacedOrderResource Example { get; } = new(0, "created", new Guid("01936f2e-7c11-7b3a-9d55-0a4c8e2f6b10"), "EC-20261001", []);
}

/// <param name="Field">Path within the order in JSON's names, e.g. <c>lines[0].quantity</c>; <c>order</c> where the order as a whole is meant.</param>
/// <param name="Code">The same codes as imports use.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Message">In the caller's language.</param>
/// <param name="Value">The offending value, shortened; left out where there is none.</param>
public sealed record OrderProblemResource(
    string Field, string Code, string Severity, string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value) : IHasExample<OrderProblemResource>
{
    public static OrderProblemResource Example { get; } = new("lines[0].quantity", "out_of_range", "error", "\"0\" is out of range. Enter 1 to 99,999.", "0");
}

/// <summary>What became of a change of many orders, in the sequence of the request.</summary>
public sealed record OrderStatusesResource(IReadOnlyList<ChangedOrderResource> Results, int Changed, int Refused) : IHasExample<OrderStatusesResource>
{
    public static OrderStatusesResource Example { get; } = new([ChangedOrderResource.Example], 1, 0);
}

/// <param name="OrderNumber">Null where there is no such order.</param>
/// <param name="Status"><c>changed</c> or <c>refused</c>.</param>
/// <param name="Code">Why it was refused; left out where it was not.</param>
/// <param name="Message">The same in the caller's language.</param>
public sealed record ChangedOrderResource(
    Guid Id, string? OrderNumber, string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message) : IHasExample<ChangedOrderResource>
{
    public static ChangedOrderResource Example { get; } = new(new Guid("01936f2e-7c11-7b3a-9d55-0a4c8e2f6b10"), "EC-20261001", "changed", null, null);
}
