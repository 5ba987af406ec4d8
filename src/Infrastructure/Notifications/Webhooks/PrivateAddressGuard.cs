using System.Net;
using System.Net.Sockets;
using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>The name leads to an address that is not of the internet, and the portal was not told to allow that.</summary>
public sealed class PrivateTargetException() : IOException("The target is not an address of the internet.");

/// <summary>
/// Opens connections for calls to addresses that strangers chose. The check is made on the very address that is connected to, at the moment of connecting: a
/// name that meant something harmless when it was saved, or a moment ago, changes nothing.
/// </summary>
/// <param name="allowsPrivate">True: everything may be called.</param>
/// <param name="resolve">Null: as the machine does.</param>
public sealed class PrivateAddressGuard(bool allowsPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="PrivateTargetException">None of the addresses may be called.</exception>
    /// <exception cref="SocketException">The name is unknown, or nobody answers at any of its addresses.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host that may be called.</summary>
    internal async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var all = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        if (all.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var allowed = allowsPrivate ? all : Array.FindAll(all, TargetAddress.IsPublic);
        return allowed.Length > 0 ? allowed : throw new PrivateTargetException();
    }
}
