using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Tenancy;

public static class RateLimitsRegistration
{
    /// <summary>Limits of API clients. Needs persistence.</summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimits>().Bind(configuration.GetSection("RateLimits")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimits>, RateLimitsRules>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<RateLimits>>().Value);
        services.AddSingleton<IRequestLimits, RequestLimits>();
        return services;
    }
}

/// <summary>Bounds of the section <c>RateLimits</c>; a wrong value stops the start with a line that names the key.</summary>
internal sealed class RateLimitsRules : IValidateOptions<RateLimits>
{
    public ValidateOptionsResult Validate(string? name, RateLimits options)
    {
        var failures = new List<string>();
        Check("RateLimits:RequestsPerHour", options.RequestsPerHour, 10_000_000);
        Check("RateLimits:UploadsPerHour", options.UploadsPerHour, 1_000_000);
        Check("RateLimits:Concurrent", options.Concurrent, 1_000);
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
