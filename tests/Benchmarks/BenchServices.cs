using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Catalog;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Benchmarks;

/// <summary>The portal's own services on a database, for one tenant.</summary>
/// <param name="connectionString">Of the role that the portal works under.</param>
/// <param name="keys">Entries of the key ring, with commas.</param>
internal sealed class BenchServices(string connectionString, string keys, TenantId tenant) : IAsyncDisposable
{
    private readonly ServiceProvider _services = Build(connectionString, keys);

    /// <summary>Runs an operation of the tenant in a scope of its own.</summary>
    public async Task<T> RunAsync<T>(Func<IServiceProvider, Task<T>> work, bool begin = true)
    {
        await using var scope = _services.CreateAsyncScope();
        if (begin)
        {
            scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, Actor.System);
        }

        return await work(scope.ServiceProvider);
    }

    /// <summary>Imports a sample file to its end; the tenant must be there.</summary>
    public async Task<ImportSnapshot> ImportAsync(int orders, SampleErrors errors)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(path))
            {
                SampleOrderFiles.Write(SampleFile.ForBench(orders, errors), file);
            }

            var import = await RunAsync(async services =>
            {
                await using var content = File.OpenRead(path);
                var stored = await services.GetRequiredService<IImportFileStore>().SaveAsync(content, "bench.csv", long.MaxValue, default);
                var started = await services.GetRequiredService<StartImport>().ExecuteAsync(stored.Value, new ImportSettings { AllowDuplicateFile = true }, default);
                return started.Import ?? throw new InvalidOperationException($"The file was refused: {started.Refusal!.Error}");
            });
            await RunAsync(
                async services =>
                {
                    await services.GetRequiredService<RunImport>().ExecuteAsync(import.Id, default);
                    return true;
                },
                begin: false);
            return await RunAsync(async services => (await services.GetRequiredService<IImportQueries>().GetAsync(import.Id, default))!);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static ServiceProvider Build(string connectionString, string keys)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Imports:MaxRows", "10000000"), new("Encryption:Keys", keys)]).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new BenchEnvironment());
        services.AddSingleton(TimeProvider.System);
        services.AddEncryption().AddPersistence(connectionString).AddWork().AddAuditing().AddCatalog().AddOrders().AddImports(configuration).AddDashboard();
        services.AddSingleton<IImportScheduler, Unscheduled>();
        return services.BuildServiceProvider();
    }

    private sealed class BenchEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "OrderPortal.Benchmarks";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }

    /// <summary>The bench starts the job itself.</summary>
    private sealed class Unscheduled : IImportScheduler
    {
        public Task WakeAsync(ImportId import, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
