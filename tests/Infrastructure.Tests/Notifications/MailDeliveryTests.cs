using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;
using OrderPortal.Testing.Notifications;

namespace OrderPortal.Infrastructure.Tests.Notifications;

/// <summary>Alone with their database, since there is one sender over all instances: each test has its own.</summary>
public sealed class MailDeliveryTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly SmtpDouble _server = new();
    private readonly List<NotificationHost> _hosts = [];
    private TenantId _tenant;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _tenant = await _database.AddTenantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Mails_WhenTheyWait_AreSentOnceAndBooked()
    {
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 30);
        await host.StartAsync();

        await SentAsync(host, 30);

        Assert.Equal(30, _server.Taken.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.Equal(30, _server.Taken.Count);
        Assert.Equal(30L, await host.ScalarAsync(_tenant, "SELECT count(*) FROM notification_attempts WHERE outcome = 1 AND number = 1 AND answer_status = 250"));
        Assert.Equal(30, await host.CountAsync(_tenant, "attempts = 1 AND sent_at IS NOT NULL AND NOT possible_duplicate AND failure_code IS NULL"));
        await Eventually.HoldsAsync(async () => await QueuedAsync(host) == 0);
    }

    [Fact]
    public async Task Mails_WhenTheServerIsBusy_AreSentLaterUnderTheSameMessageId()
    {
        _server.Faults.Enqueue(SmtpFault.Busy);
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 1);
        await host.StartAsync();

        await Eventually.HoldsAsync(async () => await host.CountAsync(_tenant, "status = 1 AND attempts = 1 AND next_attempt_at > now() AND failure_code = 'smtp_recipient_refused'") == 1);
        await DueAsync(host);
        await SentAsync(host, 1);

        Assert.Equal(1, await host.CountAsync(_tenant, "attempts = 2 AND NOT possible_duplicate AND failure_code IS NULL"));
        Assert.Equal(2L, await host.ScalarAsync(_tenant, "SELECT count(DISTINCT outcome) FROM notification_attempts"));
        Assert.Single(_server.Taken);
    }

    [Fact]
    public async Task Mails_WhenTheAnswerIsLost_AreSentAgainAndMarkedAsPossibleDuplicates()
    {
        _server.Faults.Enqueue(SmtpFault.CloseAfterData);
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 1);
        await host.StartAsync();

        await Eventually.HoldsAsync(async () => await host.CountAsync(_tenant, "status = 1 AND failure_code = 'outcome_unknown' AND possible_duplicate") == 1);
        await DueAsync(host);
        await SentAsync(host, 1);

        Assert.Equal(2, _server.Taken.Count);
        Assert.Single(_server.Taken.Select(mail => mail.Header("Message-ID")).Distinct());
    }

    [Fact]
    public async Task Mails_WhenAnInstanceDiedWhileSending_AreSentAgainAndMarkedAsPossibleDuplicates()
    {
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 1);
        await host.ExecuteAsync(_tenant, "UPDATE notifications SET status = 2, attempts = 1, first_attempt_at = now()");
        await host.ExecuteAsync(_tenant, $"UPDATE work_queue SET worker = '{Guid.NewGuid()}', claims = 1, due_at = now() - interval '1 second' WHERE lane = 'notify:email'");
        await host.StartAsync();

        await SentAsync(host, 1);

        Assert.Equal(1, await host.CountAsync(_tenant, "possible_duplicate AND attempts = 2"));
        Assert.Equal(1L, await host.ScalarAsync(_tenant, "SELECT count(*) FROM notification_attempts WHERE outcome = 5 AND code = 'lost' AND number = 1"));
    }

    [Fact]
    public async Task Mails_WhenTheRecipientIsUnknown_AreGivenUpAtOnce()
    {
        _server.Faults.Enqueue(SmtpFault.RefuseRecipient);
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 1);
        await host.StartAsync();

        await Eventually.HoldsAsync(async () => await host.CountAsync(_tenant, "status = 4 AND failure_code = 'smtp_recipient_refused' AND next_attempt_at IS NULL") == 1);
        await Eventually.HoldsAsync(async () => await QueuedAsync(host) == 0);
    }

    [Fact]
    public async Task Mails_WhenADayOfTryingIsOver_AreGivenUp()
    {
        _server.Always = SmtpFault.Busy;
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 1);
        await host.ExecuteAsync(_tenant, "UPDATE notifications SET attempts = 7, first_attempt_at = now() - interval '24 hours'");
        await host.StartAsync();

        await Eventually.HoldsAsync(async () => await host.CountAsync(_tenant, "status = 4 AND attempts = 8") == 1);
        await Eventually.HoldsAsync(async () => await QueuedAsync(host) == 0);
    }

    [Fact]
    public async Task Mails_WhenTheServerIsDown_StopAfterAFewAndWaitUncounted()
    {
        _server.Always = SmtpFault.CloseAtOnce;
        var host = Host(50);
        await host.WriteMailsAsync(_tenant, 40);
        await host.StartAsync();

        await Eventually.HoldsAsync(async () => (long)(await host.ScalarAsync(_tenant, "SELECT count(*) FROM workers WHERE lane = 'notify:email' AND circuit = 1 AND circuit_reason = 'connection_failed'"))! == 1);
        await Eventually.HoldsAsync(async () => await host.CountAsync(_tenant, "status = 2") == 0);

        Assert.InRange(await host.CountAsync(_tenant, "attempts > 0"), 5, 15);
        Assert.InRange(await host.CountAsync(_tenant, "status = 1 AND attempts = 0 AND first_attempt_at IS NULL"), 25, 35);
    }

    [Fact]
    public async Task Withdraw_OfAnImport_TakesWhatWaitsAndNothingElse()
    {
        var import = ImportId.New();
        var host = Host(100);
        await host.WriteMailsAsync(_tenant, 5);
        await host.ExecuteAsync(_tenant, $"UPDATE notifications SET import_id = '{import.Value}'");
        await host.WriteMailsAsync(_tenant, 2);

        var withdrawn = await host.InTransactionAsync(_tenant, transaction => NotificationWithdrawal.WithdrawAsync(transaction, import, Cancel));
        await host.StartAsync();
        await SentAsync(host, 2);

        Assert.Equal(5, withdrawn);
        Assert.Equal(5, await host.CountAsync(_tenant, "status = 5"));
        Assert.Equal(2, _server.Taken.Count);
    }

    [Fact]
    public async Task Withdraw_OfWhatSomebodyHasInHandButNotBegun_IsNotSent()
    {
        var host = Host(100);
        var import = ImportId.New();
        await host.WriteMailsAsync(_tenant, 1);
        await host.ExecuteAsync(_tenant, $"UPDATE notifications SET import_id = '{import.Value}'");
        await host.ExecuteAsync(_tenant, $"UPDATE work_queue SET worker = '{Guid.NewGuid()}', due_at = now() + interval '1 second' WHERE lane = 'notify:email'");

        Assert.Equal(1, await host.InTransactionAsync(_tenant, transaction => NotificationWithdrawal.WithdrawAsync(transaction, import, Cancel)));
        await host.StartAsync();

        await Eventually.HoldsAsync(async () => await QueuedAsync(host) == 0);
        Assert.Empty(_server.Taken);
        Assert.Equal(1, await host.CountAsync(_tenant, "status = 5"));
    }

    [Fact]
    public async Task Instances_WhenTwoRun_KeepTheRateTogetherAndTakeOver()
    {
        const int Rate = 20;
        var (one, other) = (Host(Rate), Host(Rate));
        await one.WriteMailsAsync(_tenant, 100);
        await one.StartAsync();
        await other.StartAsync();

        await Eventually.HoldsAsync(() => _server.Taken.Count >= 40);
        await one.DisposeAsync();
        await SentAsync(other, 100);

        Assert.Equal(100, _server.Taken.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.Equal(100, _server.Taken.Count);
        Assert.InRange(MostInOneSecond(await StartsAsync(other)), Rate / 2, Rate);
    }

    [Fact]
    public async Task Mails_WhereNoWayOutIsConfigured_Wait()
    {
        var host = new NotificationHost(_database);
        _hosts.Add(host);
        await host.WriteMailsAsync(_tenant, 1);
        await host.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);

        Assert.Equal(1, await host.CountAsync(_tenant, "status = 1 AND attempts = 0"));
    }

    [Fact]
    public async Task Mails_WhereTheMailboxIsConfigured_LieThereOnce()
    {
        var host = new NotificationHost(_database, ("Notifications:Transport", "mailbox"), ("Notifications:RatePerSecond", "100"));
        _hosts.Add(host);
        await host.WriteMailsAsync(_tenant, 2);
        await host.StartAsync();
        await SentAsync(host, 2);

        // As if the instance had died between keeping the mail and saying so.
        await host.ExecuteAsync(_tenant, "UPDATE notifications SET status = 2; INSERT INTO work_queue (lane, id, tenant_id) SELECT 'notify:email', id, tenant_id FROM notifications");
        await SentAsync(host, 2);

        Assert.Equal(2L, await host.ScalarAsync(_tenant, "SELECT count(*) FROM dev_mails"));
    }

    private NotificationHost Host(int rate)
    {
        var host = new NotificationHost(
            _database,
            ("Notifications:Smtp:Host", SmtpDouble.Host),
            ("Notifications:Smtp:Port", _server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Notifications:Smtp:TrustedCertificates", _server.CertificateFile),
            ("Notifications:From", "Shop <shop@shop.example>"),
            ("Notifications:RatePerSecond", rate.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        _hosts.Add(host);
        return host;
    }

    private Task SentAsync(NotificationHost host, int count) => Eventually.HoldsAsync(async () => await host.CountAsync(_tenant, "status = 3") == count, seconds: 40);

    private Task DueAsync(NotificationHost host) => host.ExecuteAsync(_tenant, "UPDATE work_queue SET due_at = now() WHERE worker IS NULL");

    private async Task<long> QueuedAsync(NotificationHost host) => (long)(await host.ScalarAsync(_tenant, "SELECT count(*) FROM work_queue WHERE lane = 'notify:email'"))!;

    /// <summary>Microseconds. Not as the server saw them: on a busy machine what leaves evenly arrives unevenly.</summary>
    private async Task<long[]> StartsAsync(NotificationHost host) => (long[])(await host.ScalarAsync(
        _tenant, "SELECT array_agg((extract(epoch FROM started_at) * 1000000)::bigint ORDER BY started_at) FROM notification_attempts"))!;

    private static int MostInOneSecond(long[] starts) => starts.Select((first, i) => starts.Skip(i).TakeWhile(start => start - first < 1_000_000).Count()).Max();
}
