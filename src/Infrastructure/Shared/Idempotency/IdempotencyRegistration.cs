using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using Quartz;

namespace OrderPortal.Infrastructure.Shared.Idempotency;

public static class IdempotencyRegistration
{
    /// <summary>Requests that take effect once. Needs persistence and encryption.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services)
    {
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<IIdempotencyKeys>(provider => provider.GetRequiredService<IdempotencyKeys>());
        return services;
    }

    /// <summary>Tidies up behind them.</summary>
    public static void AddIdempotencyJobs(this IQuartzBuilder quartz) => quartz.ScheduleJob<IdempotencyExpiryJob>(trigger => trigger
        .WithIdentity(nameof(IdempotencyExpiryJob))
        .StartNow()
        .WithSimpleSchedule(schedule => schedule.WithInterval(IdempotencyExpiryJob.Interval).RepeatForever()));
}
