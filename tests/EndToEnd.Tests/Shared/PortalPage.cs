using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>The people of the demo tenants.</summary>
internal static class People
{
    public const string Operator = "operator@demo.example";
    public const string Finance = "finance@demo.example";
    public const string Administrator = "admin@demo.example";
    public const string Viewer = "viewer@demo.example";
    public const string Stranger = "admin@other.example";
}

/// <summary>How a window looks.</summary>
internal sealed record Look(bool Dark = false, int Width = 1440, int Height = 900);

/// <summary>One browser window of one person in one language, signed in; whatever the browser complains of is collected.</summary>
internal sealed partial class PortalPage : IAsyncDisposable
{
    /// <summary>Signing in takes the server a while on purpose, so each person does it once per portal.</summary>
    private static readonly ConcurrentDictionary<(Uri, string), Task<string>> SignedIn = new();

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private PortalPage(PortalProcess portal, IBrowserContext context, IPage page, Words words)
    {
        Portal = portal;
        _context = context;
        Page = page;
        Words = words;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public PortalProcess Portal { get; }

    public IPage Page { get; }

    public Words Words { get; }

    /// <param name="person">Null: nobody is signed in.</param>
    public static async Task<PortalPage> OpenAsync(PortalProcess portal, string language, string? person = People.Operator, Look? look = null)
    {
        var state = person is null ? null : await SignedIn.GetOrAdd((portal.Address, person), _ => SignInOnceAsync(portal, person));
        var context = await NewContextAsync(portal, language, look ?? new Look(), state);
        return new PortalPage(portal, context, await context.NewPageAsync(), new Words(language));
    }

    /// <summary>By the form, as a person does it.</summary>
    public async Task SignInAsync(string person, string password = DemoSeed.Password)
    {
        await HandInPasswordAsync(person, password);
        await Expect(Page).ToHaveURLAsync(new Uri(Portal.Address, "/").ToString());
        // On a phone the main menu is there and closed.
        await Expect(Page.GetByRole(AriaRole.Navigation, new() { Name = Words.Shell(nameof(ShellText.MainNavigation)), IncludeHidden = true })).ToBeAttachedAsync();
    }

    /// <summary>The form alone; the test says what comes of it.</summary>
    public async Task HandInPasswordAsync(string person, string password)
    {
        await GoAsync("/sign-in");
        await Page.GetByLabel(Words.SignIn(nameof(SignInText.Email))).FillAsync(person);
        await Page.GetByLabel(Words.SignIn(nameof(SignInText.Password)), new() { Exact = true }).FillAsync(password);
        await Button(Words.SignIn(nameof(SignInText.Submit))).ClickAsync();
    }

    public Task GoAsync(string path) => Page.GotoAsync(path);

    /// <summary>The page answers: what is typed and pressed from here on reaches the server.</summary>
    public Task IsLiveAsync() => Page.Locator("html[data-live]").WaitForAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator MenuLink(string name) => Page.GetByRole(AriaRole.Navigation, new() { Name = Words.Shell(nameof(ShellText.MainNavigation)) })
        .GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>The page with this heading is there.</summary>
    public Task SeeAsync(string heading) => Expect(Heading(heading)).ToBeVisibleAsync(new() { Timeout = 15_000 });

    /// <summary>The browser complained of nothing.</summary>
    /// <param name="expected">What it had to complain of, for example answers 4xx that the test provoked.</param>
    public void AssertNoComplaints(Regex? expected = null) => Assert.DoesNotContain(_complaints, complaint => expected?.IsMatch(complaint) != true);

    /// <summary>Answers that a test provoked.</summary>
    [GeneratedRegex(@"status of 4\d\d", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    public static partial Regex Refusals { get; }

    /// <summary>A server that went away.</summary>
    [GeneratedRegex("net::ERR_|WebSocket|Connection disconnected|Failed to start|Failed to complete negotiation|Error: Connection|Error: Server|circuit|Failed to fetch", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    public static partial Regex LostServer { get; }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private static async Task<string> SignInOnceAsync(PortalProcess portal, string person)
    {
        var context = await NewContextAsync(portal, "en", new Look(), null);
        await using var page = new PortalPage(portal, context, await context.NewPageAsync(), new Words("en"));
        await page.SignInAsync(person);
        return await context.StorageStateAsync();
    }

    private static Task<IBrowserContext> NewContextAsync(PortalProcess portal, string language, Look look, string? state) => PortalBrowser.Running.NewContextAsync(new()
    {
        BaseURL = portal.Address.ToString(),
        Locale = language == "ja" ? "ja-JP" : "en-US",
        ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
        ViewportSize = new() { Width = look.Width, Height = look.Height },
        StorageState = state,
        AcceptDownloads = true,
    });
}
