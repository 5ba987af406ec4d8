if (await OrderPortal.WebApp.Cli.CommandLine.TryRunAsync(args) is { } exitCode)
{
    Environment.ExitCode = exitCode;
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<OrderPortal.WebApp.Shared.Shell.App>().AddInteractiveServerRenderMode();
app.Run();
