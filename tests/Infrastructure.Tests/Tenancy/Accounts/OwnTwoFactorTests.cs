using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Infrastructure.Tenancy.Accounts;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy.Accounts;

public sealed class OwnTwoFactorTests(TestDatabase database) : AccountFixture(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task TurnedOn_KeepsTheKeyEncryptedAndTheCodesHashed()
    {
        var person = await PersonAsync();
        var other = await SignInAgainAsync(person);
        var (key, codes) = await TurnOnAsync(person);

        Assert.Equal(new TwoFactorState(true, TwoFactorState.Codes), await StateAsync(person));
        Assert.Equal((TwoFactorState.Codes, true, false), (codes.Distinct().Count(), await IsOpenAsync(person), await IsOpenAsync(other)));
        await using var context = Database.CreateContext(Tenant);
        var tokens = await context.Set<PortalUserToken>().Where(token => token.UserId == person.User).Select(token => token.Value!).ToListAsync(Cancel);
        Assert.Equal(2, tokens.Count);
        Assert.All(codes, code => Assert.DoesNotContain(tokens, token => token.Contains(code, StringComparison.Ordinal)));
        await using var connection = await Database.Connections.OpenAsync(Tenant, Cancel);
        await using var read = new Npgsql.NpgsqlCommand("SELECT string_agg(encode(value_encrypted, 'escape'), '') FROM user_tokens", connection);
        Assert.DoesNotContain(key, (string)(await read.ExecuteScalarAsync(Cancel))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_WithoutPasswordOrCode_TurnsNothingOn()
    {
        var person = await PersonAsync();
        Assert.Equal(AccountErrors.PasswordWrong, (await AsAsync<ITwoFactor, Result<TwoFactorSetup>>(person, own => own.BeginAsync("wrong horse battery", Cancel))).Error?.Code);
        var setup = (await AsAsync<ITwoFactor, Result<TwoFactorSetup>>(person, own => own.BeginAsync(Password, Cancel))).Value;

        Assert.Equal(AccountErrors.CodeWrong, (await AsAsync<ITwoFactor, Result<IReadOnlyList<string>>>(person, own => own.TurnOnAsync(setup, "000000", Cancel))).Error?.Code);
        Assert.Equal((32, 39), (setup.Key.Length, setup.Groups.Length));
        Assert.Equal(new TwoFactorState(false, 0), await StateAsync(person));
        Assert.Equal(AccountErrors.TwoFactorState, (await AsAsync<ITwoFactor, Result>(person, own => own.TurnOffAsync(Password, "000000", Cancel))).Error?.Code);
    }

    [Fact]
    public async Task Code_IsTakenOnce()
    {
        var person = await PersonAsync();
        var (key, _) = await TurnOnAsync(person);
        var code = AuthenticatorApp.Code(key, Clock.GetUtcNow());

        Assert.Equal(Proof.Wrong, await ProveAsync(person, code));
        Clock.Advance(TimeSpan.FromSeconds(30));
        var next = AuthenticatorApp.Code(key, Clock.GetUtcNow());
        Assert.Equal(Proof.Right, await ProveAsync(person, $" {next[..3]} {next[3..]}"));
        Assert.Equal(Proof.Wrong, await ProveAsync(person, next));
        Clock.Advance(TimeSpan.FromSeconds(30));
        var fullWidth = string.Concat(AuthenticatorApp.Code(key, Clock.GetUtcNow()).Select(digit => (char)(digit - '0' + '０')));
        Assert.Equal(Proof.Right, await ProveAsync(person, fullWidth));
    }

    [Fact]
    public async Task Code_GivenByManyAtOnce_LetsOneIn()
    {
        var person = await PersonAsync();
        var (key, _) = await TurnOnAsync(person);
        Clock.Advance(TimeSpan.FromSeconds(30));
        var code = AuthenticatorApp.Code(key, Clock.GetUtcNow());

        var proofs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ProveAsync(person, code)));

        Assert.Single(proofs, Proof.Right);
    }

    [Fact]
    public async Task Guesses_OfManyAtOnce_CountOneByOne()
    {
        var person = await PersonAsync();
        var (key, _) = await TurnOnAsync(person);
        Clock.Advance(TimeSpan.FromSeconds(30));

        var proofs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ProveAsync(person, "000000")));

        Assert.Equal(5, proofs.Count(proof => proof == Proof.Wrong));
        Assert.Equal(Proof.LockedOut, await ProveAsync(person, AuthenticatorApp.Code(key, Clock.GetUtcNow())));
    }

    [Fact]
    public async Task RecoveryCode_IsTakenOnce_AndNewOnesTakeThePlaceOfAll()
    {
        var person = await PersonAsync();
        var (_, codes) = await TurnOnAsync(person);

        Assert.Equal(Proof.RightByRecoveryCode, await ProveAsync(person, codes[3]));
        Assert.Equal(Proof.Wrong, await ProveAsync(person, codes[3]));
        Assert.Equal(Proof.RightByRecoveryCode, await ProveAsync(person, codes[4].Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()));
        Assert.Equal(8, (await StateAsync(person)).CodesLeft);

        Assert.Equal(AccountErrors.PasswordWrong, (await RenewAsync(person, "wrong horse battery")).Error?.Code);
        var renewed = (await RenewAsync(person, Password)).Value;
        Assert.Equal((10, Proof.Wrong, Proof.RightByRecoveryCode), ((await StateAsync(person)).CodesLeft, await ProveAsync(person, codes[5]), await ProveAsync(person, renewed[0])));
    }

    [Fact]
    public async Task TurnedOff_WantsPasswordAndCode()
    {
        var person = await PersonAsync();
        var (key, codes) = await TurnOnAsync(person);
        Clock.Advance(TimeSpan.FromSeconds(30));
        var code = AuthenticatorApp.Code(key, Clock.GetUtcNow());

        Assert.Equal(AccountErrors.PasswordWrong, (await TurnOffAsync(person, "wrong horse battery", code)).Error?.Code);
        Assert.Equal(AccountErrors.CodeWrong, (await TurnOffAsync(person, Password, "000000")).Error?.Code);
        Assert.True((await TurnOffAsync(person, Password, codes[0])).IsSuccess);

        Assert.Equal(new TwoFactorState(false, 0), await StateAsync(person));
        await using var context = Database.CreateContext(Tenant);
        Assert.Empty(await context.Set<PortalUserToken>().Where(token => token.UserId == person.User).ToListAsync(Cancel));
        Assert.Equal(
            [AuditActions.TwoFactorTurnedOn, AuditActions.ProofRefused, AuditActions.ProofRefused, AuditActions.TwoFactorTurnedOff],
            await context.AuditLog.Where(entry => entry.EntityId == person.User).OrderBy(entry => entry.Seq).Select(entry => entry.Action).ToListAsync(Cancel));
    }

    private async Task<(string Key, IReadOnlyList<string> Codes)> TurnOnAsync(UserSessionKey person)
    {
        var setup = (await AsAsync<ITwoFactor, Result<TwoFactorSetup>>(person, own => own.BeginAsync(Password, Cancel))).Value;
        var codes = await AsAsync<ITwoFactor, Result<IReadOnlyList<string>>>(person, own => own.TurnOnAsync(setup, AuthenticatorApp.Code(setup.Key, Clock.GetUtcNow()), Cancel));
        return (setup.Key, codes.Value);
    }

    private Task<TwoFactorState> StateAsync(UserSessionKey person) => AsAsync<ITwoFactor, TwoFactorState>(person, own => own.GetAsync(Cancel));

    private Task<Result<IReadOnlyList<string>>> RenewAsync(UserSessionKey person, string password) =>
        AsAsync<ITwoFactor, Result<IReadOnlyList<string>>>(person, own => own.RenewCodesAsync(password, Cancel));

    private Task<Result> TurnOffAsync(UserSessionKey person, string password, string code) => AsAsync<ITwoFactor, Result>(person, own => own.TurnOffAsync(password, code, Cancel));

    private async Task<Proof> ProveAsync(UserSessionKey person, string code)
    {
        var proved = Proof.Wrong;
        await AsAsync<IServiceProvider, bool>(person, async services =>
        {
            var context = (OrderPortalDbContext)services.GetService(typeof(OrderPortalDbContext))!;
            var proof = (PersonProof)services.GetService(typeof(PersonProof))!;
            await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
            proved = await proof.OfCodeAsync((await proof.FindAloneAsync(person.User, Cancel))!, code);
            await transaction.CommitAsync(Cancel);
            return true;
        });
        return proved;
    }
}
