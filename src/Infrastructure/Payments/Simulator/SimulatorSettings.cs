using System.Globalization;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>
/// How the simulated gateway behaves; section <c>Payments:Simulator</c> at first, and what was put to <c>/simulator/v1/settings</c> since.
/// Rates are shares of the calls, 0 to 1; each call suffers one of them at most.
/// </summary>
public sealed record SimulatorSettings
{
    /// <summary>Taken for every call that is worked on.</summary>
    public int LatencyMs { get; init; } = 200;

    /// <summary>Of charges executed for the first time.</summary>
    public double DeclineRate { get; init; }

    /// <summary>The call is never answered; half of such charges have been executed all the same.</summary>
    public double TimeoutRate { get; init; }

    /// <summary>The call is answered with 5xx; half of such charges have been executed all the same.</summary>
    public double ErrorRate { get; init; }

    /// <summary>The call is answered with 429 and has done nothing.</summary>
    public double ThrottleRate { get; init; }

    /// <summary>How long a customer has to go and pay. Real gateways give days.</summary>
    public int KonbiniExpirySeconds { get; init; } = 3 * 24 * 3_600;

    /// <summary>Every fault with the name of its member.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Whole(nameof(LatencyMs), LatencyMs, 0, 60_000);
        Whole(nameof(KonbiniExpirySeconds), KonbiniExpirySeconds, 1, 60 * 24 * 3_600);
        Rate(nameof(DeclineRate), DeclineRate);
        Rate(nameof(TimeoutRate), TimeoutRate);
        Rate(nameof(ErrorRate), ErrorRate);
        Rate(nameof(ThrottleRate), ThrottleRate);
        if (faults.Count == 0 && TimeoutRate + ErrorRate + ThrottleRate > 1)
        {
            faults.Add($"{nameof(TimeoutRate)}, {nameof(ErrorRate)} and {nameof(ThrottleRate)} must be at most 1 together.");
        }

        return faults;

        void Whole(string name, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}, was {value}."));
            }
        }

        void Rate(string name, double value)
        {
            if (value is not (>= 0 and <= 1))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} must be 0 to 1, was {value}."));
            }
        }
    }
}
