using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Payments;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class PaymentMessagesTests : ComponentTests
{
    public PaymentMessagesTests() => Services.AddScoped<PaymentMessages>();

    private PaymentMessages Messages => Services.GetRequiredService<PaymentMessages>();

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Codes_ThatAreKnown_AreSaidInTheReadersWords(string language)
    {
        Speak(language);
        var messages = Messages;

        Assert.All(PaymentMessages.KnownCodes, code =>
        {
            Assert.Equal(language == "ja", messages.Title(code).Any(letter => letter > 0x2fff));
            Assert.Equal(language == "ja", messages.Sentence(code, isDecline: true).Any(letter => letter > 0x2fff));
            Assert.DoesNotContain($"({code})", messages.Sentence(code, isDecline: true), StringComparison.Ordinal);
            Assert.DoesNotContain($"（{code}）", messages.Sentence(code, isDecline: true), StringComparison.Ordinal);
        });
        Assert.All(
            (string[])["insufficient_funds", "card_declined", "expired_card", "authentication_required", "processing_error", "gateway_unavailable", "outcome_unknown", "amount_too_large", "amount_too_small", "expired"],
            code => Assert.Contains(code, PaymentMessages.KnownCodes));
    }

    [Theory]
    [InlineData("ja", ChargeStatus.Declined, "承認されませんでした（newly_invented）。")]
    [InlineData("ja", ChargeStatus.Failed, "失敗しました（newly_invented）。")]
    [InlineData("en", ChargeStatus.Declined, "Declined (newly_invented).")]
    [InlineData("ja", ChargeStatus.Failed, "決済サービスがエラーを返しました（HTTP 503）。", "http_503")]
    public void Codes_ThatNobodyKnowsHere_StandInTheSentence(string language, ChargeStatus status, string sentence, string code = "newly_invented")
    {
        Speak(language);

        Assert.Equal(sentence, Messages.Sentence(code, status));
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Refusals_AndReasonsOfPlans_AllHaveSentences(string language)
    {
        Speak(language);
        var messages = Messages;

        Assert.All(Constants(typeof(PaymentErrors)), code => Assert.DoesNotContain(code, messages.Refusal(new Error(code, "10000")), StringComparison.Ordinal));
        Assert.All(Constants(typeof(UnsettledCodes)), code => Assert.NotEqual(code, messages.Unsettled(code)));
    }

    [Fact]
    public void Refusals_NameAmountsAndNumbersAsPeopleWriteThem()
    {
        Speak("ja");

        Assert.Contains("¥12,300", Messages.Refusal(new Error(PaymentErrors.RefundTooHigh, "12300")), StringComparison.Ordinal);
        Assert.Contains("10,000件", Messages.Refusal(new Error(PaymentErrors.TooManyOrders, "10000")), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
