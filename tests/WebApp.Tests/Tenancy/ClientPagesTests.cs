using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Tenancy;

public sealed class ClientPagesTests : ComponentTests
{
    private static readonly ManagedClient Client = new(Guid.CreateVersion7(), "client-5f0c1b7a9e", "基幹システム", [Scopes.OrdersRead, Scopes.ImportsWrite], true, true) { CreatedAt = Snapshots.CreatedAt };
    private readonly FakeClients _clients = new();
    private readonly ManualClock _clock = new();

    public ClientPagesTests()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddSingleton<TimeProvider>(_clock);
        Services.AddSingleton<IManagedClients>(_clients);
        Services.AddSingleton(new RateLimits());
        Services.AddScoped<ManageApiClients>();
        Services.AddClientPages();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData("ja", "利用中", "停止済み", "注文・商品・顧客の参照、取り込みの実行", "まだありません")]
    [InlineData("en", "Active", "Revoked", "Read orders, products and customers, Run imports", "Never")]
    public void List_ShowsClientsAndWhatTheyMay(string language, string active, string revoked, string scopes, string never)
    {
        Speak(language);
        _clients.Stored.Add(Client);
        _clients.Stored.Add(Client with { Id = Guid.NewGuid(), IsActive = false });

        var rows = Show<ClientsPage>().FindAll("tbody tr");

        Assert.Equal($"/settings/clients/{Client.Id}", rows[0].QuerySelector("th a")!.GetAttribute("href"));
        Assert.All([active, scopes, never, Client.ClientId], word => Assert.Contains(word, rows[0].TextContent, StringComparison.Ordinal));
        Assert.Contains(revoked, rows[1].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "名前を入力してください。", "スコープを1つ以上選択してください。", "1時間に1,000リクエストとアップロード10件、同時に5件までです。")]
    [InlineData("en", "Enter a name.", "Choose at least one scope.", "1,000 requests and 10 uploads an hour, 5 at a time.")]
    public async Task New_WhenNothingIsFilledIn_SaysWhatIsMissing(string language, string name, string scopes, string limits)
    {
        Speak(language);
        var page = Show<NewClientPage>();

        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.Equal((name, scopes), (page.Find("#client-name-error").TextContent.Trim(), page.Find("#client-scopes-error").TextContent.Trim()));
        Assert.Equal(("true", limits), (page.Find("#client-name").GetAttribute("aria-invalid"), page.Find("#client-limited-hint").TextContent));
        Assert.Empty(_clients.Stored);
    }

    [Theory]
    [InlineData("ja", "シークレットはこの画面にしか表示されません。")]
    [InlineData("en", "The secret is shown only here.")]
    public async Task New_WhenAdded_ShowsItsSecretOnceAndLeadsToIt(string language, string words)
    {
        Speak(language);
        var page = Show<NewClientPage>();
        await FillInAsync(page);

        var stored = Assert.Single(_clients.Stored);
        Assert.Equal(("倉庫", Scopes.OrdersRead, true), (stored.Name, Assert.Single(stored.Scopes), stored.RateLimited));
        Assert.Equal((_clients.Secret!.Reveal(), stored.ClientId), (((IHtmlInputElement)page.Find("#client-secret")).Value, ((IHtmlInputElement)page.Find("#client-id")).Value));
        Assert.Contains(words, page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));
        Assert.Empty(page.FindAll("#client-secret"));
        Assert.EndsWith($"/settings/clients/{stored.Id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_WhenTheRoleWasTakenAway_ChangesNothing()
    {
        Speak("ja");
        var page = Show<NewClientPage>(Roles.Operator);
        await FillInAsync(page);

        Assert.Contains("権限がありません", page.Markup, StringComparison.Ordinal);
        Assert.Empty(_clients.Stored);
    }

    [Theory]
    [InlineData("ja", "パスワードが一致しません")]
    [InlineData("en", "The password does not match")]
    public async Task Secret_WhenThePasswordWasGivenLongAgo_WantsItAgain(string language, string wrong)
    {
        Speak(language);
        Password.IsFresh = false;
        var page = ShowClient(Client);
        await page.InvokeAsync(() => page.Find("header .op-actions button, header button").ClickAsync(new()));
        var rotating = page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));
        await GiveAsync("wrong horse battery");
        Assert.Contains(wrong, page.Find("#password-again-error").TextContent, StringComparison.Ordinal);
        Assert.Null(_clients.Secret);

        await GiveAsync(FakePassword.Right);
        await rotating;

        Assert.Equal(_clients.Secret!.Reveal(), ((IHtmlInputElement)page.Find("#client-secret")).Value);

        async Task GiveAsync(string password)
        {
            await page.InvokeAsync(() => page.Find("#password-again").InputAsync(new ChangeEventArgs { Value = password }));
            await page.InvokeAsync(() => page.Find("dialog form").SubmitAsync());
        }
    }

    [Fact]
    public async Task Secret_WhenThePasswordIsNotGiven_IsNotMade()
    {
        Speak("ja");
        Password.IsFresh = false;
        var page = Show<NewClientPage>();
        await page.InvokeAsync(() => page.Find("#client-name").ChangeAsync(new() { Value = "倉庫" }));
        await page.InvokeAsync(() => page.Find("input[name='orders.read']").ChangeAsync(new() { Value = true }));
        var adding = page.InvokeAsync(() => page.Find("form").SubmitAsync());
        await page.InvokeAsync(() => page.Find("dialog .op-dialog__foot .op-button:not(.op-button--primary)").ClickAsync(new()));
        await adding;

        Assert.Empty(_clients.Stored);
    }

    [Theory]
    [InlineData("ja", "保存しました。")]
    [InlineData("en", "Saved.")]
    public async Task Page_WhenChanged_SaysSo(string language, string saved)
    {
        Speak(language);
        var page = ShowClient(Client);
        Assert.True(((IHtmlInputElement)page.Find("input[name='imports.write']")).IsChecked);

        await page.InvokeAsync(() => page.Find("input[name='imports.write']").ChangeAsync(new() { Value = false }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.Equal([Scopes.OrdersRead], Assert.Single(_clients.Stored).Scopes);
        Assert.Contains(saved, page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "今のシークレットも、選んだ時間は使えます。", "すぐに使えなくなります。")]
    [InlineData("en", "The present one goes on working", "all access tokens end at once")]
    public async Task Rotation_AsksHowLongTheOldSecretGoesOnAndShowsTheNewOne(string language, string gently, string atOnce)
    {
        Speak(language);
        var page = ShowClient(Client);
        await page.InvokeAsync(() => page.Find("header .op-actions button, header button").ClickAsync(new()));
        Assert.Contains(gently, page.Find("dialog").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("input[name=overlap][value='0']").ChangeAsync(new() { Value = "0" }));
        Assert.Contains(atOnce, page.Find("dialog").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("input[name=overlap][value='168']").ChangeAsync(new() { Value = "168" }));
        await page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));

        Assert.Equal(_clock.GetUtcNow().AddHours(168), _clients.OldUntil);
        Assert.Equal(_clients.Secret!.Reveal(), ((IHtmlInputElement)page.Find("#client-secret")).Value);
    }

    [Theory]
    [InlineData("ja", "利用を停止しました。", "利用を再開")]
    [InlineData("en", "Revoked.", "Activate")]
    public async Task Revocation_AsksFirst_AndOffersTheWayBack(string language, string revoked, string restore)
    {
        Speak(language);
        var page = ShowClient(Client);
        await page.InvokeAsync(() => page.Find(".op-button--danger").ClickAsync(new()));
        Assert.True(_clients.Stored[0].IsActive);
        await page.InvokeAsync(() => page.Find("dialog .op-button--danger").ClickAsync(new()));

        Assert.False(_clients.Stored[0].IsActive);
        Assert.Contains(revoked, page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent.Trim() == restore).ClickAsync(new()));
        await page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));
        Assert.True(_clients.Stored[0].IsActive);
        Assert.NotEmpty(page.FindAll("#client-secret"));
    }

    [Theory]
    [InlineData("ja", "1つ前のシークレットを使えなくしました。")]
    [InlineData("en", "The previous secret has ended.")]
    public async Task OldSecret_CanBeEnded(string language, string ended)
    {
        Speak(language);
        var page = ShowClient(Client with { OldSecretUntil = _clock.GetUtcNow().AddHours(1) });
        await page.InvokeAsync(() => page.Find("#client-end-old").ClickAsync(new()));
        await page.InvokeAsync(() => page.Find("dialog .op-button--danger").ClickAsync(new()));

        Assert.Contains(ended, page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#client-end-old"));
    }

    private static async Task FillInAsync(IRenderedComponent<NewClientPage> page)
    {
        await page.InvokeAsync(() => page.Find("#client-name").ChangeAsync(new() { Value = "倉庫" }));
        await page.InvokeAsync(() => page.Find("input[name='orders.read']").ChangeAsync(new() { Value = true }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
    }

    private IRenderedComponent<ClientPage> ShowClient(ManagedClient client)
    {
        _clients.Stored.Add(client);
        return Show<ClientPage>(Roles.Administrator, parameters => parameters.Add(page => page.Id, client.Id));
    }

    private IRenderedComponent<TPage> Show<TPage>(string role = Roles.Administrator, Action<ComponentParameterCollectionBuilder<TPage>>? more = null)
        where TPage : IComponent => Render<TPage>(parameters =>
        {
            parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(PageTests.Person(role))));
            more?.Invoke(parameters);
        });

    private sealed class FakeClients : IManagedClients
    {
        public List<ManagedClient> Stored { get; } = [];

        public ClientSecret? Secret { get; private set; }

        public DateTimeOffset? OldUntil { get; private set; }

        public Task<IReadOnlyList<ManagedClient>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ManagedClient>>([.. Stored]);

        public Task<ManagedClient?> GetAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Stored.Find(client => client.Id == id));

        public Task<bool> AddAsync(ManagedClient client, ClientSecret secret, CancellationToken cancellationToken)
        {
            Secret = secret;
            Stored.Add(client);
            return Task.FromResult(true);
        }

        public Task<bool> ChangeAsync(Guid id, ClientDraft draft, CancellationToken cancellationToken) =>
            Change(id, client => client with { Name = draft.Name, Scopes = draft.Scopes, RateLimited = draft.RateLimited });

        public Task<bool> RotateAsync(Guid id, ClientSecret secret, DateTimeOffset? oldUntil, CancellationToken cancellationToken)
        {
            (Secret, OldUntil) = (secret, oldUntil);
            return Change(id, client => client with { OldSecretUntil = oldUntil });
        }

        public Task<bool> EndOldSecretAsync(Guid id, CancellationToken cancellationToken) => Change(id, client => client with { OldSecretUntil = null });

        public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken) => Change(id, client => client with { IsActive = false });

        public Task<bool> RestoreAsync(Guid id, ClientSecret secret, CancellationToken cancellationToken)
        {
            Secret = secret;
            return Change(id, client => client with { IsActive = true });
        }

        private Task<bool> Change(Guid id, Func<ManagedClient, ManagedClient> change)
        {
            var at = Stored.FindIndex(client => client.Id == id);
            if (at >= 0)
            {
                Stored[at] = change(Stored[at]);
            }

            return Task.FromResult(at >= 0);
        }
    }
}
