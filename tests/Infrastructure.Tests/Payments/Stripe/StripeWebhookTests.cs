using System.Text;
using System.Text.Json.Nodes;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

/// <summary>What Stripe's messages say: which charge to look at, and how that one stands now.</summary>
public sealed class StripeWebhookTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_WhenTheSlipIsPaid_SaysWhoseChargeHasSucceeded()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Konbini();
        var awaited = await setup.Gateway.ChargeAsync(charge, Cancel);

        var read = await ReadAsync(setup, "payment_intent.succeeded", setup.Stripe.Book.Pay(setup.Stripe.Book.Only), "evt_1");

        var notice = read.Value!;
        Assert.Equal(("stripe", "evt_1", charge.Tenant, charge.Id, 1), (notice.Gateway, notice.MessageId, notice.Tenant, notice.Charge, notice.Round));
        Assert.Equal((AttemptOutcome.Succeeded, awaited.Reference), (notice.Answer.Outcome, notice.Answer.Reference));
    }

    [Theory]
    [InlineData("payment_intent.requires_action", "requires_action", AttemptOutcome.AwaitingCustomer)]
    [InlineData("payment_intent.canceled", "canceled", AttemptOutcome.Cancelled)]
    [InlineData("payment_intent.payment_failed", "requires_payment_method", AttemptOutcome.Declined)]

    // Out of sequence: the older message comes last, and says nothing against how the charge stands.
    [InlineData("payment_intent.requires_action", "succeeded", AttemptOutcome.Succeeded)]
    [InlineData("payment_intent.canceled", "succeeded", AttemptOutcome.Succeeded)]
    public async Task Message_WhateverItSays_SaysHowTheChargeStandsNow(string type, string status, AttemptOutcome outcome)
    {
        await using var setup = await StripeSetup.StartAsync();
        await setup.Gateway.ChargeAsync(setup.Konbini(), Cancel);
        var asItWas = setup.Stripe.Book.ToJson(setup.Stripe.Book.Only);
        setup.Stripe.Book.Only.Status = status;

        var read = await ReadAsync(setup, type, asItWas);

        Assert.Equal(outcome, read.Value!.Answer.Outcome);
        Assert.Equal(outcome == AttemptOutcome.AwaitingCustomer, read.Value.Answer.Voucher is not null);
    }

    [Fact]
    public async Task Message_WhenTheSlipRanOut_SaysExpired()
    {
        await using var setup = await StripeSetup.StartAsync();
        await setup.Gateway.ChargeAsync(setup.Konbini(), Cancel);

        var read = await ReadAsync(setup, "payment_intent.payment_failed", setup.Stripe.Book.Expire(setup.Stripe.Book.Only));

        Assert.Equal(AttemptOutcome.Expired, read.Value!.Answer.Outcome);
    }

    [Fact]
    public async Task Message_WhenOfTheSecondRound_SaysSo()
    {
        await using var setup = await StripeSetup.StartAsync();
        await setup.Gateway.ChargeAsync(setup.Card(round: 2), Cancel);

        var read = await ReadAsync(setup, "payment_intent.succeeded", setup.Stripe.Book.ToJson(setup.Stripe.Book.Only));

        Assert.Equal(2, read.Value!.Round);
    }

    [Theory]
    [InlineData("payment_intent.created")]
    [InlineData("payment_intent.processing")]
    [InlineData("customer.created")]
    public async Task Message_WhenOfAnotherKind_IsPassedOver(string type)
    {
        await using var setup = await StripeSetup.StartAsync();
        await setup.Gateway.ChargeAsync(setup.Card(), Cancel);
        var requests = setup.Stripe.Requests.Count;

        var read = await ReadAsync(setup, type, setup.Stripe.Book.ToJson(setup.Stripe.Book.Only));

        Assert.True(read.IsSuccess);
        Assert.Null(read.Value);
        Assert.Equal(requests, setup.Stripe.Requests.Count);
    }

    [Fact]
    public async Task Message_WhenOfAPaymentThatIsNoneOfOurs_IsPassedOver()
    {
        await using var setup = await StripeSetup.StartAsync();
        var others = new StripeIntent { Id = "pi_others", Amount = 500, Method = "card", Form = new Dictionary<string, string>() };
        setup.Stripe.Book.Add(others);

        var strange = await ReadAsync(setup, "payment_intent.succeeded", setup.Stripe.Book.ToJson(others));
        var unknown = await ReadAsync(setup, "payment_intent.succeeded", new JsonObject { ["id"] = "pi_of_another_account" });

        Assert.All([strange, unknown], static read => Assert.True(read is { IsSuccess: true, Value: null }));
    }

    [Theory]
    [InlineData(StripeFault.Unavailable)]
    [InlineData(StripeFault.Throttled)]
    [InlineData(StripeFault.Garbage)]
    [InlineData(StripeFault.CutAfter)]
    public async Task Message_WhenStripeDoesNotSayHowTheChargeStands_HasToComeAgain(StripeFault fault)
    {
        await using var setup = await StripeSetup.StartAsync();
        await setup.Gateway.ChargeAsync(setup.Card(), Cancel);
        setup.Stripe.Next(fault, "GET");

        var read = await ReadAsync(setup, "payment_intent.succeeded", setup.Stripe.Book.ToJson(setup.Stripe.Book.Only));

        Assert.Equal(GatewayMessageErrors.NotConfirmed, read.Error?.Code);
    }

    [Fact]
    public async Task Message_WhenStripeStaysSilent_HasToComeAgain()
    {
        await using var setup = await StripeSetup.StartAsync();
        await setup.Gateway.ChargeAsync(setup.Card(), Cancel);
        setup.Stripe.Next(StripeFault.HangAfter, "GET");

        var reading = ReadAsync(setup, "payment_intent.succeeded", setup.Stripe.Book.ToJson(setup.Stripe.Book.Only));
        await Imports.Eventually.HoldsAsync(() => setup.Stripe.Open == 1);
        setup.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(GatewayMessageErrors.NotConfirmed, (await reading).Error?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded"}""")]
    [InlineData("""{"id":7,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_1"}}}""")]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":""")]
    public async Task Message_WhenNoneOfStripes_IsUnreadable(string body)
    {
        await using var setup = await StripeSetup.StartAsync();

        var read = await setup.Webhook.ReadAsync(Encoding.UTF8.GetBytes(body), Cancel);

        Assert.Equal(GatewayMessageErrors.Unreadable, read.Error?.Code);
    }

    [Fact]
    public async Task Message_WhenSignedByAnother_IsNotGenuine()
    {
        await using var setup = await StripeSetup.StartAsync();
        var body = StripeDouble.Message("payment_intent.succeeded", new JsonObject { ["id"] = "pi_1" });
        var now = setup.Clock.GetUtcNow();

        Assert.True(setup.Webhook.IsGenuine(body, StripeDouble.Sign(body, now)));
        Assert.False(setup.Webhook.IsGenuine(body, StripeDouble.Sign(body, now, "whsec_other")));
        Assert.False(setup.Webhook.IsGenuine(body, StripeDouble.Sign(body, now.AddSeconds(-301))));
        Assert.False(setup.Webhook.IsGenuine(body, null));
    }

    private static Task<Result<GatewayNotice?>> ReadAsync(StripeSetup setup, string type, JsonNode subject, string? id = null) =>
        setup.Webhook.ReadAsync(StripeDouble.Message(type, subject, id), Cancel);
}
