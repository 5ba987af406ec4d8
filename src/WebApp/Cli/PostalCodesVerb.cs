using System.Globalization;
using Npgsql;
using OrderPortal.Infrastructure.Delivery;
using OrderPortal.Infrastructure.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.WebApp.Cli;

/// <summary>
/// <c>postal-codes FILE</c>: loads the post office's table, <c>KEN_ALL.CSV</c> or <c>utf_ken_all.csv</c>, into the database that the portal runs on, in place of
/// the one before. The portal may be running meanwhile.
/// </summary>
internal static class PostalCodesVerb
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        if (args is not [var path])
        {
            await terminal.Error.WriteLineAsync("postal-codes FILE");
            return ExitCodes.Usage;
        }

        byte[] file;
        try
        {
            file = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync($"postal-codes: {failure.Message}");
            return ExitCodes.Usage;
        }

        try
        {
            // The host's own reading of its configuration, so that both mean the same database.
            var builder = WebApplication.CreateBuilder();
            await using var database = await PortalDatabase.OpenAsync(builder.Configuration, DataFolder.Find(builder.Configuration, builder.Environment.ContentRootPath), cancellationToken);
            await using var source = NpgsqlDataSource.Create(database.ConnectionString);
            return await LoadAsync(source, path, file, terminal, cancellationToken);
        }
        catch (StartException exception)
        {
            await terminal.Error.WriteLineAsync($"postal-codes: {exception.Message}");
            return ExitCodes.Refused;
        }
    }

    internal static async Task<int> LoadAsync(NpgsqlDataSource database, string path, byte[] file, Terminal terminal, CancellationToken cancellationToken)
    {
        if (await PostalCodeTable.LoadAsync(database, file, cancellationToken) is not { } codes)
        {
            await terminal.Error.WriteLineAsync($"postal-codes: {path} is not the post office's table (KEN_ALL.CSV or utf_ken_all.csv); nothing was changed");
            return ExitCodes.NotAllAccepted;
        }

        await terminal.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}: {codes:N0} postal codes"));
        return ExitCodes.Done;
    }
}
