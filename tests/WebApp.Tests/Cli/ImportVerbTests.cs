using System.Security.Cryptography;
using OrderPortal.WebApp.Cli;

namespace OrderPortal.WebApp.Tests.Cli;

public sealed class ImportVerbTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-verb").FullName;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private FakePortal _portal = null!;

    private string OrderFile => Path.Combine(_folder, "注文.csv");

    public async ValueTask InitializeAsync()
    {
        _portal = await FakePortal.StartAsync();
        await File.WriteAllBytesAsync(OrderFile, RandomNumberGenerator.GetBytes(700_000), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_AllRowsAccepted_ShowsProgressAndTotalsAndExitsWithZero()
    {
        _portal.Imports.AddRange([
            FakePortal.Import("running", "reading", 100, 0, 0), FakePortal.Import("running", "writing", 100, 40, 0),
            FakePortal.Import("running", "writing", 100, 80, 0), FakePortal.Import("completed", "finished", 100, 100, 0)]);

        Assert.Equal(0, await RunAsync("--group", "八月", "--mode", "allOrNothing", "--dry-run", "--lang", "en"));

        Assert.Equal(await File.ReadAllBytesAsync(OrderFile, TestContext.Current.CancellationToken), _portal.Uploaded);
        Assert.Equal(("八月", "allOrNothing", "true", "注文.csv"), (_portal.Form["group"], _portal.Form["mode"], _portal.Form["dryRun"], _portal.Form["(file name)"]));
        Assert.Equal("en", _portal.AcceptLanguage);
        var lines = _out.ToString().Split(Environment.NewLine);
        Assert.True(lines.Count(line => line.Contains('%')) >= 3, _out.ToString());
        Assert.Contains("Writing 40% 40 rows", lines);
        Assert.Contains("Rows: read 100, accepted 100, rejected 0, skipped 0, warnings 2", lines);
        Assert.Contains("Control totals: quantity 12, amount 34,567 — match", lines);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Run_RowsRejected_WritesTheReportAndExitsWithOne()
    {
        _portal.Imports.Add(FakePortal.Import("completedWithErrors", "finished", 100, 97, 3));
        var report = Path.Combine(_folder, "out.csv");

        Assert.Equal(1, await RunAsync("--errors", report, "--report-encoding", "cp932", "--lang", "ja"));

        Assert.Equal("report", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        Assert.Equal("?format=csv&encoding=cp932&lang=ja", _portal.ReportQuery);
        Assert.Contains("行: 読み込み 100, 取り込み 97, エラー 3, スキップ 0, 警告 2", _out.ToString());
        Assert.Contains("照合: 数量 12, 金額 34,567 — 一致", _out.ToString());
    }

    [Theory]
    [InlineData("out.xlsx")]
    [InlineData("OUT.XLSX")]
    public async Task Run_WithANameOfAWorkbook_AsksForOne(string name)
    {
        _portal.Imports.Add(FakePortal.Import("completedWithErrors", "finished", 100, 97, 3));

        Assert.Equal(1, await RunAsync("--errors", Path.Combine(_folder, name), "--lang", "en"));

        Assert.Equal("?format=xlsx&encoding=utf-8&lang=en", _portal.ReportQuery);
    }

    [Fact]
    public async Task Run_ControlTotalsDiffer_ExitsWithOne()
    {
        _portal.Imports.Add(FakePortal.Import("completed", "finished", 100, 100, 0, matches: false));
        Assert.Equal(1, await RunAsync("--lang", "en"));
        Assert.Contains("DO NOT MATCH", _out.ToString());
    }

    [Fact]
    public async Task Run_PortalRestartsMeanwhile_WaitsForIt()
    {
        _portal.Outages = 1;
        _portal.Imports.Add(FakePortal.Import("completed", "finished", 1, 1, 0));
        Assert.Equal(0, await RunAsync());
    }

    [Fact]
    public async Task Run_UploadRefused_SaysWhyInOneLineAndExitsWithThree()
    {
        _portal.UploadRefusal = (409, new { title = "Already imported", detail = "The same file came on 5 January.", code = "duplicate_file" });
        Assert.Equal(3, await RunAsync("--lang", "en"));
        Assert.Equal("The import was refused: 409 Already imported: The same file came on 5 January.", _error.ToString().Trim());
    }

    [Fact]
    public async Task Run_WrongSecret_SaysSoAndExitsWithThree()
    {
        Assert.Equal(3, await RunAsync("--secret", "wrong", "--lang", "en"));
        Assert.Equal("The import was refused: 401 invalid_client: Unknown client or wrong secret.", _error.ToString().Trim());
    }

    [Fact]
    public async Task Run_NobodyAnswers_SaysSoAndExitsWithThree()
    {
        Assert.Equal(3, await RunAsync("--url", "http://127.0.0.1:1", "--lang", "en"));
        Assert.Equal("http://127.0.0.1:1/ does not answer. Is the portal running?", _error.ToString().Trim());
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--url")]
    [InlineData("--url", "nowhere")]
    [InlineData("--report-encoding", "ebcdic")]
    [InlineData("--lang", "fr")]
    [InlineData("second.csv")]
    public async Task Run_WrongUsage_SaysWhatAndExitsWithTwo(params string[] more)
    {
        Assert.Equal(2, await RunAsync(more));
        Assert.StartsWith("import: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingFile_ExitsWithTwo() =>
        Assert.Equal(2, await ImportVerb.RunAsync([OrderFile + "x"], new Terminal(_out, _error, false), _ => null, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Health_OfALivingAndADeadPortal_IsToldByTheExitCode()
    {
        var terminal = new Terminal(_out, _error, false);
        Assert.Equal(0, await HealthVerb.RunAsync([_portal.Url], terminal, _ => null, TestContext.Current.CancellationToken));
        Assert.Equal(1, await HealthVerb.RunAsync(["http://127.0.0.1:1"], terminal, _ => null, TestContext.Current.CancellationToken));
        Assert.Equal(2, await HealthVerb.RunAsync(["nowhere"], terminal, _ => null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Samples_IntoAFolder_WritesWhatIsMissingOnly()
    {
        var folder = Path.Combine(_folder, "samples");
        var terminal = new Terminal(_out, _error, false);
        Assert.Equal(0, await SamplesVerb.RunAsync([folder], terminal, TestContext.Current.CancellationToken));
        Assert.Equal(["orders-10000-cp932.csv", "orders-10000-utf8.csv", "orders-20.csv"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        await File.WriteAllTextAsync(Path.Combine(folder, "orders-20.csv"), "mine", TestContext.Current.CancellationToken);
        Assert.Equal(0, await SamplesVerb.RunAsync([folder], terminal, TestContext.Current.CancellationToken));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(folder, "orders-20.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(2, await SamplesVerb.RunAsync([], terminal, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TryRun_NoVerb_LeavesTheArgumentsToTheHost()
    {
        Assert.Null(await CommandLine.TryRunAsync([]));
        Assert.Null(await CommandLine.TryRunAsync(["--urls", "http://127.0.0.1:5080"]));
    }

    private Task<int> RunAsync(params string[] options) => ImportVerb.RunAsync(
        [OrderFile, .. options], new Terminal(_out, _error, false), name => name == "ORDERPORTAL_URL" ? _portal.Url : null, TestContext.Current.CancellationToken);
}
