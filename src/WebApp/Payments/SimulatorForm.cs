using System.Globalization;
using System.Text;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>Settings of the simulated gateway as people write them: shares in per cent.</summary>
public sealed class SimulatorForm
{
    public string? Latency { get; set; }

    public string? Decline { get; set; }

    public string? Timeout { get; set; }

    public string? Error { get; set; }

    public string? Throttle { get; set; }

    public string? Expiry { get; set; }

    public static SimulatorForm Of(SimulatedBehaviour behaviour) => new()
    {
        Latency = behaviour.LatencyMs.ToString(CultureInfo.InvariantCulture),
        Decline = Percent(behaviour.DeclineRate),
        Timeout = Percent(behaviour.TimeoutRate),
        Error = Percent(behaviour.ErrorRate),
        Throttle = Percent(behaviour.ThrottleRate),
        Expiry = behaviour.KonbiniExpirySeconds.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Field → key of its fault in <see cref="PaymentsText"/>; none: <see cref="ToBehaviour"/> is valid.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        Check(nameof(Latency), Whole(Latency) is >= 0 and <= SimulatedBehaviour.MostLatencyMs, nameof(PaymentsText.SimulatorLatencyFault));
        Check(nameof(Expiry), Whole(Expiry) is >= 1 and <= SimulatedBehaviour.MostExpirySeconds, nameof(PaymentsText.SimulatorExpiryFault));
        foreach (var (field, text) in new[] { (nameof(Decline), Decline), (nameof(Timeout), Timeout), (nameof(Error), Error), (nameof(Throttle), Throttle) })
        {
            Check(field, Share(text) is >= 0 and <= 1, nameof(PaymentsText.SimulatorRateFault));
        }

        if (faults.Count == 0 && !ToBehaviour().IsValid)
        {
            faults[nameof(Throttle)] = nameof(PaymentsText.SimulatorSumFault);
        }

        return faults;

        void Check(string field, bool isGood, string fault)
        {
            if (!isGood)
            {
                faults[field] = fault;
            }
        }
    }

    public SimulatedBehaviour ToBehaviour() =>
        new(Whole(Latency) ?? 0, Share(Decline) ?? 0, Share(Timeout) ?? 0, Share(Error) ?? 0, Share(Throttle) ?? 0, Whole(Expiry) ?? 0);

    private static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture);

    private static int? Whole(string? text) => int.TryParse(Plain(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Share(string? text) =>
        decimal.TryParse(Plain(text).TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? (double)(percent / 100) : null;

    private static string Plain(string? text) => (text ?? "").Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Trim();
}
