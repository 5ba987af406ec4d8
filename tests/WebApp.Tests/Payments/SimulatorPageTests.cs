using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Payments;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class SimulatorPageTests : PaymentPageTests
{
    private readonly FakeSimulator _simulator = new();

    public SimulatorPageTests() => Services.AddSingleton<ISimulatedGateway>(_simulator);

    [Theory]
    [InlineData("ja", "設定を保存しました")]
    [InlineData("en", "Settings saved")]
    public void Settings_InPerCent_AreSaved(string language, string words)
    {
        Speak(language);
        var page = Show<SimulatorPage>("/dev/simulator", Roles.Finance);
        Assert.Equal("12.5", ((IHtmlInputElement)page.Find("#simulator-decline")).Value);

        page.Find("#simulator-latency").Change("１，０００");
        page.Find("#simulator-timeout").Change("2.5%");
        page.Find("form").Submit();

        Assert.Equal(new SimulatedBehaviour(1_000, 0.125, 0.025, 0, 0, 3_600), _simulator.Behaviour);
        Assert.Contains(words, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latency", "-1")]
    [InlineData("latency", "60001")]
    [InlineData("decline", "101")]
    [InlineData("error", "x")]
    [InlineData("expiry", "0")]
    public void Settings_OutsideTheirBounds_AreNotSaved(string field, string text)
    {
        Speak("ja");
        var page = Show<SimulatorPage>("/dev/simulator", Roles.Administrator);

        page.Find($"#simulator-{field}").Change(text);
        page.Find("form").Submit();

        Assert.Null(_simulator.Put);
        Assert.Equal("true", page.Find($"#simulator-{field}").GetAttribute("aria-invalid"));
        Assert.Single(page.FindAll(".op-error"));
    }

    [Fact]
    public void Shares_ThatAreMoreThanAllTogether_AreNotSaved()
    {
        Speak("en");
        var page = Show<SimulatorPage>("/dev/simulator", Roles.Administrator);

        page.Find("#simulator-timeout").Change("60");
        page.Find("#simulator-error").Change("50");
        page.Find("form").Submit();

        Assert.Null(_simulator.Put);
        Assert.Contains("100 together", page.Find(".op-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ByWhoMayNot_AreNotSaved()
    {
        Speak("ja");
        var page = Show<SimulatorPage>("/dev/simulator", Roles.Operator);

        page.Find("form").Submit();

        Assert.Null(_simulator.Put);
        Assert.NotEmpty(page.FindAll(".op-banner.op-tone-warning"));
    }

    [Fact]
    public void Page_WithARealGateway_HasNothingToSet()
    {
        Speak("ja");
        _simulator.Behaviour = null;

        var page = Show<SimulatorPage>("/dev/simulator", Roles.Finance);

        Assert.Empty(page.FindAll("form"));
        Assert.Contains("シミュレーターではありません", page.Find(".op-empty").TextContent, StringComparison.Ordinal);
    }

    private sealed class FakeSimulator : ISimulatedGateway
    {
        public SimulatedBehaviour? Behaviour { get; set; } = new(200, 0.125, 0, 0, 0, 3_600);

        public SimulatedBehaviour? Put { get; private set; }

        public Task<SimulatedBehaviour?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Behaviour);

        public Task PutAsync(SimulatedBehaviour behaviour, CancellationToken cancellationToken)
        {
            (Behaviour, Put) = (behaviour, behaviour);
            return Task.CompletedTask;
        }
    }
}
