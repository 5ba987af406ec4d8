using Microsoft.Extensions.Configuration;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// The database that the portal runs on: the configured server, or where none is configured a private cluster in the data folder,
/// started here and stopped with the portal. Either way brought up to date before anything else starts.
/// </summary>
public sealed class PortalDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private PortalDatabase(EmbeddedPostgres? embedded, string connectionString)
    {
        _embedded = embedded;
        ConnectionString = connectionString;
    }

    /// <summary>Of the application's own role, which row-level security binds.</summary>
    public string ConnectionString { get; }

    /// <param name="configuration">Read: <c>ConnectionStrings:OrderPortal</c>.</param>
    /// <param name="dataFolder">Where the private cluster lives, in its folder <c>postgres</c>.</param>
    /// <exception cref="StartException">What is wrong and how to mend it, in one line.</exception>
    public static async Task<PortalDatabase> OpenAsync(IConfiguration configuration, string dataFolder, CancellationToken cancellationToken = default)
    {
        if (configuration.GetConnectionString("OrderPortal") is { Length: > 0 } configured)
        {
            return new PortalDatabase(null, await DatabaseProvisioning.ProvisionAsync(configured, cancellationToken));
        }

        var embedded = await StartAsync(dataFolder, cancellationToken);
        try
        {
            return new PortalDatabase(embedded, await DatabaseProvisioning.ProvisionAsync(embedded.ConnectionString, cancellationToken));
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(string dataFolder, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataFolder = Path.Combine(dataFolder, "postgres") }, cancellationToken);
        }
        catch (EmbeddedPostgresException exception)
        {
            throw new StartException(exception.Message, exception);
        }
    }
}
