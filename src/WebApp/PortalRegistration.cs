using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Catalog;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Idempotency;
using OrderPortal.Infrastructure.Shared.Operations;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Scheduling;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Infrastructure.Tenancy.Users;
using OrderPortal.WebApp.Auditing;
using OrderPortal.WebApp.Catalog;
using OrderPortal.WebApp.Dashboard;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Api.Document;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Accounts;
using OrderPortal.WebApp.Tenancy.Users;

namespace OrderPortal.WebApp;

/// <summary>All features, put together.</summary>
public static class PortalRegistration
{
    /// <param name="connectionString">Of the application's own role.</param>
    public static void AddPortal(this WebApplicationBuilder builder, string connectionString)
    {
        var (services, configuration, environment) = (builder.Services, builder.Configuration, builder.Environment);
        services.AddEncryption().AddPersistence(connectionString).AddIdempotency().AddWork().AddSharedDataProtection().AddAuditing().AddOperations().AddTenancy().AddUsers().AddRateLimits(configuration);
        services.AddCatalog().AddOrders();
        services.AddImports(configuration).AddImportFollowing().AddPayments(configuration, environment).AddScheduling(connectionString, jobs =>
        {
            jobs.AddJobRuns();
            jobs.AddPersistenceJobs();
            jobs.AddIdempotencyJobs();
            jobs.AddImportJobs();
            jobs.AddDashboardJobs();
        });
        services.AddNotifications(configuration, environment).AddDashboard();
        services.AddShell().AddAccess().AddOrderPages().AddImportPages().AddCatalogPages().AddPaymentPages().AddNotificationPages().AddWebhookPages().AddClientPages().AddAccountPages().AddUserPages().AddAuditPages().AddDashboardPages().AddOperationPages().AddApiDocument().AddPortalHealth();
    }

    public static void MapPortal(this WebApplication app)
    {
        app.UseShell();
        app.UseOperations();
        app.UseReaderZone();
        app.UseAuthorization();
        app.UseRateLimits();
        app.UseIdempotency();
        app.UseAntiforgery();
        app.MapShell();
        app.MapSignIn();
        app.MapAccount();
        app.MapAccountLinks();
        app.MapUsers();
        app.MapClients();
        app.MapAudit();
        app.MapTokens();
        app.MapImports();
        app.MapOrders();
        app.MapCatalog();
        app.MapPayments();
        app.MapNotifications();
        app.MapDashboard();
        app.MapApiDocument();
        app.MapPortalHealth();
    }
}
