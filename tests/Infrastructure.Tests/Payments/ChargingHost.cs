using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>An instance of the portal as far as charging goes: the product's own pumps and simulator, over real HTTP on Kestrel.</summary>
internal sealed class ChargingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly OpenCalls _calls;

    private ChargingHost(WebApplication app, OpenCalls calls) => (_app, _calls) = (app, calls);

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public SimulatorBook Book => Services.GetRequiredService<SimulatorBook>();

    public SimulatorGateway Gateway => (SimulatorGateway)Services.GetRequiredService<IPaymentGateways>().Current!;

    public GatewayLine Line => Services.GetRequiredKeyedService<GatewayLine>(PaymentOptions.Simulator);

    /// <summary>Calls of the simulator that were open here at once, at most.</summary>
    public int MostOpen => _calls.Most;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="pumps">False: only the gateway's side, and whatever a test does itself.</param>
    /// <param name="at">Where to listen; null: anywhere.</param>
    /// <param name="gateway">Where the simulator is; null: here.</param>
    public static async Task<ChargingHost> StartAsync(
        TestDatabase database, SimulatorSettings? settings = null, int parallel = 16, int timeoutSeconds = 1, bool pumps = true, Uri? at = null, Uri? gateway = null, BreakerLimits? limits = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(at?.ToString() ?? "http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            new("Payments:Gateway", "simulator"), new("Payments:Parallel", parallel.ToString(CultureInfo.InvariantCulture)),
            new("Payments:TimeoutSeconds", timeoutSeconds.ToString(CultureInfo.InvariantCulture)), new("Payments:Simulator:BaseAddress", gateway?.ToString()),
        ]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(TestKeys.Ring).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        builder.Services.AddPersistence(database.ConnectionString).AddWork().AddCharging(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(settings ?? new SimulatorSettings { LatencyMs = 20 });
        builder.Services.AddSingleton(limits ?? new BreakerLimits { Break = TimeSpan.FromMilliseconds(600), LongestBreak = TimeSpan.FromMilliseconds(800) });
        builder.Services.AddAuthorization();
        if (!pumps)
        {
            // The pumps are the hosted services that are made by hand.
            foreach (var pump in builder.Services.Where(service => service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && IsPump(service)).ToList())
            {
                builder.Services.Remove(pump);
            }
        }

        var app = builder.Build();
        var calls = new OpenCalls();
        app.Use(calls.CountAsync);
        app.MapSimulator();
        await app.StartAsync(Cancel);
        return new ChargingHost(app, calls);
    }

    public Task<IReadOnlyList<GatewayCircuit>> CircuitsAsync(TenantId tenant) => OperateAsync(tenant, services => services.GetRequiredService<IGatewayCircuits>().ListAsync(Cancel));

    public async Task<T> OperateAsync<T>(TenantId tenant, Func<IServiceProvider, Task<T>> operation)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, Actor.System);
        return await operation(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
    }

    private static bool IsPump(ServiceDescriptor service) =>
        service.ImplementationFactory?.Method.DeclaringType?.FullName?.Contains(nameof(ChargingRegistration), StringComparison.Ordinal) == true;

    private sealed class OpenCalls
    {
        private readonly Lock _lock = new();
        private int _open;

        public int Most { get; private set; }

        public async Task CountAsync(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate next)
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_open);
            }

            try
            {
                await next(context);
            }
            finally
            {
                lock (_lock)
                {
                    _open--;
                }
            }
        }
    }
}
