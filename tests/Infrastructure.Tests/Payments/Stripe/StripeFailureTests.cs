using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

/// <summary>What can go wrong between the portal and Stripe; Stripe's book says what really happened.</summary>
public sealed class StripeFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StripeFault.Throttled, null, AttemptOutcome.Throttled, "rate_limit", 429, 0)]
    [InlineData(StripeFault.Throttled, false, AttemptOutcome.Refused, "rate_limit", 429, 0)]
    [InlineData(StripeFault.Unavailable, null, AttemptOutcome.GatewayError, "api_error", 503, 0)]
    [InlineData(StripeFault.Unavailable, true, AttemptOutcome.GatewayError, "api_error", 503, 0)]
    [InlineData(StripeFault.ErrorBefore, null, AttemptOutcome.GatewayError, "api_error", 500, 0)]
    [InlineData(StripeFault.ErrorAfter, null, AttemptOutcome.GatewayError, "api_error", 500, 1)]
    [InlineData(StripeFault.CutAfter, null, AttemptOutcome.NoAnswer, "connection_lost", null, 1)]
    [InlineData(StripeFault.Garbage, null, AttemptOutcome.GatewayError, "unreadable_answer", 200, 1)]
    public async Task Charge_WhenItGoesWrong_SaysWhatIsKnown(StripeFault fault, bool? shouldRetry, AttemptOutcome outcome, string code, int? status, int done)
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Next(fault, shouldRetry: shouldRetry);

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal((outcome, code, status), (answer.Outcome, answer.Code, answer.HttpStatus));
        Assert.Equal(fault == StripeFault.Throttled ? TimeSpan.FromSeconds(7) : null, answer.RetryAfter);
        Assert.Equal(done, setup.Stripe.Book.Intents.Count);
    }

    [Theory]
    [InlineData(StripeFault.Throttled)]
    [InlineData(StripeFault.Unavailable)]
    [InlineData(StripeFault.CutAfter)]
    [InlineData(StripeFault.Garbage)]
    public async Task Charge_WhenRepeatedAfterAFailure_IsDoneOnce(StripeFault fault)
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        setup.Stripe.Next(fault);
        await setup.Gateway.ChargeAsync(charge, Cancel);

        var answer = await setup.Gateway.ChargeAsync(setup.Again(charge), Cancel);

        Assert.Equal((AttemptOutcome.Succeeded, setup.Stripe.Book.Only.Id), (answer.Outcome, answer.Reference));
    }

    [Fact]
    public async Task Charge_WhenAnErrorComesBackForItsKeyForEver_IsFoundByLooking()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        setup.Stripe.Next(StripeFault.ErrorAfter);

        var first = await setup.Gateway.ChargeAsync(charge, Cancel);
        var second = await setup.Gateway.ChargeAsync(setup.Again(charge), Cancel);

        Assert.Equal(AttemptOutcome.GatewayError, first.Outcome);
        Assert.Equal((AttemptOutcome.Succeeded, setup.Stripe.Book.Only.Id), (second.Outcome, second.Reference));
    }

    [Fact]
    public async Task Charge_WhenAnErrorComesBackForItsKeyAndNothingWasDone_StaysUnknown()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        setup.Stripe.Next(StripeFault.ErrorBefore);
        await setup.Gateway.ChargeAsync(charge, Cancel);

        var second = await setup.Gateway.ChargeAsync(setup.Again(charge), Cancel);

        Assert.Equal((AttemptOutcome.GatewayError, 500), (second.Outcome, second.HttpStatus));
    }

    [Fact]
    public async Task Charge_WhenNotToBeRepeatedAndDoneAllTheSame_IsFoundAtOnce()
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Next(StripeFault.ErrorAfter, shouldRetry: false);

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal((AttemptOutcome.Succeeded, setup.Stripe.Book.Only.Id), (answer.Outcome, answer.Reference));
    }

    [Fact]
    public async Task Charge_WhenNotToBeRepeatedAndNotDone_IsRefused()
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Next(StripeFault.ErrorBefore, shouldRetry: false);

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal((AttemptOutcome.Refused, 500), (answer.Outcome, answer.HttpStatus));
    }

    [Fact]
    public async Task Charge_WhenNotToBeRepeatedAndNobodySaysWhetherItWasDone_StaysUnknown()
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Next(StripeFault.ErrorAfter, shouldRetry: false);
        setup.Stripe.Next(StripeFault.Unavailable, "GET");

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal(AttemptOutcome.GatewayError, answer.Outcome);
    }

    [Fact]
    public async Task Charge_WhenItsKeyIsBeingWorkedOn_IsNotDoneTwice()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        setup.Stripe.Next(StripeFault.HangAfter);
        var first = setup.Gateway.ChargeAsync(charge, impatience.Token);
        await Eventually.HoldsAsync(() => setup.Stripe.Book.Intents.Count == 1);

        var second = await setup.Gateway.ChargeAsync(charge, Cancel);
        await impatience.CancelAsync();

        Assert.Equal((AttemptOutcome.GatewayError, 409), (second.Outcome, second.HttpStatus));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Eventually.HoldsAsync(() => setup.Stripe.Open == 0);
        Assert.Equal(AttemptOutcome.Succeeded, (await setup.Gateway.ChargeAsync(setup.Again(charge), Cancel)).Outcome);
        Assert.Single(setup.Stripe.Book.Intents);
    }

    [Fact]
    public async Task Charge_WhenItWasNeverDoneAndNeverAnswered_CanBeRepeated()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        setup.Stripe.Next(StripeFault.HangBefore);
        var first = setup.Gateway.ChargeAsync(charge, impatience.Token);
        await Eventually.HoldsAsync(() => setup.Stripe.Open == 1);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Eventually.HoldsAsync(() => setup.Stripe.Open == 0);

        Assert.Null(await setup.Gateway.LookUpAsync(setup.Again(charge), Cancel));
        Assert.Equal(AttemptOutcome.Succeeded, (await setup.Gateway.ChargeAsync(setup.Again(charge), Cancel)).Outcome);
    }

    [Fact]
    public async Task Charge_WhenNobodyListens_HasNoAnswer()
    {
        await using var setup = await StripeSetup.StartAsync(("BaseAddress", "http://127.0.0.1:1"));

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal((AttemptOutcome.NoAnswer, "connection_refused", null), (answer.Outcome, answer.Code, answer.HttpStatus));
    }

    [Fact]
    public async Task LookUp_WhenManyWereMadeSince_TurnsThePages()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Again(setup.Card());
        setup.Stripe.Next(StripeFault.CutAfter);
        await setup.Gateway.ChargeAsync(charge, Cancel);
        for (var i = 0; i < 230; i++)
        {
            await setup.Gateway.ChargeAsync(setup.Card(), Cancel);
        }

        var found = await setup.Gateway.LookUpAsync(charge, Cancel);

        Assert.Equal((AttemptOutcome.Succeeded, setup.Stripe.Book.Intents[0].Id), (found!.Outcome, found.Reference));
        Assert.Equal(3, setup.Stripe.Requests.Count(static request => request.Method == "GET"));
    }

    [Fact]
    public async Task LookUp_WhenTheNameIsOfAnEarlierRound_FindsTheNewOne()
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Book.Declines[1_200] = "insufficient_funds";
        var charge = setup.Card();
        var declined = await setup.Gateway.ChargeAsync(charge, Cancel);
        setup.Stripe.Book.Declines.Clear();
        var retried = setup.Again(charge with { IdempotencyKey = ChargeKeys.Of(charge.Id, 2) }, declined.Reference);

        Assert.Null(await setup.Gateway.LookUpAsync(retried, Cancel));
        var paid = await setup.Gateway.ChargeAsync(retried, Cancel);
        var found = await setup.Gateway.LookUpAsync(retried, Cancel);

        Assert.Equal((AttemptOutcome.Succeeded, paid.Reference), (found!.Outcome, found.Reference));
        Assert.NotEqual(declined.Reference, found.Reference);
    }

    [Fact]
    public async Task LookUp_WhenTheSlipRanOut_SaysExpired()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var awaited = await setup.Gateway.ChargeAsync(charge, Cancel);
        setup.Stripe.Book.Expire(setup.Stripe.Book.Only);

        var found = await setup.Gateway.LookUpAsync(setup.Again(charge, awaited.Reference), Cancel);

        Assert.Equal(AttemptOutcome.Expired, found!.Outcome);
    }

    [Fact]
    public async Task LookUp_WhenStripeDoesNotKnowItsOwnName_IsNoSignThatItWasNeverMade()
    {
        await using var setup = await StripeSetup.StartAsync();

        var found = await setup.Gateway.LookUpAsync(setup.Again(setup.Card(), "pi_of_another_account"), Cancel);

        Assert.Equal((AttemptOutcome.Refused, "resource_missing"), (found!.Outcome, found.Code));
    }
}
