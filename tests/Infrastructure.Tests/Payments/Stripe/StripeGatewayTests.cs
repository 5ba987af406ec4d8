using Microsoft.AspNetCore.WebUtilities;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

/// <summary>What Stripe may answer to a charge, and what it is to the portal.</summary>
public sealed class StripeGatewayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charge_WhenTheCardIsGood_IsMadeAndConfirmedInOneCall()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();

        var answer = await setup.Gateway.ChargeAsync(charge, Cancel);

        Assert.Equal((AttemptOutcome.Succeeded, setup.Stripe.Book.Only.Id, 200, "req_1"), (answer.Outcome, answer.Reference, answer.HttpStatus, answer.RequestId));
        var request = Assert.Single(setup.Stripe.Requests);
        Assert.Equal(("POST", "/v1/payment_intents", charge.IdempotencyKey, "2026-10-28.endive"), (request.Method, request.Path, request.Key, request.Version));
        var form = QueryHelpers.ParseQuery(request.Form);
        Assert.Equal(("1200", "jpy", "true", "pm_card_visa"), (form["amount"].Single(), form["currency"].Single(), form["confirm"].Single(), form["payment_method"].Single()));
        Assert.Equal((charge.Tenant.ToString(), charge.Id.ToString(), charge.IdempotencyKey), (form["metadata[tenant_id]"].Single(), form["metadata[charge_id]"].Single(), form["metadata[key]"].Single()));
        Assert.Equal(1_200, setup.Stripe.Book.Taken);
    }

    [Theory]
    [InlineData(4_004, "insufficient_funds")]
    [InlineData(4_005, "expired_card")]
    public async Task Charge_WhenTheCardIsDeclined_SaysWhyAndNothingElse(long amount, string code)
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Book.Declines[amount] = code;

        var answer = await setup.Gateway.ChargeAsync(setup.Card(amount), Cancel);

        Assert.Equal((AttemptOutcome.Declined, code, 402, setup.Stripe.Book.Only.Id), (answer.Outcome, answer.Code, answer.HttpStatus, answer.Reference));
        Assert.DoesNotContain("Yamada", answer.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, setup.Stripe.Book.Taken);
    }

    [Fact]
    public async Task Charge_WhenTheBankWantsToSeeTheHolder_IsDeclined()
    {
        await using var setup = await StripeSetup.StartAsync(("PaymentMethod", StripeBook.AuthenticationCard));

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal((AttemptOutcome.Declined, "authentication_required"), (answer.Outcome, answer.Code));
    }

    [Fact]
    public async Task Charge_WhenTheBankTakesItsTime_IsAskedAboutAndNotChargedAgain()
    {
        await using var setup = await StripeSetup.StartAsync(("PaymentMethod", StripeBook.SlowCard));
        var charge = setup.Card();

        var first = await setup.Gateway.ChargeAsync(charge, Cancel);
        var second = await setup.Gateway.ChargeAsync(setup.Again(charge, first.Reference), Cancel);
        setup.Stripe.Book.Only.Status = "succeeded";
        var third = await setup.Gateway.ChargeAsync(setup.Again(charge, first.Reference), Cancel);

        Assert.Equal((AttemptOutcome.NoAnswer, "processing"), (first.Outcome, first.Code));
        Assert.Equal(AttemptOutcome.NoAnswer, second.Outcome);
        Assert.Equal(AttemptOutcome.Succeeded, third.Outcome);
        Assert.Single(setup.Stripe.Requests, static request => request.Method == "POST");
    }

    [Fact]
    public async Task Charge_WhenAskedAgainWithItsKey_IsDoneOnce()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();

        var first = await setup.Gateway.ChargeAsync(charge, Cancel);
        var second = await setup.Gateway.ChargeAsync(setup.Again(charge), Cancel);

        Assert.Equal(first.Reference, second.Reference);
        Assert.Single(setup.Stripe.Book.Intents);
    }

    [Fact]
    public async Task Charge_WhenItsKeyComesWithAnotherAmount_IsRefused()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Card();
        await setup.Gateway.ChargeAsync(charge, Cancel);

        var answer = await setup.Gateway.ChargeAsync(charge with { Amount = 1_300 }, Cancel);

        Assert.Equal((AttemptOutcome.Refused, "idempotency_error", 400), (answer.Outcome, answer.Code, answer.HttpStatus));
        Assert.Equal(1_200, setup.Stripe.Book.Taken);
    }

    [Fact]
    public async Task Charge_WhenItIsOlderThanKeysLive_IsLookedForFirst()
    {
        await using var setup = await StripeSetup.StartAsync();
        var charge = setup.Again(setup.Card());
        setup.Stripe.Next(StripeFault.CutAfter);
        await setup.Gateway.ChargeAsync(charge, Cancel);
        setup.Clock.Advance(TimeSpan.FromDays(2));
        setup.Stripe.ForgetKeys();

        var answer = await setup.Gateway.ChargeAsync(charge, Cancel);

        Assert.Equal((AttemptOutcome.Succeeded, setup.Stripe.Book.Only.Id), (answer.Outcome, answer.Reference));
    }

    [Fact]
    public async Task Charge_WhenTheSecretKeyIsWrong_IsRefused()
    {
        await using var setup = await StripeSetup.StartAsync(("SecretKey", "sk_test_other"));

        var answer = await setup.Gateway.ChargeAsync(setup.Card(), Cancel);

        Assert.Equal((AttemptOutcome.Refused, 401), (answer.Outcome, answer.HttpStatus));
        Assert.Empty(setup.Stripe.Book.Intents);
    }

    [Fact]
    public async Task Konbini_WhenTheNumbersAreGiven_WaitsForTheCustomer()
    {
        await using var setup = await StripeSetup.StartAsync(("KonbiniExpiresAfterDays", "5"));

        var answer = await setup.Gateway.ChargeAsync(setup.Konbini(description: "注文番号 2026-0001-0002-0003-0004"), Cancel);

        Assert.Equal(AttemptOutcome.AwaitingCustomer, answer.Outcome);
        Assert.Equal(setup.Clock.GetUtcNow().AddDays(5), answer.Voucher!.ExpiresAt);
        Assert.Equal(["familymart", "lawson", "ministop", "seicomart"], answer.Voucher.Stores.Select(static store => store.Chain));
        Assert.Equal(new VoucherStore("familymart", "123456", "09012345678"), answer.Voucher.Stores[0]);
        Assert.Equal(new VoucherStore("lawson", "444444", null), answer.Voucher.Stores[1]);
        Assert.Equal($"https://vouchers.example/{setup.Stripe.Book.Only.Id}", answer.Voucher.Url);
        Assert.Equal("注文番号 2026-0001-0002-00", setup.Stripe.Book.Only.Form["payment_method_options[konbini][product_description]"]);
        Assert.Equal(("山田花子", "hanako@customer.example"), (Sent("name"), Sent("email")));

        string Sent(string name) => setup.Stripe.Book.Only.Form[$"payment_method_data[billing_details][{name}]"];
    }

    [Fact]
    public async Task Konbini_WhenSomeChainsGiveNoNumbers_HasThoseOfTheOthers()
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Book.Chains = ["ministop"];

        var answer = await setup.Gateway.ChargeAsync(setup.Konbini(), Cancel);

        Assert.Equal("ministop", Assert.Single(answer.Voucher!.Stores).Chain);
    }

    [Fact]
    public async Task Konbini_WhenNobodyCanBeWrittenTo_IsRefusedWithoutACall()
    {
        await using var setup = await StripeSetup.StartAsync();

        var answer = await setup.Gateway.ChargeAsync(setup.Konbini(email: null), Cancel);

        Assert.Equal((AttemptOutcome.Refused, "payer_email_missing"), (answer.Outcome, answer.Code));
        Assert.Empty(setup.Stripe.Requests);
    }

    [Theory]
    [InlineData("090-1234-5678", "09012345678")]
    [InlineData("03-1234-5678", "0312345678")]
    [InlineData("000-0000-0000", null)]
    [InlineData("12345", null)]
    [InlineData(null, null)]
    public async Task Konbini_WhenThePhoneHasTheRightLength_TakesItAsConfirmationNumber(string? phone, string? number)
    {
        await using var setup = await StripeSetup.StartAsync();

        var answer = await setup.Gateway.ChargeAsync(setup.Konbini(phone: phone), Cancel);

        Assert.Equal(AttemptOutcome.AwaitingCustomer, answer.Outcome);
        Assert.Equal(number, setup.Stripe.Book.Only.Form.GetValueOrDefault("payment_method_options[konbini][confirmation_number]"));
    }

    [Theory]
    [InlineData(PaymentMethod.CreditCard, 100, 1_000_000)]
    [InlineData(PaymentMethod.Konbini, 120, 300_000)]
    public async Task Bounds_WhenAsked_AreStripesWithinThePortals(PaymentMethod method, long min, long max)
    {
        await using var setup = await StripeSetup.StartAsync();

        Assert.Equal(new ChargeBounds(min, max), setup.Gateway.BoundsOf(method));
    }

    [Fact]
    public async Task Bounds_WhenThereIsNothingToCharge_AreNone()
    {
        await using var setup = await StripeSetup.StartAsync(("PaymentMethod", ""));

        Assert.Null(setup.Gateway.BoundsOf(PaymentMethod.CreditCard));
        Assert.Null(setup.Gateway.BoundsOf(PaymentMethod.BankTransfer));
        Assert.Null(setup.Gateway.BoundsOf(PaymentMethod.Invoice));
        Assert.NotNull(setup.Gateway.BoundsOf(PaymentMethod.Konbini));
    }

    [Fact]
    public async Task Calls_WhenMade_AreNotLogged()
    {
        await using var setup = await StripeSetup.StartAsync();
        setup.Stripe.Next(StripeFault.CutAfter);

        await setup.Gateway.ChargeAsync(setup.Konbini(), Cancel);
        await setup.Gateway.ChargeAsync(setup.Konbini(), Cancel);

        Assert.DoesNotContain(setup.Log.All, static line => line.Contains("hanako", StringComparison.Ordinal) || line.Contains("山田", StringComparison.Ordinal)
            || line.Contains(StripeDouble.SecretKey, StringComparison.Ordinal) || line.Contains("payment_intents", StringComparison.Ordinal));
    }
}
