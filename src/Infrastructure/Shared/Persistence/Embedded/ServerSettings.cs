namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>The configuration files that the portal owns; written anew before every start.</summary>
internal static class ServerSettings
{
    private const string Header = "# Written by OrderPortal at every start; changes made here are lost.\n";

    // For a machine of 2 cores and a few GB that the server shares with the portal. Bulk writing is the heaviest load: a large
    // WAL keeps checkpoints rare, and compression keeps their full-page images small. JIT costs more than it gives on short queries.
    private const string Common = """
        max_connections = 100
        shared_buffers = 256MB
        effective_cache_size = 1GB
        work_mem = 16MB
        maintenance_work_mem = 128MB
        wal_compression = on
        max_wal_size = 2GB
        min_wal_size = 256MB
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9
        random_page_cost = 1.1
        jit = off
        password_encryption = 'scram-sha-256'
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        datestyle = 'iso, ymd'

        """;

    // Statements and key values may hold personal data, so neither is logged.
    private const string Logging = """
        logging_collector = off
        log_min_messages = warning
        log_min_error_statement = panic
        log_error_verbosity = terse
        log_line_prefix = '%m [%p] '

        """;

    // Nothing of a throw-away cluster has to survive a crash, and nobody replicates it.
    private const string Throwaway = """
        fsync = off
        full_page_writes = off
        synchronous_commit = off
        wal_level = minimal
        max_wal_senders = 0
        autovacuum_naptime = 10s

        """;

    private const string Access = Header + """
        local all all               scram-sha-256
        host  all all 127.0.0.1/32  scram-sha-256
        host  all all ::1/128       scram-sha-256

        """;

    public static async Task WriteAsync(string clusterFolder, ServerAddress address, bool throwaway, CancellationToken cancellationToken)
    {
        var text = Header + Common + Logging + (throwaway ? Throwaway : "") + address.Settings;
        await File.WriteAllTextAsync(Path.Combine(clusterFolder, "postgresql.conf"), text, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(clusterFolder, "pg_hba.conf"), Access, cancellationToken);

        // ALTER SYSTEM must not outlive a start: it could make the server listen where it must not.
        await File.WriteAllTextAsync(Path.Combine(clusterFolder, "postgresql.auto.conf"), Header, cancellationToken);
    }
}
