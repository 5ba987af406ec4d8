using System.Net;
using System.Net.Sockets;

namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>
/// Tells addresses of the internet from those that only mean something near the portal: its own machine, its network, the metadata service of
/// its cloud. Whoever may name an address for the portal to call must not reach the latter.
/// </summary>
public static class TargetAddress
{
    private static readonly IPNetwork[] NotPublic = [.. new[]
    {
        "0.0.0.0/8", // this network
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private
        "100.64.0.0/10", // carrier's, and some clouds' metadata
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // Azure's host, of the public range
        "169.254.0.0/16", // link-local, metadata
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", // protocols, documentation, measuring
        "224.0.0.0/4", "240.0.0.0/4", // multicast, reserved, broadcast
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", // tunnels that hold an IPv4 address, protocols, documentation
    }.Select(IPNetwork.Parse)];

    /// <summary>
    /// What IPv6 gives out to the internet. All else (loopback, link-local, local, multicast, IPv4 compatible or translated) lies outside, so it need not
    /// be told apart.
    /// </summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(NotPublic, network => network.Contains(address)),
        // A network of either family takes a mapped address for the IPv4 address in it.
        AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6 && GlobalUnicast.Contains(address) && !Array.Exists(NotPublic, network => network.Contains(address)),
        _ => false,
    };
}
