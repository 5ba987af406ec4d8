using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>
/// Opens access tokens, and remembers for a minute what was in them: a program sends the same one with every request, and opening it is a good part of what reading
/// one order costs. Whether a token has expired or was revoked is asked with every request all the same.
/// </summary>
internal sealed class RememberedTickets(ISecureDataFormat<AuthenticationTicket> tokens, TimeProvider clock) : ISecureDataFormat<AuthenticationTicket>
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (AuthenticationTicket Ticket, long OpenedAt)> _opened = new(StringComparer.Ordinal);

    public string Protect(AuthenticationTicket data) => tokens.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => tokens.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (protectedText is null)
        {
            return null;
        }

        var now = clock.GetTimestamp();
        if (_opened.TryGetValue(protectedText, out var known) && clock.GetElapsedTime(known.OpenedAt, now) < RememberedFor)
        {
            return known.Ticket.Clone();
        }

        if (tokens.Unprotect(protectedText) is not { } ticket)
        {
            return null;
        }

        if (_opened.Count >= MaxRemembered)
        {
            _opened.Clear();
        }

        // What is handed out is its receiver's to change.
        _opened[protectedText] = (ticket.Clone(), now);
        return ticket;
    }

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => tokens.Unprotect(protectedText, purpose);

    /// <summary>Stands around the format that the framework chose.</summary>
    internal sealed class Options(TimeProvider clock) : IPostConfigureOptions<BearerTokenOptions>
    {
        public void PostConfigure(string? name, BearerTokenOptions options) => options.BearerTokenProtector = new RememberedTickets(options.BearerTokenProtector, clock);
    }
}
