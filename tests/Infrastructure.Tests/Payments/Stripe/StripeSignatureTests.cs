using System.Text;
using OrderPortal.Infrastructure.Payments.Stripe;

namespace OrderPortal.Infrastructure.Tests.Payments.Stripe;

public sealed class StripeSignatureTests
{
    private const string Secret = "whsec_test_secret";
    private const string Signature = "31b6a9f5e50dd7c941e99de51396d50f8068dc0e3011b00720d6b5838828170c";
    private const string Header = $"t=1614265330,v1={Signature}";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"evt_1","object":"event","type":"payment_intent.succeeded"}""");
    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    [Fact]
    public void Verify_WhenSignedAsKnown_Accepts() => Assert.True(StripeSignature.Verify(Secret, Header, Body, Sent));

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void Verify_WhenOldOrFromTheFuture_AcceptsFiveMinutes(int seconds, bool accepted) =>
        Assert.Equal(accepted, StripeSignature.Verify(Secret, Header, Body, Sent.AddSeconds(seconds)));

    [Theory]
    [InlineData($"t=1614265330,v1=00,v1={Signature}", true)] // a secret is being changed
    [InlineData($"t=1614265330,v0=00,v1={Signature}", true)]
    [InlineData($"t=1614265330,v0={Signature}", false)]
    [InlineData($"t=1614265331,v1={Signature}", false)]
    [InlineData($"t=1614265330,t=1614265330,v1={Signature}", false)]
    [InlineData($"v1={Signature}", false)]
    [InlineData("t=1614265330", false)]
    [InlineData($"t=-1614265330,v1={Signature}", false)]
    [InlineData($"t=9999999999999999999,v1={Signature}", false)]
    [InlineData($"t=1614265330,v1=31b6a9f5", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Verify_WhenTheHeaderIsAnother_AcceptsWhatIsSigned(string? header, bool accepted) => Assert.Equal(accepted, StripeSignature.Verify(Secret, header, Body, Sent));

    [Fact]
    public void Verify_WhenOneByteOrTheSecretIsAnother_Refuses()
    {
        var tampered = Body.ToArray();
        tampered[10] ^= 1;

        Assert.False(StripeSignature.Verify(Secret, Header, tampered, Sent));
        Assert.False(StripeSignature.Verify("test_secret", Header, Body, Sent));
    }
}
