using Microsoft.Playwright;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>One Chromium for all tests of the run, the machine's own: none is ever downloaded.</summary>
public sealed class PortalBrowser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    ];

    private static IBrowser? running;
    private IPlaywright? _playwright;

    public static IBrowser Running => running ?? throw new InvalidOperationException("No browser runs.");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        // Two portals, two databases and the browser share two cores: what takes a second alone may take ten here.
        Assertions.SetDefaultExpectTimeout(20_000);
        running = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("ORDERPORTAL_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            await running.CloseAsync();
            running = null;
        }

        _playwright?.Dispose();
    }
}
