using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Where the server listens: a socket in a private folder, or a loopback port where there are no such sockets.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    private const int SocketPort = 5432;
    private const int LongestSocketPath = 100;
    private const string Loopback = "127.0.0.1";

    private bool IsSocket => Host != Loopback;

    public string SocketFile => Path.Combine(Host, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{Port}"));

    public string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        port = {Port}
        listen_addresses = '{(IsSocket ? "" : Loopback)}'
        unix_socket_directories = '{(IsSocket ? Host.Replace("'", "''", StringComparison.Ordinal) : "")}'
        unix_socket_permissions = 0700

        """);

    public static ServerAddress Choose(ClusterFolder folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return new ServerAddress(Loopback, FreePort());
        }

        var address = new ServerAddress(folder.SocketFolder, SocketPort);
        return address.SocketFile.Length <= LongestSocketPath
            ? address
            : throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.FolderUnusable,
                $"The path of the socket {address.SocketFile} is longer than a socket's path may be. Set TMPDIR to a shorter folder.");
    }

    /// <summary>Removes what a killed server left; called only when no server of this folder runs.</summary>
    public void RemoveLeftovers()
    {
        if (IsSocket)
        {
            File.Delete(SocketFile);
            File.Delete(SocketFile + ".lock");
        }
    }

    public NpgsqlConnectionStringBuilder ToConnectionString(string password, string database) => new()
    {
        Host = Host,
        Port = Port,
        Username = EmbeddedPostgres.OwnerRole,
        Password = password,
        Database = database,
        // The socket and the loopback address do not leave the machine.
        SslMode = SslMode.Disable,
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
