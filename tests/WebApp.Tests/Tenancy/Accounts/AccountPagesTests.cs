using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy.Accounts;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Tenancy.Accounts;

public sealed class AccountPagesTests : ComponentTests
{
    private readonly FakeAccount _account = new();

    public AccountPagesTests()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddSingleton<TimeProvider>(new ManualClock());
        Services.AddSingleton<IAccount>(_account).AddSingleton<ITwoFactor>(_account).AddSingleton<IUserSessions>(_account);
        Services.AddAccountPages();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData("ja", "この名前のタイムゾーンはありません")]
    [InlineData("en", "There is no time zone of this name")]
    public async Task Profile_WhenTheZoneIsUnknown_SaysSoAtTheField(string language, string words)
    {
        Speak(language);
        var page = Show<AccountPage>();
        Assert.Equal("Asia/Tokyo", ((IHtmlInputElement)page.Find("#account-zone")).Value);

        await page.InvokeAsync(() => page.Find("#account-zone").InputAsync(new ChangeEventArgs { Value = "Tokio" }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.Contains(words, page.Find("#account-zone-error").TextContent, StringComparison.Ordinal);
        Assert.Equal(new Preferences(null, null, null), _account.Stored.Preferences);
    }

    [Fact]
    public async Task Profile_WhenSaved_IsBroughtIntoTheBrowser()
    {
        Speak("en");
        var page = Show<AccountPage>();

        await page.InvokeAsync(() => page.Find("#account-language").ChangeAsync(new ChangeEventArgs { Value = "ja" }));
        await page.InvokeAsync(() => page.Find("#account-theme").ChangeAsync(new ChangeEventArgs { Value = "dark" }));
        await page.InvokeAsync(() => page.Find("#account-zone").InputAsync(new ChangeEventArgs { Value = "Europe/Berlin" }));
        await page.InvokeAsync(() => page.Find("#account-name").InputAsync(new ChangeEventArgs { Value = "佐藤 花子" }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.Equal(("佐藤 花子", new Preferences("ja", "Europe/Berlin", "dark")), (_account.Stored.DisplayName, _account.Stored.Preferences));
        Assert.EndsWith("/account/apply?returnUrl=%2Faccount%3Fsaved%3Dtrue", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "短すぎます", "変更しました")]
    [InlineData("en", "too short", "was changed")]
    public async Task Password_WhenChanged_FollowsTheRules(string language, string tooShort, string changed)
    {
        Speak(language);
        var page = Show<AccountPasswordPage>();
        Assert.Equal(("current-password", "new-password"), (page.Find("#password-present").GetAttribute("autocomplete"), page.Find("#password-wanted").GetAttribute("autocomplete")));
        await ChangeAsync("short");
        Assert.Contains(tooShort, page.Find("#password-wanted-error").TextContent, StringComparison.Ordinal);

        await ChangeAsync("another horse battery");

        Assert.Contains(changed, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Equal("", ((IHtmlInputElement)page.Find("#password-wanted")).Value);

        async Task ChangeAsync(string wanted)
        {
            await page.InvokeAsync(() => page.Find("#password-present").InputAsync(new ChangeEventArgs { Value = FakeAccount.Password }));
            await page.InvokeAsync(() => page.Find("#password-wanted").InputAsync(new ChangeEventArgs { Value = wanted }));
            await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        }
    }

    [Theory]
    [InlineData("ja", "パスワードが一致しません", "表示されるのは今だけです", "10個（全10個）")]
    [InlineData("en", "The password does not match", "They are shown only now", "10 of 10")]
    public async Task TwoFactor_WhenSetUp_ShowsKeyAndPictureAndThenTheCodesOnce(string language, string wrong, string once, string left)
    {
        Speak(language);
        var page = Show<AccountTwoFactorPage>();
        await BeginAsync("wrong horse battery");
        Assert.Contains(wrong, page.Find("#begin-password-error").TextContent, StringComparison.Ordinal);
        await BeginAsync(FakeAccount.Password);
        Assert.Equal("ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567", page.Find("#two-factor-key").TextContent);
        Assert.True(page.Find("svg.op-qr path[fill='#000']").GetAttribute("d")!.Length > 1000);

        await ConfirmAsync("000000");
        Assert.NotEmpty(page.Find("#setup-code-error").TextContent);
        await ConfirmAsync(FakeAccount.Code);

        Assert.Equal(_account.Codes, page.FindAll(".op-codes__list li").Select(item => item.TextContent));
        Assert.Contains(once, page.Find(".op-codes").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#codes-done").ClickAsync(new()));
        Assert.Empty(page.FindAll(".op-codes"));
        Assert.Contains(left, page.Find("dl").TextContent, StringComparison.Ordinal);

        async Task BeginAsync(string password)
        {
            await page.InvokeAsync(() => page.Find("#begin-password").InputAsync(new ChangeEventArgs { Value = password }));
            await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        }

        async Task ConfirmAsync(string code)
        {
            await page.InvokeAsync(() => page.Find("#setup-code").InputAsync(new ChangeEventArgs { Value = code }));
            await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        }
    }

    [Theory]
    [InlineData("ja", "残りが2個です", "解除しました")]
    [InlineData("en", "Only 2 recovery codes", "is off")]
    public async Task TwoFactor_WhenCodesRunOut_WarnsAndIsTurnedOffByPasswordAndCode(string language, string warning, string off)
    {
        Speak(language);
        _account.State = new TwoFactorState(true, 2);
        var page = Show<AccountTwoFactorPage>();
        Assert.Contains(warning, page.Find(".op-banner").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("#turn-off").ClickAsync(new()));
        await page.InvokeAsync(() => page.Find("#deed-password").InputAsync(new ChangeEventArgs { Value = FakeAccount.Password }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        Assert.NotEmpty(page.Find("#deed-code-error").TextContent);
        Assert.True(_account.State.IsOn);
        await page.InvokeAsync(() => page.Find("#deed-code").InputAsync(new ChangeEventArgs { Value = FakeAccount.Code }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.False(_account.State.IsOn);
        Assert.Contains(off, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "この端末", "サインアウトしました")]
    [InlineData("en", "This device", "signed out")]
    public async Task Sessions_MarkThisDevice_AndEndTheOthers(string language, string mine, string ended)
    {
        Speak(language);
        var page = Show<AccountSessionsPage>();
        var rows = page.FindAll("tbody tr");
        Assert.Contains(mine, rows[0].TextContent, StringComparison.Ordinal);
        Assert.Empty(rows[0].QuerySelectorAll("button"));
        Assert.Contains("Firefox / Windows", rows[1].QuerySelector("button")!.GetAttribute("aria-label"), StringComparison.Ordinal);

        await page.InvokeAsync(() => rows[1].QuerySelector("button")!.ClickAsync(new()));
        Assert.Equal(3, _account.Sessions.Count);
        await page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));
        Assert.Equal(2, _account.Sessions.Count);
        Assert.Contains(ended, page.Find(".op-banner").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("#end-others").ClickAsync(new()));
        await page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));
        Assert.True(Assert.Single(_account.Sessions).IsCurrent);
        Assert.Empty(page.FindAll("#end-others"));
    }

    private IRenderedComponent<TPage> Show<TPage>()
        where TPage : IComponent => Render<TPage>(parameters => parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(PageTests.Person(Roles.Viewer)))));

    /// <summary>One person's account by the rules of the domain.</summary>
    private sealed class FakeAccount : IAccount, ITwoFactor, IUserSessions
    {
        public const string Password = "correct horse battery";
        public const string Code = "123456";

        public Account Stored { get; private set; } = new("sato@example.jp", "佐藤", new Preferences(null, null, null));

        public TwoFactorState State { get; set; } = new(false, 0);

        public IReadOnlyList<string> Codes { get; } = [.. Enumerable.Range(0, 10).Select(number => $"ABCD{number}-FGHJ{number}")];

        public List<UserSession> Sessions { get; } =
        [
            new(Guid.NewGuid(), Snapshots.CreatedAt, Snapshots.CreatedAt, "192.0.2.1", "Chrome / Mac", true),
            new(Guid.NewGuid(), Snapshots.CreatedAt, Snapshots.CreatedAt, "192.0.2.2", "Firefox / Windows", false),
            new(Guid.NewGuid(), Snapshots.CreatedAt, Snapshots.CreatedAt, null, null, false),
        ];

        Task<Account> IAccount.GetAsync(CancellationToken cancellationToken) => Task.FromResult(Stored);

        Task<TwoFactorState> ITwoFactor.GetAsync(CancellationToken cancellationToken) => Task.FromResult(State);

        public Task<Result> RenameAsync(string displayName, CancellationToken cancellationToken)
        {
            if (AccountRules.CheckName(displayName) is { } error)
            {
                return Task.FromResult<Result>(error);
            }

            Stored = Stored with { DisplayName = displayName };
            return Task.FromResult(Result.Success);
        }

        public Task<Result> PreferAsync(Preferences preferences, CancellationToken cancellationToken)
        {
            if (AccountRules.Check(preferences) is [var error, ..])
            {
                return Task.FromResult<Result>(error);
            }

            Stored = Stored with { Preferences = preferences };
            return Task.FromResult(Result.Success);
        }

        public Task<Result> ChangePasswordAsync(string present, string wanted, CancellationToken cancellationToken) =>
            Task.FromResult(AccountRules.CheckPassword(wanted) is { } error ? error : Proved(present));

        public Task<Result<TwoFactorSetup>> BeginAsync(string password, CancellationToken cancellationToken) => Task.FromResult<Result<TwoFactorSetup>>(
            Proved(password).Error is { } error ? error : new TwoFactorSetup("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "otpauth://totp/OrderPortal:sato%40example.jp?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=OrderPortal"));

        public Task<Result<IReadOnlyList<string>>> TurnOnAsync(TwoFactorSetup setup, string code, CancellationToken cancellationToken) => CodesFor(code == Code ? Result.Success : new Error(AccountErrors.CodeWrong));

        public Task<Result<IReadOnlyList<string>>> RenewCodesAsync(string password, CancellationToken cancellationToken) => CodesFor(Proved(password));

        public Task<Result> TurnOffAsync(string password, string code, CancellationToken cancellationToken)
        {
            var proved = Proved(password) is { Error: not null } refused ? refused : code == Code ? Result.Success : new Error(AccountErrors.CodeWrong);
            State = proved.IsSuccess ? new TwoFactorState(false, 0) : State;
            return Task.FromResult(proved);
        }

        public Task<IReadOnlyList<UserSession>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<UserSession>>([.. Sessions]);

        public Task<bool> EndAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Sessions.RemoveAll(session => session.Id == id) == 1);

        public Task<int> EndOthersAsync(CancellationToken cancellationToken) => Task.FromResult(Sessions.RemoveAll(session => !session.IsCurrent));

        private static Result Proved(string password) => password == Password ? Result.Success : new Error(AccountErrors.PasswordWrong);

        private Task<Result<IReadOnlyList<string>>> CodesFor(Result proved)
        {
            if (proved.Error is { } error)
            {
                return Task.FromResult<Result<IReadOnlyList<string>>>(error);
            }

            State = new TwoFactorState(true, Codes.Count);
            return Task.FromResult<Result<IReadOnlyList<string>>>((string[])[.. Codes]);
        }
    }
}
