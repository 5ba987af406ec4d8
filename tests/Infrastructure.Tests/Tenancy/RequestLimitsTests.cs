using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy;

/// <summary>Two instances and one database, which keeps the limits.</summary>
public sealed class RequestLimitsTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private static readonly RateLimits Limits = new() { RequestsPerHour = 40, UploadsPerHour = 3, Concurrent = 5 };
    private readonly RequestLimits _one = Instance(database);
    private readonly RequestLimits _other = Instance(database);
    private readonly TenantId _tenant = TenantId.New();
    private readonly Guid _client = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Requests_OverTwoInstancesAtOnce_AreLetInExactlyAsOftenAsTheHourAllows()
    {
        var admitted = 0;
        var remaining = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                var admission = await (worker % 2 == 0 ? _one : _other).AdmitAsync(_tenant, _client, isUpload: false, Cancel);
                Assert.NotEqual(RequestRefusal.TooManyAtOnce, admission.Refusal);
                if (admission.Slot is { } slot)
                {
                    Interlocked.Increment(ref admitted);
                    remaining.Add(admission.Remaining);
                    await slot.DisposeAsync();
                }
                else
                {
                    Assert.Equal((RequestRefusal.HourUsedUp, 0), (admission.Refusal, admission.Remaining));
                }
            }
        })));

        Assert.Equal(Limits.RequestsPerHour, admitted);
        Assert.Equal(Enumerable.Range(0, Limits.RequestsPerHour), remaining.Order());
        Assert.Equal((40L, 0L), (await CountAsync("SELECT used FROM api_usage WHERE api_client_id = $1 AND kind = 1"), await RunningAsync()));
    }

    [Fact]
    public async Task Requests_OverTwoInstancesAtOnce_NeverRunMoreThanTheLimit()
    {
        var admissions = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => (i % 2 == 0 ? _one : _other).AdmitAsync(_tenant, _client, isUpload: false, Cancel)));

        Assert.Equal(Limits.Concurrent, admissions.Count(admission => admission.Slot is not null));
        Assert.All(admissions.Where(admission => admission.Slot is null), refused => Assert.Equal(RequestRefusal.TooManyAtOnce, refused.Refusal));
        // What was refused is not counted.
        Assert.Equal(5, await CountAsync("SELECT used FROM api_usage WHERE api_client_id = $1 AND kind = 1"));

        // An upload is a request that runs, too, until one of them ends.
        Assert.Equal(RequestRefusal.TooManyAtOnce, (await _other.AdmitAsync(_tenant, _client, isUpload: true, Cancel)).Refusal);
        await admissions.First(admission => admission.Slot is not null).Slot!.DisposeAsync();
        Assert.Equal((RequestRefusal.None, 3, 2), Figures(await _other.AdmitAsync(_tenant, _client, isUpload: true, Cancel)));
    }

    [Fact]
    public async Task Slots_OfADeadInstance_ComeFreeWhenTheirLeaseEnds()
    {
        for (var i = 0; i < Limits.Concurrent; i++)
        {
            Assert.NotNull((await _one.AdmitAsync(_tenant, _client, isUpload: false, Cancel)).Slot);
        }

        Assert.Equal(RequestRefusal.TooManyAtOnce, (await _other.AdmitAsync(_tenant, _client, isUpload: false, Cancel)).Refusal);
        await ExecuteAsync("UPDATE api_requests SET lease_until = now() WHERE api_client_id = $1");

        Assert.Equal(RequestRefusal.None, (await _other.AdmitAsync(_tenant, _client, isUpload: false, Cancel)).Refusal);
        Assert.Equal(1, await RunningAsync());
    }

    [Fact]
    public async Task Slots_OfLongRequests_AreRenewed()
    {
        var clock = new ManualClock();
        using var limits = new RequestLimits(database.Connections, Limits, clock, NullLogger<RequestLimits>.Instance);
        await using var slot = (await limits.AdmitAsync(_tenant, _client, isUpload: true, Cancel)).Slot!;
        await ExecuteAsync("UPDATE api_requests SET lease_until = now() + interval '1 second' WHERE api_client_id = $1");

        clock.Advance(TimeSpan.FromSeconds(20));

        var start = TimeProvider.System.GetTimestamp();
        while (await CountAsync("SELECT count(*) FROM api_requests WHERE api_client_id = $1 AND lease_until > now() + interval '30 seconds'") == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The lease was not renewed.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Hour_WhenItIsOver_BeginsAnewWithTheNextRequest()
    {
        for (var i = 0; i < Limits.UploadsPerHour; i++)
        {
            var admission = await _one.AdmitAsync(_tenant, _client, isUpload: true, Cancel);
            Assert.Equal((RequestRefusal.None, 3, 2 - i), Figures(admission));
            Assert.InRange(admission.ResetsIn, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
            await admission.Slot!.DisposeAsync();
        }

        Assert.Equal((RequestRefusal.HourUsedUp, 3, 0), Figures(await _other.AdmitAsync(_tenant, _client, isUpload: true, Cancel)));
        Assert.Equal((RequestRefusal.None, 40, 39), Figures(await _other.AdmitAsync(_tenant, _client, isUpload: false, Cancel)));

        await ExecuteAsync("UPDATE api_usage SET window_start = window_start - interval '59 minutes 30 seconds' WHERE api_client_id = $1");
        var last = await _one.AdmitAsync(_tenant, _client, isUpload: true, Cancel);
        Assert.Equal(RequestRefusal.HourUsedUp, last.Refusal);
        Assert.InRange(last.ResetsIn, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

        await ExecuteAsync("UPDATE api_usage SET window_start = window_start - interval '31 seconds' WHERE api_client_id = $1");
        var first = await _one.AdmitAsync(_tenant, _client, isUpload: true, Cancel);
        Assert.Equal((RequestRefusal.None, 3, 2), Figures(first));
        Assert.InRange(first.ResetsIn, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Clients_HaveTheirOwnLimits()
    {
        for (var i = 0; i < Limits.Concurrent; i++)
        {
            await _one.AdmitAsync(_tenant, _client, isUpload: false, Cancel);
        }

        Assert.Equal(RequestRefusal.None, (await _one.AdmitAsync(_tenant, Guid.CreateVersion7(), isUpload: false, Cancel)).Refusal);
        Assert.Equal(RequestRefusal.None, (await _one.AdmitAsync(TenantId.New(), _client, isUpload: false, Cancel)).Refusal);
    }

    [Theory]
    [InlineData("RateLimits:RequestsPerHour", 0)]
    [InlineData("RateLimits:UploadsPerHour", -1)]
    [InlineData("RateLimits:Concurrent", 1_001)]
    public void Settings_OutOfBounds_AreRefusedByName(string key, int value)
    {
        var limits = new RateLimits();
        typeof(RateLimits).GetProperty(key.Split(':')[1])!.SetValue(limits, value);

        var failure = Assert.Single(new RateLimitsRules().Validate(null, limits).Failures!);

        Assert.StartsWith(key, failure, StringComparison.Ordinal);
        Assert.True(new RateLimitsRules().Validate(null, new RateLimits()).Succeeded);
    }

    private static RequestLimits Instance(TestDatabase database) => new(database.Connections, Limits, TimeProvider.System, NullLogger<RequestLimits>.Instance);

    private static (RequestRefusal, int, int) Figures(RequestAdmission admission) => (admission.Refusal, admission.Limit, admission.Remaining);

    private Task<long> RunningAsync() => CountAsync("SELECT count(*) FROM api_requests WHERE api_client_id = $1");

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = _client });
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<long> ExecuteAsync(string sql) => CountAsync(sql);
}
