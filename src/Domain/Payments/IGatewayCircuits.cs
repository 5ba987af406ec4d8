namespace OrderPortal.Domain.Payments;

/// <summary>Whether a gateway is asked at present.</summary>
public enum GatewayState
{
    Closed = 0,

    /// <summary>It failed too often: charges wait, none fails.</summary>
    Open = 1,

    /// <summary>One charge finds out whether it answers again.</summary>
    HalfOpen = 2,
}

/// <summary>How a gateway stands, over all instances: open where one of them has found it so.</summary>
/// <param name="Since">Null while closed.</param>
/// <param name="RetryAt">When it is tried next; null while closed or being tried.</param>
/// <param name="Reason">Code of the failure that opened it, or null.</param>
/// <param name="Waiting">The tenant's charges that are to be sent there.</param>
/// <param name="Instances">Live instances that send charges there.</param>
public sealed record GatewayCircuit(string Gateway, GatewayState State, DateTimeOffset? Since, DateTimeOffset? RetryAt, string? Reason, int Waiting, int Instances);

/// <summary>For screens; hear of changes by <c>ChangeKind.Circuits</c>.</summary>
public interface IGatewayCircuits
{
    /// <summary>Every gateway that has live instances or charges of the tenant waiting, by name.</summary>
    Task<IReadOnlyList<GatewayCircuit>> ListAsync(CancellationToken cancellationToken);
}
