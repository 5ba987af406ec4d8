using System.Runtime.Versioning;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

/// <summary>What the operator reads when the private cluster cannot be had. Scripts stand in for servers that are not installed here.</summary>
[SupportedOSPlatform("linux")]
public sealed class EmbeddedPostgresFailureTests : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options = PostgresCluster.NewOptions();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Binaries => Path.Combine(_options.DataFolder, "bin");

    [Fact]
    public async Task Start_WithoutBinaries_SaysWhereItLookedAndHowToMend()
    {
        var empty = Directory.CreateDirectory(Binaries).FullName;

        var failure = await FailureAsync(_options with { BinariesFolder = empty });

        Assert.Equal(EmbeddedPostgresFailure.BinariesMissing, failure.Failure);
        Assert.Contains(empty, failure.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ORDERPORTAL_POSTGRES_BIN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithBinariesThatDoNotRun_SaysWhy()
    {
        await WriteProgramsAsync(("postgres", "echo 'error while loading shared libraries: libicuuc.so.60' >&2; exit 127"), ("initdb", ""), ("pg_ctl", ""));

        var failure = await FailureAsync(_options with { BinariesFolder = Binaries });

        Assert.Equal(EmbeddedPostgresFailure.BinariesMissing, failure.Failure);
        Assert.Contains("libicuuc.so.60", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAnOldServer_NamesBothVersions()
    {
        await WriteProgramsAsync(("postgres", Version("14.9 (Debian 14.9-1)")), ("initdb", ""), ("pg_ctl", ""));

        var failure = await FailureAsync(_options with { BinariesFolder = Binaries });

        Assert.Equal(EmbeddedPostgresFailure.VersionTooOld, failure.Failure);
        Assert.Contains("PostgreSQL 15 or newer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("14 in", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnDataOfAnotherMajorVersion_NamesItAndLeavesTheData()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(_options.DataFolder, "cluster")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cluster, "PG_VERSION"), "99\n", Token);
        await File.WriteAllTextAsync(Path.Combine(_options.DataFolder, "password"), "kept", Token);

        var failure = await FailureAsync(_options);

        Assert.Equal(EmbeddedPostgresFailure.OtherMajorVersion, failure.Failure);
        Assert.Contains("written by PostgreSQL 99", failure.Message, StringComparison.Ordinal);
        Assert.Equal("99\n", await File.ReadAllTextAsync(Path.Combine(cluster, "PG_VERSION"), Token));
    }

    [Fact]
    public async Task Start_WithTooLittleRoom_SaysSoBeforeAnythingIsWritten()
    {
        var failure = await FailureAsync(_options with { MinimumFreeBytes = long.MaxValue });

        Assert.Equal(EmbeddedPostgresFailure.DiskFull, failure.Failure);
        Assert.Contains("Make room", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_options.DataFolder, "cluster")));
    }

    [Fact]
    public async Task Start_WhenTheDiskFillsUpMeanwhile_SaysSo()
    {
        await WriteProgramsAsync(
            ("postgres", Version("17.2")),
            ("initdb", "echo 'initdb: error: could not write to file \"x\": No space left on device' >&2; exit 1"),
            ("pg_ctl", ""));

        var failure = await FailureAsync(_options with { BinariesFolder = Binaries });

        Assert.Equal(EmbeddedPostgresFailure.DiskFull, failure.Failure);
        Assert.Contains("is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAServerThatNeverAnswers_TimesOutWithTheLastLineOfItsLog()
    {
        // The sleeping child keeps the output streams open after pg_ctl is gone, as a server that inherited them would.
        await WriteProgramsAsync(
            ("postgres", Version("17.2")),
            ("initdb", "mkdir -p \"$2\"; echo 17 > \"$2/PG_VERSION\""),
            ("pg_ctl", "echo 'LOG:  redo in progress' >> \"$5\"; sleep 20 & wait"));

        var failure = await FailureAsync(_options with { BinariesFolder = Binaries, StartTimeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(EmbeddedPostgresFailure.StartTimedOut, failure.Failure);
        Assert.Contains("redo in progress", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAServerThatRefuses_GivesItsReason()
    {
        await WriteProgramsAsync(
            ("postgres", Version("17.2")),
            ("initdb", "mkdir -p \"$2\"; echo 17 > \"$2/PG_VERSION\""),
            ("pg_ctl", "printf 'LOG:  starting\\nFATAL:  could not map anonymous shared memory\\nLOG:  shut down\\n' >> \"$5\"; exit 1"));

        var failure = await FailureAsync(_options with { BinariesFolder = Binaries });

        Assert.Equal(EmbeddedPostgresFailure.StartFailed, failure.Failure);
        Assert.Contains("could not map anonymous shared memory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenTheFolderCannotBeMade_SaysSo()
    {
        Directory.CreateDirectory(_options.DataFolder);
        var file = Path.Combine(_options.DataFolder, "file");
        await File.WriteAllTextAsync(file, "", Token);

        var failure = await FailureAsync(_options with { DataFolder = Path.Combine(file, "postgres") });

        Assert.Equal(EmbeddedPostgresFailure.FolderUnusable, failure.Failure);
    }

    [Fact]
    public async Task Start_WithALargeLog_MovesItAside()
    {
        var log = Path.Combine(Directory.CreateDirectory(Path.Combine(_options.DataFolder, "log")).FullName, "server.log");
        await File.WriteAllTextAsync(log, new string('x', 5000), Token);

        await using var postgres = await EmbeddedPostgres.StartAsync(_options with { MaximumLogBytes = 4000 }, Token);

        Assert.True(new FileInfo(log).Length < 4000);
        Assert.Equal(5000, new FileInfo(log + ".1").Length);
    }

    public async ValueTask DisposeAsync() => await EmbeddedPostgres.RemoveAsync(_options, CancellationToken.None);

    private static async Task<EmbeddedPostgresException> FailureAsync(EmbeddedPostgresOptions options)
    {
        var failure = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, Token));
        Assert.DoesNotContain('\n', failure.Message);
        return failure;
    }

    private static string Version(string version) => $"echo 'postgres (PostgreSQL) {version}'";

    private async Task WriteProgramsAsync(params (string Name, string Script)[] programs)
    {
        const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Binaries);
        foreach (var (name, script) in programs)
        {
            var path = Path.Combine(Binaries, name);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n", Token);
            File.SetUnixFileMode(path, Runnable);
        }
    }
}
