using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.WebApp.Cli;

/// <summary>
/// <c>rollups check|rebuild [--tenant KEY]</c>: says whether the figures of the dashboard are what the tables add up to, or makes them anew first. Of all tenants
/// where none is named. The portal may be running meanwhile.
/// </summary>
internal static class RollupsVerb
{
    private const string Usage = "rollups check|rebuild [--tenant KEY]";

    /// <returns><see cref="ExitCodes.Done"/> where all figures are exact in the end, else <see cref="ExitCodes.NotAllAccepted"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Read(args) is not (var rebuild, var key))
        {
            await terminal.Error.WriteLineAsync(Usage);
            return ExitCodes.Usage;
        }

        try
        {
            // The host's own reading of its configuration, so that both mean the same database.
            var builder = WebApplication.CreateBuilder();
            await using var database = await PortalDatabase.OpenAsync(builder.Configuration, DataFolder.Find(builder.Configuration, builder.Environment.ContentRootPath), cancellationToken);
            await using var source = NpgsqlDataSource.Create(database.ConnectionString);
            return await RunAsync(new Rollups(new TenantConnections(source)), rebuild, key, terminal, cancellationToken);
        }
        catch (StartException exception)
        {
            await terminal.Error.WriteLineAsync($"rollups: {exception.Message}");
            return ExitCodes.Refused;
        }
    }

    internal static async Task<int> RunAsync(Rollups rollups, bool rebuild, string? key, Terminal terminal, CancellationToken cancellationToken)
    {
        var tenants = (await rollups.TenantsAsync(cancellationToken)).Where(tenant => key is null || string.Equals(tenant.Key, key, StringComparison.Ordinal)).ToList();
        if (key is not null && tenants.Count == 0)
        {
            await terminal.Error.WriteLineAsync($"rollups: there is no tenant {key}");
            return ExitCodes.Usage;
        }

        var code = ExitCodes.Done;
        foreach (var (tenant, name) in tenants)
        {
            if (rebuild)
            {
                await rollups.RebuildAsync(tenant, cancellationToken);
            }

            if (!await CheckAsync(rollups, tenant, name, terminal, cancellationToken))
            {
                code = ExitCodes.NotAllAccepted;
            }
        }

        return code;
    }

    private static async Task<bool> CheckAsync(Rollups rollups, TenantId tenant, string name, Terminal terminal, CancellationToken cancellationToken)
    {
        var faults = await rollups.CheckAsync(tenant, cancellationToken);
        var found = faults.Select(static fault => string.Create(CultureInfo.InvariantCulture, $"{fault.Table}: {fault.Keys:N0} keys differ, as {fault.Example}"));
        await terminal.Out.WriteLineAsync($"{name}: {(faults.Count == 0 ? "exact" : string.Join("; ", found))}");
        return faults.Count == 0;
    }

    /// <returns>Whether to rebuild, and of which tenant (null: of all); null where the arguments are none of these.</returns>
    private static (bool Rebuild, string? Key)? Read(string[] args) => args switch
    {
        ["check" or "rebuild"] => (args[0] == "rebuild", null),
        ["check" or "rebuild", "--tenant", { Length: > 0 } key] => (args[0] == "rebuild", key),
        _ => null,
    };
}
