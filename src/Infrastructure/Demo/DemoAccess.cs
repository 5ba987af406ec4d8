using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared;

namespace OrderPortal.Infrastructure.Demo;

/// <summary>
/// Whether the demo tenants and their published passwords exist here: key <c>Demo:Enabled</c>, by default in Development only.
/// Where they do not, their credentials are refused even if an earlier start left them in the database.
/// </summary>
public sealed class DemoAccess
{
    private static readonly string[] Clients = [DemoSeed.ClientId, DemoSeed.LimitedClientId, DemoSeed.OtherClientId];

    /// <exception cref="StartException">Asked for in Production.</exception>
    public DemoAccess(IConfiguration configuration, IHostEnvironment environment)
    {
        Enabled = configuration.GetValue("Demo:Enabled", environment.IsDevelopment());
        HasHistory = Enabled && configuration.GetValue("Demo:History", true);
        if (Enabled && environment.IsProduction())
        {
            throw new StartException("Demo:Enabled is on in Production: its passwords are published, so it is refused there. Set it to false, or ASPNETCORE_ENVIRONMENT to Development.");
        }
    }

    public bool Enabled { get; }

    /// <summary>Whether the demo tenant gets orders of the last weeks to look at: key <c>Demo:History</c>, by default yes.</summary>
    public bool HasHistory { get; }

    public bool Refuses(string email) => !Enabled && DemoSeed.Emails.Contains(ContactKeys.Email(email));

    public bool RefusesClient(string clientId) => !Enabled && Clients.Contains(clientId, StringComparer.Ordinal);
}
