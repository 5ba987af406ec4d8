using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class FirstImportTests : ComponentTests
{
    private readonly FakeImports _imports = new();
    private readonly FakeDrafts _drafts = new();
    private readonly FakeChangeFeed _feed = new();

    public FirstImportTests()
    {
        Services.AddScoped<OperationContext>();
        Services.AddSingleton<OperationRunner>();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<IChangeFeed>(_feed);
        Services.AddSingleton<IImportQueries>(_imports);
        Services.AddSingleton<IImportDrafts>(_drafts);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData("ja", "ファイルを用意", "ファイルを選択")]
    [InlineData("en", "Get a file ready", "Choose file")]
    public void Steps_OfATenantWithNothing_BeginWithAFileAndATemplate(string language, string step, string button)
    {
        Speak(language);

        var first = Show(Roles.Operator);

        Assert.StartsWith(step, first.Find("[aria-current=step] h3").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(2, first.FindAll("a[download]").Count);
        Assert.Equal(button, first.Find("a[href='/imports/new']").TextContent);
    }

    [Fact]
    public void Steps_WithAnUploadedFile_GoOnWithIt()
    {
        Speak("ja");
        _drafts.Kept.Add(new ImportDraft(new StoredFile(StoredFileId.New(), "受注.csv", 1_000, new byte[32]), new ImportSettings()));

        var first = Show(Roles.Operator);

        Assert.Equal("「受注.csv」の確認に進む", first.Find("[aria-current=step] a").TextContent);
        Assert.Equal(2, first.FindAll(".op-steps__done").Count);
    }

    [Fact]
    public async Task Steps_WhileAnImportRuns_FollowIt()
    {
        Speak("ja");
        var first = Show(Roles.Operator);

        _imports.Stored.Add(Snapshots.Running(1, 0));
        await first.InvokeAsync(() => _feed.Tell(ChangeKind.Import));

        first.WaitForAssertion(() => Assert.Equal("/imports/1042", first.Find("[aria-current=step] a").GetAttribute("href")));
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Finance)]
    public void Steps_ToWhoMayNotImport_AreNotShown(string role)
    {
        Speak("ja");

        var first = Show(role);

        Assert.Empty(first.FindAll("a"));
        Assert.Contains("受注担当または管理者", first.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<FirstImport> Show(string role) =>
        Render<FirstImport>(parameters => parameters.AddCascadingValue(Task.FromResult(new AuthenticationState(PageTests.Person(role)))));
}
