using Microsoft.Extensions.Options;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy;

try
{
    var builder = WebApplication.CreateBuilder(args);
    var owner = builder.Configuration.GetConnectionString("OrderPortal") ?? throw new StartException("ConnectionStrings:OrderPortal is not set.");
    var database = await DatabaseProvisioning.ProvisionAsync(owner);

    builder.Services.AddEncryption().AddPersistence(database).AddSharedDataProtection().AddAuditing().AddTenancy();
    builder.Services.AddAccess();
    builder.Services.AddLocalization();
    builder.Services.AddRazorComponents().AddInteractiveServerComponents();

    var app = builder.Build();
    app.Services.GetRequiredService<IStartupValidator>().Validate(); // before anything asks for an option
    await DemoSeed.RunAsync(app.Services);
    app.UseOperations();
    app.UseAuthorization();
    app.UseAntiforgery();
    app.MapSignIn();
    app.MapTokens();
    app.MapStaticAssets();
    app.MapRazorComponents<OrderPortal.WebApp.Shared.Shell.App>().AddInteractiveServerRenderMode();
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
