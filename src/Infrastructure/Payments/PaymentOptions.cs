using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Section <c>Payments</c>.</summary>
public sealed class PaymentOptions
{
    public const string Simulator = "simulator";
    public const string Stripe = "stripe";
    public const string None = "none";

    /// <summary>Where new charges go. Not set: the simulator, and in Production none.</summary>
    public string Gateway { get; set; } = "";

    /// <summary>Calls of one gateway that are open at once, over all instances together.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>How long one call may take.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>The gateway of a configuration, before options can be asked for.</summary>
    public static string GatewayOf(IConfiguration configuration, IHostEnvironment environment) =>
        configuration["Payments:Gateway"] is { Length: > 0 } named ? named.ToLowerInvariant() : environment.IsProduction() ? None : Simulator;
}

internal sealed class PaymentOptionsRules(IConfiguration configuration, IHostEnvironment environment) : IPostConfigureOptions<PaymentOptions>, IValidateOptions<PaymentOptions>
{
    public void PostConfigure(string? name, PaymentOptions options) => options.Gateway = PaymentOptions.GatewayOf(configuration, environment);

    public ValidateOptionsResult Validate(string? name, PaymentOptions options)
    {
        var failures = new List<string>();
        if (options.Gateway is not (PaymentOptions.Simulator or PaymentOptions.Stripe or PaymentOptions.None))
        {
            failures.Add($"Payments:Gateway must be simulator, stripe or none, was '{options.Gateway}'.");
        }

        Check("Payments:Parallel", options.Parallel, 256);
        Check("Payments:TimeoutSeconds", options.TimeoutSeconds, 120);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string key, int value, int most)
        {
            if (value < 1 || value > most)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{key} must be 1 to {most}, was {value}."));
            }
        }
    }
}
