using System.Net;
using System.Text;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Testing.Payments;

namespace OrderPortal.WebApp.Tests.Payments;

/// <summary>Stripe's messages, from the request to the orders that they pay.</summary>
public sealed class GatewayWebhookEndpointsTests(StripePortal portal) : IClassFixture<StripePortal>
{
    [Theory]
    [InlineData(0, "whsec_other", false)]
    [InlineData(-301, StripeDouble.WebhookSecret, false)]
    [InlineData(301, StripeDouble.WebhookSecret, false)]
    [InlineData(0, StripeDouble.WebhookSecret, true)]
    public async Task Post_WhenNotSignedByStripeOrNotLately_ChangesNothing(int secondsFromNow, string secret, bool tampered)
    {
        var (settlement, intent) = await portal.AwaitedAsync();
        var body = StripeDouble.Message("payment_intent.succeeded", portal.Stripe.Book.Pay(intent), "evt_forged");
        var signature = StripeDouble.Sign(body, TimeProvider.System.GetUtcNow().AddSeconds(secondsFromNow), secret);
        if (tampered)
        {
            body = [.. body, (byte)' '];
        }

        using var answer = await portal.PostAsync(body, signature);

        await PortalHost.ProblemAsync(answer, 400, "message_not_genuine");
        Assert.Equal(ChargeStatus.AwaitingCustomer, await portal.StatusAsync(settlement));
        Assert.Equal(0, await portal.NumberAsync("SELECT count(*) FROM gateway_messages WHERE message_id = 'evt_forged'"));
    }

    [Fact]
    public async Task Post_WhenNotSigned_IsRefused()
    {
        using var answer = await portal.PostAsync("{}"u8.ToArray(), null);

        await PortalHost.ProblemAsync(answer, 400, "message_not_genuine");
    }

    [Fact]
    public async Task Post_WhenSignedAndNoMessage_IsRefused()
    {
        var body = "[]"u8.ToArray();

        using var answer = await portal.PostAsync(body, StripeDouble.Sign(body, TimeProvider.System.GetUtcNow()));

        await PortalHost.ProblemAsync(answer, 400, "message_unreadable");
    }

    [Theory]
    [InlineData(256 * 1024, 400, "message_unreadable")]
    [InlineData((256 * 1024) + 1, 413, "body_too_large")]
    public async Task Post_WhenLarge_IsReadToItsLimit(int bytes, int status, string code)
    {
        var body = Encoding.ASCII.GetBytes(new string('x', bytes));

        using var answer = await portal.PostAsync(body, StripeDouble.Sign(body, TimeProvider.System.GetUtcNow()));

        await PortalHost.ProblemAsync(answer, status, code);
    }

    [Theory]
    [InlineData("paypal")]
    [InlineData("Stripe")]
    public async Task Post_WhenNoSuchGateway_IsNotFound(string gateway)
    {
        using var answer = await portal.PostAsync("{}"u8.ToArray(), null, gateway);

        await PortalHost.ProblemAsync(answer, 404, "not_found");
    }

