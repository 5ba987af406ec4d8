using OrderPortal.WebApp.Cli;

namespace OrderPortal.WebApp.Tests.Cli;

public sealed class HealthVerbTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("http://+:8080", "http://127.0.0.1:8080")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [InlineData("https://*:8443;http://*:8080", "http://127.0.0.1:8080")]
    [InlineData("https://portal.example:8443", "https://portal.example:8443")]
    [InlineData("nonsense", "nonsense")]
    public void ListensOn_WhenAddressesAreConfigured_IsTheOneReachedOnThisMachine(string? urls, string? expected) =>
        Assert.Equal(expected, HealthVerb.ListensOn(urls));

    [Fact]
    public async Task Run_WhenNobodyListens_EndsWithOne()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await HealthVerb.RunAsync([], new Terminal(output, error, false), name => name == "ASPNETCORE_URLS" ? "http://+:1" : null, TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.Equal("http://127.0.0.1:1/: no answer", error.ToString().Trim());
    }
}
