using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Tests.Tenancy;

public sealed class RememberedTicketsTests
{
    private readonly CountedTokens _tokens = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void Token_IsOpenedOnceAMinute()
    {
        var tickets = new RememberedTickets(_tokens, _clock);

        var first = tickets.Unprotect("good")!;
        first.Properties.ExpiresUtc = DateTimeOffset.UnixEpoch;
        tickets.Unprotect("good")!.Properties.ExpiresUtc = DateTimeOffset.UnixEpoch;
        Assert.Null(tickets.Unprotect("good")!.Properties.ExpiresUtc);
        Assert.Equal(1, _tokens.Opened);

        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.NotNull(tickets.Unprotect("good"));
        Assert.Equal(2, _tokens.Opened);
    }

    [Fact]
    public void Token_ThatCannotBeOpened_IsNeverTakenForOneThatCan()
    {
        var tickets = new RememberedTickets(_tokens, _clock);

        Assert.NotNull(tickets.Unprotect("good"));
        Assert.Null(tickets.Unprotect("good "));
        Assert.Null(tickets.Unprotect("bad"));
        Assert.Null(tickets.Unprotect("bad"));
        Assert.Null(tickets.Unprotect(null));
        Assert.Equal(4, _tokens.Opened);
    }

    private sealed class CountedTokens : ISecureDataFormat<AuthenticationTicket>
    {
        public int Opened { get; private set; }

        public string Protect(AuthenticationTicket data) => throw new NotSupportedException();

        public string Protect(AuthenticationTicket data, string? purpose) => throw new NotSupportedException();

        public AuthenticationTicket? Unprotect(string? protectedText)
        {
            Opened++;
            return protectedText == "good" ? new AuthenticationTicket(new ClaimsPrincipal(), "test") : null;
        }

        public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => throw new NotSupportedException();
    }
}