    [Fact]
    public async Task Post_WhenTheSlipIsPaid_PaysTheOrderOnceHoweverOftenItIsSaid()
    {
        var (settlement, intent) = await portal.AwaitedAsync(3_300);
        var paid = portal.Stripe.Book.Pay(intent);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => portal.TellAsync("payment_intent.succeeded", paid, n == 3 ? "evt_another" : "evt_paid")));
        using var late = await portal.TellAsync("payment_intent.requires_action", paid, "evt_older");

        Assert.All(answers.Append(late), static answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((PaymentStatus.Paid, OrderStatus.Confirmed), await portal.OrderAsync(settlement));
        Assert.Equal((3_300, ChargeStatus.Succeeded), (await portal.BookedAsync(settlement), await portal.StatusAsync(settlement)));
        Assert.Equal(3, await portal.NumberAsync("SELECT count(*) FROM gateway_messages WHERE message_id IN ('evt_paid', 'evt_another', 'evt_older')"));
        Assert.Equal(1, await portal.NumberAsync($"SELECT count(*) FROM outbox_events WHERE charge_id = '{settlement.Charges[0]}' AND type = 'charge.succeeded'"));
    }

    [Fact]
    public async Task Post_WhenTheSlipRanOut_FailsTheOrder()
    {
        var (settlement, intent) = await portal.AwaitedAsync();

        using var answer = await portal.TellAsync("payment_intent.payment_failed", portal.Stripe.Book.Expire(intent));

        Assert.Equal((HttpStatusCode.OK, ChargeStatus.Expired), (answer.StatusCode, await portal.StatusAsync(settlement)));
        Assert.Equal((PaymentStatus.Failed, OrderStatus.Pending), await portal.OrderAsync(settlement));
    }

    [Fact]
    public async Task Post_WhenBeforeTheAnswerOfOurOwnCall_IsBookedAndTheAnswerAddsNothing()
    {
        portal.Stripe.Next(StripeFault.HangAfter);
        var settlement = await portal.SettleAsync(4_400, PaymentMethod.CreditCard);
        var intent = await portal.IntentAsync(settlement);
        Assert.Equal(ChargeStatus.Sending, await portal.StatusAsync(settlement));

        using var answer = await portal.TellAsync("payment_intent.succeeded", portal.Stripe.Book.ToJson(intent));

        Assert.Equal((HttpStatusCode.OK, ChargeStatus.Succeeded), (answer.StatusCode, await portal.StatusAsync(settlement)));
        await StripePortal.HoldsAsync(async () => portal.Stripe.Open == 0 && await portal.NumberAsync($"SELECT count(*) FROM work_queue WHERE id = '{settlement.Charges[0]}'") == 0);
        Assert.Equal((PaymentStatus.Paid, OrderStatus.Confirmed), await portal.OrderAsync(settlement));
        Assert.Equal(4_400, await portal.BookedAsync(settlement));
        Assert.Single(portal.Stripe.Book.Intents, made => made.Form.GetValueOrDefault("metadata[charge_id]") == settlement.Charges[0].ToString());
    }

    [Fact]
    public async Task Post_WhenStripeDoesNotConfirmIt_ComesAgainAndIsBookedThen()
    {
        var (settlement, intent) = await portal.AwaitedAsync();
        var paid = portal.Stripe.Book.Pay(intent);
        portal.Stripe.Next(StripeFault.Unavailable, "GET");

        using (var first = await portal.TellAsync("payment_intent.succeeded", paid, "evt_repeated"))
        {
            await PortalHost.ProblemAsync(first, 503, "message_not_confirmed");
            Assert.Equal(ChargeStatus.AwaitingCustomer, await portal.StatusAsync(settlement));
        }

        using var second = await portal.TellAsync("payment_intent.succeeded", paid, "evt_repeated");

        Assert.Equal((HttpStatusCode.OK, ChargeStatus.Succeeded), (second.StatusCode, await portal.StatusAsync(settlement)));
    }

    [Fact]
    public async Task Post_WhenOfAChargeThatThePortalDoesNotHave_IsTakenAndChangesNothing()
    {
        var (settlement, intent) = await portal.AwaitedAsync();
        var strange = new StripeIntent
        {
            Id = "pi_strange", Amount = 500, Method = "card",
            Form = new Dictionary<string, string>
            {
                ["metadata[tenant_id]"] = Guid.NewGuid().ToString(), ["metadata[charge_id]"] = settlement.Charges[0].ToString(), ["metadata[key]"] = intent.Form["metadata[key]"],
            },
        };
        portal.Stripe.Book.Add(strange);

        using var answer = await portal.TellAsync("payment_intent.succeeded", portal.Stripe.Book.ToJson(strange));

        Assert.Equal((HttpStatusCode.OK, ChargeStatus.AwaitingCustomer), (answer.StatusCode, await portal.StatusAsync(settlement)));
    }

    [Fact]
    public async Task Post_WhenPaidAfterTheOrderWasCancelled_GivesTheMoneyBackWhenTheCustomerHasSaidWhereTo()
    {
        var (settlement, intent) = await portal.AwaitedAsync(2_200);
        await TakeBackAsync(settlement, OrderStatus.Cancelled);

        using var paid = await portal.TellAsync("payment_intent.succeeded", portal.Stripe.Book.Pay(intent));
        Assert.Equal((HttpStatusCode.OK, ChargeStatus.Succeeded, 2_200L), (paid.StatusCode, await portal.StatusAsync(settlement), await portal.BookedAsync(settlement)));
        await StripePortal.HoldsAsync(() => Task.FromResult(portal.Stripe.Book.Refunds.Any(refund => refund.Intent == intent.Id)));
        var refund = portal.Stripe.Book.Refunds.Single(refund => refund.Intent == intent.Id);
        Assert.Equal((2_200, "yamada@example.test"), (refund.Amount, refund.Form["instructions_email"]));
        await StripePortal.HoldsAsync(async () => await portal.NumberAsync($"SELECT count(*) FROM work_queue WHERE id = '{refund.Form["metadata[refund_id]"]}' AND worker IS NULL") == 1);
        Assert.Equal(2_200, await portal.BookedAsync(settlement));

        refund.Status = "succeeded";
        using var done = await portal.TellAsync("refund.updated", StripeBook.ToJson(refund));

        await portal.BecomesAsync(settlement, ChargeStatus.Refunded);
        Assert.Equal(0, await portal.BookedAsync(settlement));
        Assert.Equal((PaymentStatus.Refunded, OrderStatus.Cancelled), await portal.OrderAsync(settlement));
        Assert.Single(portal.Stripe.Book.Refunds, made => made.Intent == intent.Id);
    }

    [Fact]
    public async Task Post_WhenPaidAfterItWasTakenBackAndTheOrderStillWaits_PaysTheOrder()
    {
        var (settlement, intent) = await portal.AwaitedAsync();
        await TakeBackAsync(settlement, OrderStatus.Pending);

        using var answer = await portal.TellAsync("payment_intent.succeeded", portal.Stripe.Book.Pay(intent));

        Assert.Equal((PaymentStatus.Paid, OrderStatus.Confirmed), await portal.OrderAsync(settlement));
        Assert.Equal(0, await portal.NumberAsync($"SELECT count(*) FROM refunds WHERE charge_id = '{settlement.Charges[0]}'"));
    }

    [Fact]
    public async Task Settlement_WhenStripeFailsInEveryWay_BooksExactlyWhatStripeTook()
    {
        portal.Stripe.RetryAfterSeconds = 1;
        portal.Stripe.Book.Declines[1_013] = "insufficient_funds";
        foreach (var fault in (StripeFault[])[StripeFault.ErrorAfter, StripeFault.CutAfter, StripeFault.HangAfter, StripeFault.Throttled, StripeFault.Garbage, StripeFault.HangBefore, StripeFault.Unavailable])
        {
            portal.Stripe.Next(fault);
        }

        var settlement = await portal.SettleAsync(Enumerable.Range(1, 40).Select(static n => 1_000L + n));

        await StripePortal.HoldsAsync(async () => await portal.NumberAsync($"SELECT count(*) FROM settlements WHERE id = '{settlement.Id}' AND finished_at IS NOT NULL") == 1);
        var made = portal.Stripe.Book.Intents.Where(intent => intent.Form.GetValueOrDefault("metadata[tenant_id]") == settlement.Tenant.ToString()).ToList();
        Assert.Equal(40, made.Select(static intent => intent.Form["metadata[charge_id]"]).Distinct().Count());
        Assert.Equal(40, made.Count);
        Assert.Equal(39, made.Count(static intent => intent.Status == "succeeded"));
        Assert.Equal(
            made.Where(static intent => intent.Status == "succeeded").Sum(static intent => intent.Amount),
            await portal.NumberAsync($"SELECT sum(amount) FROM payment_movements WHERE tenant_id = '{settlement.Tenant}'"));
        Assert.Equal(39, await portal.NumberAsync($"SELECT count(*) FROM charges WHERE settlement_id = '{settlement.Id}' AND status = 3 AND outcome_known AND gateway_reference LIKE 'pi_%'"));
        Assert.Equal(1, await portal.NumberAsync($"SELECT count(*) FROM charges WHERE settlement_id = '{settlement.Id}' AND status = 4 AND failure_code = 'insufficient_funds'"));
    }

    /// <summary>As cancelling leaves it, without Stripe's having heard of it in time.</summary>
    private async Task TakeBackAsync(SeededSettlement settlement, OrderStatus order)
    {
        await portal.ExecuteAsync($"DELETE FROM work_queue WHERE id = '{settlement.Charges[0]}'");
        await portal.ExecuteAsync($"UPDATE charges SET status = 8 WHERE id = '{settlement.Charges[0]}'");
        await portal.ExecuteAsync($"UPDATE orders SET payment_status = 1, status = {(short)order} WHERE id = '{settlement.Orders[0]}'");
    }
}
