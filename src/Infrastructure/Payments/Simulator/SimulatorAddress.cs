using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>Where the simulated gateway listens: as configured, or this portal itself, whose address is known once it has started.</summary>
internal sealed class SimulatorAddress
{
    private readonly IServiceProvider _services;
    private readonly Uri? _configured;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimulatorAddress(IServiceProvider services, IHostApplicationLifetime lifetime, Uri? configured)
    {
        (_services, _configured) = (services, configured);
        lifetime.ApplicationStarted.Register(() => _started.TrySetResult());
    }

    /// <exception cref="InvalidOperationException">None is configured, and this process serves nothing.</exception>
    public async ValueTask<Uri> FindAsync(CancellationToken cancellationToken) => _configured ?? await FindOwnAsync(cancellationToken);

    /// <summary>This portal's own.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async ValueTask<Uri> FindOwnAsync(CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken);
        var addresses = _services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

        // Without a certificate that every client would have to trust, where there is a choice.
        return addresses.OrderBy(static address => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 0 : 1).Select(Reachable).FirstOrDefault()
            ?? throw new InvalidOperationException("Payments:Simulator:BaseAddress is not set, and the portal has no address of its own.");
    }

    /// <summary>A server that listens on all addresses says so with a name that nobody can call.</summary>
    private static Uri Reachable(string address)
    {
        foreach (var any in (string[])["://*", "://+", "://0.0.0.0", "://[::]"])
        {
            if (address.Contains(any, StringComparison.Ordinal))
            {
                return new Uri(address.Replace(any, "://127.0.0.1", StringComparison.Ordinal));
            }
        }

        return new Uri(address);
    }
}
