namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Where the private cluster lives and how it is to be run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Holds the cluster, its password, its log and the locks. Made when absent; kept between runs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>For tests and benchmarks: nothing is forced to disk, and the folder is deleted on dispose.</summary>
    public bool Throwaway { get; init; }

    /// <summary>The folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>; when set, no other place is searched.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>Where the set-up script unpacks binaries. Default: <c>postgres-bin</c> beside <see cref="DataFolder"/>.</summary>
    public string? FetchedBinariesFolder { get; init; }

    /// <summary>Long enough for the replay of <c>max_wal_size</c> after a crash on a slow disk.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Below this the server is not started: a cluster that fills its disk stops in the middle of the work.</summary>
    public long MinimumFreeBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>The server's log is moved aside beyond this size; one older log is kept.</summary>
    public long MaximumLogBytes { get; init; } = 16L * 1024 * 1024;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
