using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Imports;

namespace OrderPortal.Infrastructure.Payments;

public static class SettlementsRegistration
{
    /// <summary>To plan, start, retry, cancel, refund and read. Needs persistence, orders, tenant settings and gateways.</summary>
    public static IServiceCollection AddSettlements(this IServiceCollection services)
    {
        // Per operation.
        services.AddScoped<ISettlementStore, SettlementStore>();
        services.AddScoped<IChargeStore, ChargeStore>();
        services.AddScoped<IRefundStore, RefundStore>();
        services.AddScoped<ISettlementQueries, SettlementQueries>();
        services.AddScoped<IChargeQueries, ChargeQueries>();
        services.AddScoped<IChargeFailures, ChargeFailures>();
        services.AddScoped<PlanSettlement>();
        services.AddScoped<RunSettlement>();
        services.AddScoped<RetryCharges>();
        services.AddScoped<CancelCharges>();
        services.AddScoped<RefundPayments>();
        services.AddScoped<IImportWithdrawal, ImportWithdrawal>();
        services.AddScoped<IBatchSettlement, BatchSettlement>();
        return services;
    }
}
