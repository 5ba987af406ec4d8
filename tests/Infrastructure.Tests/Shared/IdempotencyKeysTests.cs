using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Idempotency;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class IdempotencyKeysTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly IdempotencyKeys _keys = new(database.Connections, TestKeys.Cipher);
    private readonly IdempotentRequest _request = Request(TenantId.New(), Guid.NewGuid());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_ByManyAtOnce_IsOnesAndOthersSeeItInHand()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => _keys.ClaimAsync(_request, Cancel), Cancel)));

        Assert.Single(claims, claim => claim.State == IdempotencyState.Claimed);
        Assert.Equal(39, claims.Count(claim => claim.State == IdempotencyState.InHand));
    }

    [Fact]
    public async Task Claim_OfOtherTenantsAndCallers_IsTheirOwn()
    {
        var sameTenant = _request with { Caller = Guid.NewGuid() };
        var sameCaller = _request with { Tenant = TenantId.New() };

        await CompletedAsync(_request, "first");

        Assert.Equal(IdempotencyState.Claimed, (await _keys.ClaimAsync(sameTenant, Cancel)).State);
        Assert.Equal(IdempotencyState.Claimed, (await _keys.ClaimAsync(sameCaller, Cancel)).State);
    }

    [Fact]
    public async Task Claim_OfAnAnsweredRequest_GivesTheAnswerByteForByte()
    {
        var answer = await CompletedAsync(_request, "{\"customer\":\"山田太郎\"}" + new string('x', 2_000));

        var again = await _keys.ClaimAsync(_request, Cancel);

        Assert.Equal(IdempotencyState.Answered, again.State);
        Assert.Equal(answer.Status, again.Answer!.Status);
        Assert.Equal(answer.Headers, again.Answer.Headers);
        Assert.Equal(answer.Body.ToArray(), again.Answer.Body.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(300_000)]
    public async Task Answer_OfAnyLength_ComesBack(int length)
    {
        var answer = new IdempotentAnswer(202, [new("Link", "<a>; rel=\"next\""), new("Link", "<b>")], RandomNumberGenerator.GetBytes(length));
        var claim = await _keys.ClaimAsync(_request, Cancel);

        await _keys.CompleteAsync(_request, claim.ClaimedAt, answer, Cancel);

        var found = (await _keys.FindAsync(_request, Cancel))!.Value.Answer!;
        Assert.Equal(answer.Headers, found.Headers);
        Assert.Equal(answer.Body.ToArray(), found.Body.ToArray());
    }

    [Fact]
    public async Task Claim_WithAnotherHash_IsReuse_InHandAndAnswered()
    {
        var other = _request with { Hash = SHA256.HashData("another"u8) };
        var claim = await _keys.ClaimAsync(_request, Cancel);
        Assert.Equal(IdempotencyState.Reused, (await _keys.ClaimAsync(other, Cancel)).State);

        await _keys.CompleteAsync(_request, claim.ClaimedAt, Answer("x"), Cancel);

        Assert.Equal(IdempotencyState.Reused, (await _keys.ClaimAsync(other, Cancel)).State);
    }

    [Fact]
    public async Task Release_FreesTheKey_ForAnotherRequestToo()
    {
        var claim = await _keys.ClaimAsync(_request, Cancel);

        await _keys.ReleaseAsync(_request, claim.ClaimedAt, Cancel);

        Assert.Null(await _keys.FindAsync(_request, Cancel));
        Assert.Equal(IdempotencyState.Claimed, (await _keys.ClaimAsync(_request with { Hash = SHA256.HashData("mended"u8) }, Cancel)).State);
    }

    [Fact]
    public async Task Lease_WhenItRunsOut_LeavesTheOutcomeUnknownUntilItIsKnown()
    {
        var claim = await _keys.ClaimAsync(_request, Cancel);
        await ChangeAsync("lease_until = now() - interval '1 second'");
        Assert.Equal(IdempotencyState.OutcomeUnknown, (await _keys.ClaimAsync(_request, Cancel)).State);

        await _keys.RenewAsync(_request, claim.ClaimedAt, Cancel);
        Assert.Equal(IdempotencyState.InHand, (await _keys.ClaimAsync(_request, Cancel)).State);

        await _keys.GiveUpAsync(_request, claim.ClaimedAt, Cancel);
        Assert.Equal(IdempotencyState.OutcomeUnknown, (await _keys.ClaimAsync(_request, Cancel)).State);

        await _keys.CompleteAsync(_request, claim.ClaimedAt, Answer("late"), Cancel);
        Assert.Equal(IdempotencyState.Answered, (await _keys.ClaimAsync(_request, Cancel)).State);
    }

    [Fact]
    public async Task Expiry_WithoutTheJob_FreesWhatDoesNotRun()
    {
        await CompletedAsync(_request, "old");
        await ChangeAsync("expires_at = now() - interval '1 second'");
        var other = _request with { Hash = SHA256.HashData("another"u8) };

        var claim = await _keys.ClaimAsync(other, Cancel);

        Assert.Equal(IdempotencyState.Claimed, claim.State);
        await ChangeAsync("expires_at = now() - interval '1 second'");
        Assert.Equal(IdempotencyState.InHand, (await _keys.ClaimAsync(other, Cancel)).State);
    }

    [Fact]
    public async Task Claim_WhenItsKeyBecameAnothers_ChangesNothingOfTheirs()
    {
        var late = await _keys.ClaimAsync(_request, Cancel);
        await ChangeAsync("expires_at = now() - interval '1 second', lease_until = now() - interval '1 second'");
        var next = await _keys.ClaimAsync(_request, Cancel);

        await _keys.ReleaseAsync(_request, late.ClaimedAt, Cancel);
        await _keys.CompleteAsync(_request, late.ClaimedAt, Answer("late"), Cancel);

        Assert.NotEqual(late.ClaimedAt, next.ClaimedAt);
        Assert.Equal(IdempotencyState.InHand, (await _keys.ClaimAsync(_request, Cancel)).State);
    }

    [Fact]
    public async Task Expires_24HoursAfterTheClaim()
    {
        await CompletedAsync(_request, "x");

        Assert.Equal(TimeSpan.FromHours(24), await ScalarAsync<TimeSpan>("expires_at - created_at"));
    }

    [Theory]
    [InlineData("山田太郎 090-1234-5678", 1)]
    [InlineData("山田太郎 090-1234-5678", 100)]
    public async Task Answer_AtRest_IsEncryptedAndBoundToItsKey(string personal, int times)
    {
        await CompletedAsync(_request, string.Concat(Enumerable.Repeat(personal, times)));

        var stored = await ScalarAsync<byte[]>("answer_encrypted");
        Assert.Equal(-1, stored.AsSpan().IndexOf(Encoding.UTF8.GetBytes("山田")));
        Assert.Equal(-1, stored.AsSpan().IndexOf("Location"u8));

        var other = _request with { Key = "other" };
        await CompletedAsync(other, "x");
        await using var swap = database.DataSource.CreateCommand(
            $"SELECT set_config('app.tenant_id', '{_request.Tenant.Value}', false); UPDATE idempotency_keys SET answer_encrypted = (SELECT answer_encrypted FROM idempotency_keys WHERE key = 'other') WHERE key <> 'other'");
        await swap.ExecuteNonQueryAsync(Cancel);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => _keys.FindAsync(_request, Cancel));
    }

    [Fact]
    public async Task Job_DeletesWhatIsOver_OfAllTenants()
    {
        var tenants = new[] { await database.AddTenantAsync(), await database.AddTenantAsync() };
        foreach (var tenant in tenants)
        {
            foreach (var key in new[] { "over-1", "over-2", "kept" })
            {
                await CompletedAsync(Request(tenant, Guid.NewGuid(), key), "x");
            }

            await _keys.ClaimAsync(Request(tenant, Guid.NewGuid(), "over-but-runs"), Cancel);
        }

        await ExecuteAsOwnerAsync("UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key LIKE 'over%'");
        Assert.Equal(1, await _keys.DeleteOverAsync(tenants[0], 1, Cancel));

        await new IdempotencyExpiryJob(_keys).Execute(null!, Cancel);

        await using var connection = await OwnerAsync();
        await using var command = new NpgsqlCommand("SELECT string_agg(key, ' ' ORDER BY key) FROM idempotency_keys WHERE tenant_id = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenants.Select(tenant => tenant.Value).ToArray() });
        Assert.Equal("kept kept over-but-runs over-but-runs", await command.ExecuteScalarAsync(Cancel));
    }

    private static IdempotentRequest Request(TenantId tenant, Guid caller, string key = "key-1") => new(tenant, caller, key, SHA256.HashData("request"u8));

    private static IdempotentAnswer Answer(string body) =>
        new(201, [new("Content-Type", "application/json; charset=utf-8"), new("Location", "/api/v1/orders/1"), new("ETag", "\"1\"")], Encoding.UTF8.GetBytes(body));

    private async Task<IdempotentAnswer> CompletedAsync(IdempotentRequest request, string body)
    {
        var claim = await _keys.ClaimAsync(request, Cancel);
        Assert.Equal(IdempotencyState.Claimed, claim.State);
        var answer = Answer(body);
        await _keys.CompleteAsync(request, claim.ClaimedAt, answer, Cancel);
        return answer;
    }

    private Task ChangeAsync(string set) => ExecuteAsOwnerAsync($"UPDATE idempotency_keys SET {set} WHERE tenant_id = '{_request.Tenant.Value}'");

    private async Task<T> ScalarAsync<T>(string column)
    {
        await using var connection = await OwnerAsync();
        await using var command = new NpgsqlCommand($"SELECT {column} FROM idempotency_keys WHERE tenant_id = '{_request.Tenant.Value}'", connection);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task ExecuteAsOwnerAsync(string sql)
    {
        await using var connection = await OwnerAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<NpgsqlConnection> OwnerAsync()
    {
        var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        return connection;
    }
}
