using Microsoft.Extensions.Options;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.WebApp;
using OrderPortal.WebApp.Cli;

if (await CommandLine.TryRunAsync(args) is { } exitCode)
{
    return exitCode;
}

try
{
    var builder = WebApplication.CreateBuilder(args);
    var data = DataFolder.Find(builder.Configuration, builder.Environment.ContentRootPath);
    await using var database = await PortalDatabase.OpenAsync(builder.Configuration, data);
    builder.AddPortal(database.ConnectionString);

    await using var app = builder.Build();
    app.Services.GetRequiredService<IStartupValidator>().Validate(); // before anything asks for an option
    await DemoSeed.RunAsync(app.Services);
    await DemoHistory.RunAsync(app.Services);
    app.MapPortal();
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
