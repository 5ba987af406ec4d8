using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Says that mails wait because nobody configured a way out.</summary>
internal sealed class MailHealth(NotificationOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        options.Transport == NotificationOptions.ToNowhere
            ? HealthCheckResult.Degraded("No way out for mails is configured: they wait until Notifications:Smtp:Host and Notifications:From are set.")
            : HealthCheckResult.Healthy());
}
