using System.Text;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Notifications.Mail;
using OrderPortal.Testing.Notifications;

namespace OrderPortal.Infrastructure.Tests.Notifications;

public sealed class SmtpTransportTests : IAsyncLifetime
{
    private readonly SmtpDouble _server = new();
    private readonly List<SmtpTransport> _transports = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports)
        {
            await transport.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Send_WhenTheServerTakesIt_ArrivesEncryptedAndWhole()
    {
        _server.Account = ("shop", "päss wörd");
        var mail = Mail() with { Subject = "【山田商店】ご注文を承りました（EC-1001、他49件）。ありがとうございます", Text = "本文\nです。\n.\n終わり", Html = "<p>本文です。</p>" };

        var outcome = await Transport(user: "shop", password: "päss wörd").SendAsync(mail, Cancel);

        Assert.Equal((DeliveryResult.Sent, "250 2.0.0"), (outcome.Result, outcome.Answer));
        var taken = Assert.Single(_server.Taken);
        Assert.Equal(("shop@shop.example", "yamada@customer.example", true, "shop"), (taken.From, taken.To, taken.Encrypted, taken.User));
        Assert.Equal(mail.MessageId, taken.Header("Message-ID"));
        Assert.Equal(mail.Subject, Decode(taken.Header("Subject")!));
        Assert.Equal("山田商店", Decode(taken.Header("From")!.Split(" <")[0]));
        Assert.Equal("Fri, 20 Nov 2026 00:00:00 +0000", taken.Header("Date"));
        Assert.Equal(["本文\r\nです。\r\n.\r\n終わり", "<p>本文です。</p>"], taken.Parts);
        Assert.All(taken.Data.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
    }

    [Fact]
    public async Task Send_WhenAValueHoldsALineBreak_BeginsNoHeader()
    {
        await Transport().SendAsync(Mail() with { Subject = "Order\r\nBcc: all@customer.example" }, Cancel);

        var taken = Assert.Single(_server.Taken);
        Assert.Null(taken.Header("Bcc"));
        Assert.Equal("Order  Bcc: all@customer.example", Decode(taken.Header("Subject")!));
    }

    [Fact]
    public async Task Send_WhenTheServerOffersNoEncryption_SendsNothing()
    {
        _server.OffersStartTls = false;

        var outcome = await Transport().SendAsync(Mail(), Cancel);

        Assert.Equal((DeliveryResult.Failed, "smtp_no_starttls", true), (outcome.Result, outcome.Code, outcome.IsOutage));
        Assert.Empty(_server.Taken);
    }

    [Fact]
    public async Task Send_WhenEncryptionIsSwitchedOff_DoesWithout()
    {
        _server.OffersStartTls = false;

        var outcome = await Transport(startTls: false).SendAsync(Mail(), Cancel);

        Assert.Equal(DeliveryResult.Sent, outcome.Result);
        Assert.False(Assert.Single(_server.Taken).Encrypted);
    }

    [Fact]
    public async Task Send_WhenNobodyVouchesForTheCertificate_SendsNothing()
    {
        var outcome = await Transport(trusts: false).SendAsync(Mail(), Cancel);

        Assert.Equal((DeliveryResult.Failed, "smtp_tls_failed", true), (outcome.Result, outcome.Code, outcome.IsOutage));
        Assert.Empty(_server.Taken);
    }

    [Fact]
    public async Task Send_WhenThePasswordIsWrong_IsAnOutage()
    {
        _server.Account = ("shop", "right");

        var outcome = await Transport(user: "shop", password: "wrong").SendAsync(Mail(), Cancel);

        Assert.Equal((DeliveryResult.Failed, "smtp_sign_in_refused", "535 5.7.8", true), (outcome.Result, outcome.Code, outcome.Answer, outcome.IsOutage));
    }

    [Theory]
    [InlineData(SmtpFault.RefuseRecipient, DeliveryResult.Refused, "smtp_recipient_refused", "550 5.1.1", false)]
    [InlineData(SmtpFault.RefuseMessage, DeliveryResult.Refused, "smtp_message_refused", "554 5.7.1", false)]
    [InlineData(SmtpFault.Busy, DeliveryResult.Failed, "smtp_recipient_refused", "451 4.7.1", false)]
    [InlineData(SmtpFault.CloseAtOnce, DeliveryResult.Failed, "connection_failed", null, true)]
    [InlineData(SmtpFault.CloseAfterData, DeliveryResult.Unknown, "outcome_unknown", null, true)]
    public async Task Send_WhenTheServerFails_SaysWhatIsKnown(SmtpFault fault, DeliveryResult result, string code, string? answer, bool outage)
    {
        _server.Faults.Enqueue(fault);

        var outcome = await Transport().SendAsync(Mail(), Cancel);

        Assert.Equal(new DeliveryOutcome(result, code, answer is null ? null : int.Parse(answer[..3], System.Globalization.CultureInfo.InvariantCulture), answer) { IsOutage = outage }, outcome);
    }

    [Fact]
    public async Task Send_WhenNoAnswerComesInTime_TellsThatTheMailMayHaveBeenTaken()
    {
        _server.Faults.Enqueue(SmtpFault.HangAfterData);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        var outcome = await Transport().SendAsync(Mail(), soon.Token);

        Assert.Equal(DeliveryResult.Unknown, outcome.Result);
        Assert.Single(_server.Taken);
    }

    [Fact]
    public async Task Send_WhenNobodyListens_IsAnOutage()
    {
        var transport = Transport();
        await _server.DisposeAsync();

        var outcome = await transport.SendAsync(Mail(), Cancel);

        Assert.Equal((DeliveryResult.Failed, "connection_failed", true), (outcome.Result, outcome.Code, outcome.IsOutage));
    }

    [Fact]
    public async Task Send_WhenAnotherFollows_UsesTheSameConnection()
    {
        var transport = Transport();

        await transport.SendAsync(Mail(), Cancel);
        await transport.SendAsync(Mail(), Cancel);

        Assert.Equal((2, 1), (_server.Taken.Count, _server.Connections));
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("a@b@")]
    [InlineData("山田@customer.example")]
    [InlineData("a@customer.example>\r\nRCPT TO:<b@customer.example")]
    public async Task Send_WhenTheAddressIsNone_AsksNobody(string address)
    {
        var outcome = await Transport().SendAsync(Mail() with { To = address }, Cancel);

        Assert.Equal((DeliveryResult.Refused, "mail_address_unusable", 0), (outcome.Result, outcome.Code, _server.Connections));
    }

    [Fact]
    public async Task Send_WhenTheDomainIsJapanese_WritesItInAscii()
    {
        await Transport().SendAsync(Mail() with { To = "yamada@日本.example" }, Cancel);

        Assert.Equal("yamada@xn--wgv71a.example", Assert.Single(_server.Taken).To);
    }

    private static OutgoingMail Mail()
    {
        var id = Guid.CreateVersion7();
        return new OutgoingMail(id, Guid.Empty, $"<{id:N}@shop.example>", "yamada@customer.example", "Order", "text", "<p>html</p>", new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(9)));
    }

    private SmtpTransport Transport(bool startTls = true, bool trusts = true, string? user = null, string? password = null)
    {
        var options = new NotificationOptions
        {
            From = "山田商店 <shop@shop.example>",
            Smtp = new SmtpOptions { Host = SmtpDouble.Host, Port = _server.Port, StartTls = startTls, UserName = user, Password = password, TrustedCertificates = trusts ? _server.CertificateFile : null },
        };
        var transport = new SmtpTransport(options, TimeProvider.System);
        _transports.Add(transport);
        return transport;
    }

    private static string Decode(string words) => string.Concat(words.Split(' ')
        .Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));
}
