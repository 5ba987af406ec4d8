namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>
/// The address under which people reach the portal, for links in mails: configuration key <c>Portal:Address</c>. In Development it may be left out. Elsewhere it may not: what a
/// request says of its host is the sender's word, and a link to somebody else's host would hand the account over.
/// </summary>
public sealed class PortalAddress(IConfiguration configuration, IHostEnvironment environment)
{
    private readonly Uri? _configured = Uri.TryCreate(configuration["Portal:Address"], UriKind.Absolute, out var address) ? address : null;

    /// <param name="asked">The address by which the request came.</param>
    /// <returns>Null: it is not known.</returns>
    public Uri? Find(string asked) => _configured ?? (environment.IsDevelopment() ? new Uri(asked) : null);
}
