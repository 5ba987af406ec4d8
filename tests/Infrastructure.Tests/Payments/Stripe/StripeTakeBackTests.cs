using OrderPortal.Domain.Payments;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

/// <summary>Taking slips back and giving money back.</summary>
public sealed class StripeTakeBackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_WhenTheCustomerHasNotPaid_TakesTheSlipBack(bool nameIsKnown)
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var awaited = await setup.Gateway.ChargeAsync(charge, Cancel);

        var answer = await setup.Gateway.CancelAsync(setup.Again(charge, nameIsKnown ? awaited.Reference : null), Cancel);

        Assert.Equal((AttemptOutcome.Cancelled, "canceled"), (answer.Outcome, setup.Stripe.Book.Only.Status));
    }

    [Fact]
    public async Task Cancel_WhenTheCustomerHasPaid_SaysSo()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var awaited = await setup.Gateway.ChargeAsync(charge, Cancel);
        setup.Stripe.Book.Pay(setup.Stripe.Book.Only);

        var answer = await setup.Gateway.CancelAsync(setup.Again(charge, awaited.Reference), Cancel);

        Assert.Equal(AttemptOutcome.Succeeded, answer.Outcome);
    }

    [Fact]
    public async Task Cancel_WhenAskedTwice_IsCancelled()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var again = setup.Again(charge, (await setup.Gateway.ChargeAsync(charge, Cancel)).Reference);
        await setup.Gateway.CancelAsync(again, Cancel);

        Assert.Equal(AttemptOutcome.Cancelled, (await setup.Gateway.CancelAsync(again, Cancel)).Outcome);
    }

    [Fact]
    public async Task Cancel_WhenStripeDoesNotAnswer_ChangesNothing()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var awaited = await setup.Gateway.ChargeAsync(charge, Cancel);
        setup.Stripe.Next(StripeFault.Unavailable);

        var answer = await setup.Gateway.CancelAsync(setup.Again(charge, awaited.Reference), Cancel);

        Assert.Equal((AttemptOutcome.GatewayError, "requires_action"), (answer.Outcome, setup.Stripe.Book.Only.Status));
    }

    [Fact]
    public async Task Refund_WhenInParts_GivesEachPartBackOnce()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        var reference = (await setup.Gateway.ChargeAsync(charge, Cancel)).Reference!;
        var first = StripeSetup.Refund(charge, reference, 500);

        var answers = new[]
        {
            await setup.Gateway.RefundAsync(first, Cancel), await setup.Gateway.RefundAsync(first, Cancel), await setup.Gateway.RefundAsync(StripeSetup.Refund(charge, reference, 700), Cancel),
        };
        var tooMuch = await setup.Gateway.RefundAsync(StripeSetup.Refund(charge, reference, 1), Cancel);

        Assert.All(answers, static answer => Assert.Equal(AttemptOutcome.Succeeded, answer.Outcome));
        Assert.Equal([500, 700], setup.Stripe.Book.Refunds.Select(static refund => refund.Amount));
        Assert.Equal((AttemptOutcome.Refused, "charge_already_refunded"), (tooMuch.Outcome, tooMuch.Code));
    }

    [Theory]
    [InlineData(StripeFault.CutAfter)]
    [InlineData(StripeFault.ErrorAfter)]
    public async Task Refund_WhenItsAnswerAndItsKeyAreLost_IsFoundAndNotMadeAgain(StripeFault fault)
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        var refund = StripeSetup.Refund(charge, (await setup.Gateway.ChargeAsync(charge, Cancel)).Reference!, 500);

        // The list before is no POST, so the fault meets the refund itself.
        setup.Stripe.Next(fault);
        var first = await setup.Gateway.RefundAsync(refund, Cancel);
        setup.Stripe.ForgetKeys();
        var second = await setup.Gateway.RefundAsync(refund, Cancel);

        Assert.Contains(first.Outcome, new[] { AttemptOutcome.NoAnswer, AttemptOutcome.GatewayError });
        Assert.Equal(AttemptOutcome.Succeeded, second.Outcome);
        Assert.Single(setup.Stripe.Book.Refunds);
    }

    [Fact]
    public async Task Refund_WhenNotToBeRepeated_IsStillNotTakenForNotDone()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        var refund = StripeSetup.Refund(charge, (await setup.Gateway.ChargeAsync(charge, Cancel)).Reference!, 500);
        setup.Stripe.Next(StripeFault.ErrorAfter, shouldRetry: false);

        Assert.Equal(AttemptOutcome.GatewayError, (await setup.Gateway.RefundAsync(refund, Cancel)).Outcome);
        Assert.Equal(AttemptOutcome.Succeeded, (await setup.Gateway.RefundAsync(refund, Cancel)).Outcome);
    }

    [Theory]
    [InlineData("succeeded", AttemptOutcome.Succeeded, null)]
    [InlineData("pending", AttemptOutcome.AwaitingCustomer, null)]
    [InlineData("failed", AttemptOutcome.Refused, "insufficient_funds")]
    [InlineData("canceled", AttemptOutcome.Refused, "refund_cancelled")]
    public async Task Refund_WhenPaidAtAStore_AsksTheCustomerWhereToAndSaysLaterWhatCameOfIt(string status, AttemptOutcome outcome, string? code)
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var reference = (await setup.Gateway.ChargeAsync(charge, Cancel)).Reference!;
        setup.Stripe.Book.Pay(setup.Stripe.Book.Only);
        var refund = StripeSetup.Refund(charge, reference, 1_200);

        var first = await setup.Gateway.RefundAsync(refund, Cancel);
        var made = Assert.Single(setup.Stripe.Book.Refunds);
        (made.Status, made.FailureReason) = (status, "insufficient_funds");
        var later = await setup.Gateway.RefundAsync(refund, Cancel);

        Assert.Equal((AttemptOutcome.AwaitingCustomer, made.Id), (first.Outcome, first.Reference));
        Assert.Equal("hanako@customer.example", made.Form["instructions_email"]);
        Assert.Equal((outcome, code), (later.Outcome, later.Code));
        Assert.Single(setup.Stripe.Book.Refunds);
    }

    [Fact]
    public async Task Refund_WhenPaidAtAStoreByNobodyWhoCanBeWrittenTo_IsRefused()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var reference = (await setup.Gateway.ChargeAsync(charge, Cancel)).Reference!;
        setup.Stripe.Book.Pay(setup.Stripe.Book.Only);

        var answer = await setup.Gateway.RefundAsync(StripeSetup.Refund(charge, reference, 1_200) with { Customer = null }, Cancel);

        Assert.Equal((AttemptOutcome.Refused, "payer_email_missing"), (answer.Outcome, answer.Code));
        Assert.Empty(setup.Stripe.Book.Refunds);
    }
}
