namespace OrderPortal.Domain.Payments;

/// <summary>How the simulated gateway behaves, good and bad.</summary>
/// <param name="LatencyMs">Taken for every call, 0 to 60,000.</param>
/// <param name="DeclineRate">Share of the charges, 0 to 1; so are the others, of which each call suffers one at most.</param>
/// <param name="TimeoutRate">Never answered; half of them have charged all the same.</param>
/// <param name="ErrorRate">Answered with 5xx; half of them have charged all the same.</param>
/// <param name="ThrottleRate">Answered with 429.</param>
/// <param name="KonbiniExpirySeconds">How long a customer has to go and pay, 1 second to 60 days.</param>
public sealed record SimulatedBehaviour(int LatencyMs, double DeclineRate, double TimeoutRate, double ErrorRate, double ThrottleRate, int KonbiniExpirySeconds)
{
    public const int MostLatencyMs = 60_000;
    public const int MostExpirySeconds = 60 * 24 * 3_600;

    public bool IsValid =>
        LatencyMs is >= 0 and <= MostLatencyMs && KonbiniExpirySeconds is >= 1 and <= MostExpirySeconds
        && DeclineRate is >= 0 and <= 1 && TimeoutRate is >= 0 and <= 1 && ErrorRate is >= 0 and <= 1 && ThrottleRate is >= 0 and <= 1
        && TimeoutRate + ErrorRate + ThrottleRate <= 1;
}

/// <summary>The gateway that stands in for real ones, for trying out what they do to us. Callers see to it that the actor may write payments.</summary>
public interface ISimulatedGateway
{
    /// <summary>Null: the gateway here is not the simulated one.</summary>
    Task<SimulatedBehaviour?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>For all instances, until the next one.</summary>
    /// <param name="behaviour">Valid.</param>
    Task PutAsync(SimulatedBehaviour behaviour, CancellationToken cancellationToken);
}
