using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Catalog;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Scheduling;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

/// <summary>An instance of the portal as far as imports need it, without its pages: the product's own registrations on a test database.</summary>
internal sealed class ImportHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="withQuartz">False: waking does nothing, tests run imports themselves.</param>
    public ImportHost(TestDatabase database, int chunkOrders = 4_000, bool withQuartz = false)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Imports:ChunkOrders", (string?)chunkOrders.ToString(CultureInfo.InvariantCulture))]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddScoped<ITenantSettings, TenantSettingsReader>();
        services.AddPersistence(database.ConnectionString).AddWork().AddAuditing().AddCatalog().AddOrders().AddImports(configuration);
        services.AddScoped<IImportWithdrawal, ImportWithdrawal>();
        if (withQuartz)
        {
            services.AddScheduling(database.ConnectionString, jobs => jobs.AddImportJobs());
        }
        else
        {
            services.AddSingleton<IImportScheduler, NoScheduler>();
        }

        _services = services.BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    public ImportQueue Queue => _services.GetRequiredService<ImportQueue>();

    public NpgsqlDataSource DataSource => _services.GetRequiredService<NpgsqlDataSource>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Runs one operation of the tenant in a scope of its own.</summary>
    public async Task<T> OperateAsync<T>(TenantId tenant, Func<IServiceProvider, Task<T>> operation)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, Actor.System);
        return await operation(scope.ServiceProvider);
    }

    /// <summary>Hands a file over as upload and API do.</summary>
    public Task<ImportId> StartAsync(TenantId tenant, byte[] content, ImportSettings? settings = null) => OperateAsync(tenant, async services =>
    {
        using var stream = new MemoryStream(content);
        var file = await services.GetRequiredService<IImportFileStore>().SaveAsync(stream, "注文.csv", long.MaxValue, Cancel);
        var started = await services.GetRequiredService<StartImport>().ExecuteAsync(file.Value, settings ?? new ImportSettings { AllowDuplicateFile = true }, Cancel);
        return started.Import?.Id ?? throw new InvalidOperationException($"Refused: {started.Refusal!.Error.Code}");
    });

    /// <summary>Works an import off as the job does.</summary>
    public async Task RunAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var scope = _services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RunImport>().ExecuteAsync(import, cancellationToken);
    }

    public Task<ImportSnapshot> GetAsync(TenantId tenant, ImportId import) =>
        OperateAsync(tenant, async services => (await services.GetRequiredService<IImportQueries>().GetAsync(import, Cancel))!);

    /// <summary>A file that is started and worked off.</summary>
    public async Task<ImportSnapshot> ImportAsync(TenantId tenant, byte[] content)
    {
        var import = await StartAsync(tenant, content);
        await RunAsync(import, Cancel);
        return await GetAsync(tenant, import);
    }

    /// <summary>What lies in the tables, whoever wrote it.</summary>
    public async Task<StoredTotals> StoredAsync(TenantId tenant)
    {
        await using var connection = await _services.GetRequiredService<TenantConnections>().OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM orders), count(*), coalesce(sum(quantity), 0)::bigint, coalesce(sum(amount), 0)::bigint FROM order_lines", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        await reader.ReadAsync(Cancel);
        return new StoredTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    public async Task<object?> ScalarAsync(TenantId tenant, string sql)
    {
        await using var connection = await _services.GetRequiredService<TenantConnections>().OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public static (byte[] Content, SampleExpectation Expected) Sample(SampleFile file)
    {
        using var output = new MemoryStream();
        var expected = SampleOrderFiles.Write(file, output);
        return (output.ToArray(), expected);
    }

    /// <summary>A small file of one-line orders; quantity 1, 100 yen.</summary>
    public static byte[] File(IEnumerable<(string Number, string Customer)> orders) => Encoding.UTF8.GetBytes(
        "注文番号,顧客コード,顧客名,商品コード,商品名,数量,単価\r\n" + string.Concat(orders.Select(order => $"{order.Number},{order.Customer},山田商店,A-1,りんご,1,100\r\n")));

    private sealed class NoScheduler : IImportScheduler
    {
        public Task WakeAsync(ImportId import, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Waits for what happens elsewhere, with a deadline.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, int seconds = 20) => HoldsAsync(() => Task.FromResult(condition()), seconds);
}
