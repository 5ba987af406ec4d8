using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Tests.Payments;

public sealed class ReceiveGatewayMessageTests
{
    private static readonly GatewayNotice Notice = new("stripe", "evt_1", TenantId.New(), ChargeId.New(), 1, new GatewayAnswer(AttemptOutcome.Succeeded));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_WhenGenuine_BooksItAndSaysWhetherItHadAnEffect(bool isNew)
    {
        var notices = new Notices(isNew);

        var result = await new ReceiveGatewayMessage([new Webhook(Notice)], notices).ExecuteAsync("stripe", Header("good"), new byte[] { 1 }, Cancel);

        Assert.Equal(isNew, result!.Value.Value);
        Assert.Equal([Notice], notices.Taken);
    }

    [Theory]
    [InlineData("bad")]
    [InlineData(null)]
    public async Task Execute_WhenNotGenuine_ReadsNothing(string? signature)
    {
        var notices = new Notices(true);

        var result = await new ReceiveGatewayMessage([new Webhook(new Error("must_not_be_read"))], notices).ExecuteAsync("stripe", Header(signature), new byte[] { 1 }, Cancel);

        Assert.Equal(GatewayMessageErrors.NotGenuine, result!.Value.Error?.Code);
        Assert.Empty(notices.Taken);
    }

    [Fact]
    public async Task Execute_WhenItCannotBeConfirmed_BooksNothing()
    {
        var notices = new Notices(true);

        var result = await new ReceiveGatewayMessage([new Webhook(new Error(GatewayMessageErrors.NotConfirmed))], notices).ExecuteAsync("stripe", Header("good"), new byte[] { 1 }, Cancel);

        Assert.Equal(GatewayMessageErrors.NotConfirmed, result!.Value.Error?.Code);
        Assert.Empty(notices.Taken);
    }

    [Fact]
    public async Task Execute_WhenNothingConcernsThePortal_HasNoEffect()
    {
        var notices = new Notices(true);

        var result = await new ReceiveGatewayMessage([new Webhook(default(GatewayNotice))], notices).ExecuteAsync("stripe", Header("good"), new byte[] { 1 }, Cancel);

        Assert.False(result!.Value.Value);
        Assert.Empty(notices.Taken);
    }

    [Fact]
    public async Task Execute_WhenNoSuchGateway_IsNothing() =>
        Assert.Null(await new ReceiveGatewayMessage([new Webhook(Notice)], new Notices(true)).ExecuteAsync("paypal", Header("good"), new byte[] { 1 }, Cancel));

    private static Func<string, string?> Header(string? value) => name => name == "Signature" ? value : null;

    private sealed class Webhook(Result<GatewayNotice?> read) : IGatewayWebhook
    {
        public string Gateway => "stripe";

        public string SignatureHeader => "Signature";

        public bool IsGenuine(ReadOnlySpan<byte> body, string? signature) => signature == "good";

        public Task<Result<GatewayNotice?>> ReadAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.FromResult(read);
    }

    private sealed class Notices(bool isNew) : IGatewayNotices
    {
        public List<GatewayNotice> Taken { get; } = [];

        public Task<bool> TakeAsync(GatewayNotice notice, CancellationToken cancellationToken)
        {
            Taken.Add(notice);
            return Task.FromResult(isNew);
        }
    }
}
