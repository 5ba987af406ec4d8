using Microsoft.Extensions.Options;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Catalog;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Scheduling;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.WebApp.Cli;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;

if (await CommandLine.TryRunAsync(args) is { } exitCode)
{
    return exitCode;
}

try
{
    var builder = WebApplication.CreateBuilder(args);
    var data = DataFolder.Find(builder.Configuration, builder.Environment.ContentRootPath);
    await using var database = await PortalDatabase.OpenAsync(builder.Configuration, data);
    builder.Services.AddEncryption().AddPersistence(database.ConnectionString).AddWork().AddSharedDataProtection().AddAuditing().AddTenancy().AddCatalog().AddOrders();
    builder.Services.AddNotifications(builder.Configuration, builder.Environment).AddImports(builder.Configuration).AddScheduling(database.ConnectionString, jobs => jobs.AddImportJobs());
    builder.Services.AddShell().AddAccess().AddImportPages().AddNotificationPages().AddWebhookPages().AddPortalHealth();
    await using var app = builder.Build();
    app.Services.GetRequiredService<IStartupValidator>().Validate(); // before anything asks for an option
    await DemoSeed.RunAsync(app.Services);
    app.UseShell();
    app.UseOperations();
    app.UseAuthorization();
    app.UseAntiforgery();
    app.MapShell();
    app.MapSignIn();
    app.MapTokens();
    app.MapImports();
    app.MapMappingProfiles();
    app.MapOrders();
    app.MapPortalHealth();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is StartException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

/// <summary>Named for the tests' host.</summary>
public sealed partial class Program;
