using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Testing.Notifications;

namespace OrderPortal.Benchmarks;

/// <summary>
/// Measures how mails leave: so many that wait, through the portal's own pump and SMTP over TLS into a mail server on loopback, until the last
/// one is taken, and how many there were at most in any one second, as they were started and as the server saw them come.
/// </summary>
internal static class NotifyBenchmark
{
    /// <summary>Figures of one run; the names are fixed.</summary>
    /// <param name="Seconds">From the first start to the last.</param>
    /// <param name="IdealSeconds">At the permitted rate.</param>
    /// <param name="RateShare">Of the permitted rate that was used.</param>
    /// <param name="MostInOneSecond">Starts in any one second, wherever it begins.</param>
    /// <param name="MostReceivedInOneSecond">The same as the server saw it.</param>
    private sealed record Figures(int Notifications, int RatePerSecond, double Seconds, double IdealSeconds, double RateShare, int MostInOneSecond, int MostReceivedInOneSecond, int Duplicates);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!TryRead(arguments, out var count, out var rate, out var json))
        {
            return Usage.Print("portal bench notify [--count 2000] [--rate 10] [--json FILE]");
        }

        await using var database = await BenchDatabase.StartAsync();
        await using var server = new SmtpDouble();
        await using var services = BuildServices(await DatabaseProvisioning.ProvisionAsync(database.OwnerConnectionString), server, rate);
        await WriteAsync(services, database, count);
        var running = new List<IHostedService>();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
            running.Add(service);
        }

        while (server.Taken.Count < count)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        foreach (var service in running)
        {
            await service.StopAsync(CancellationToken.None);
        }

        var starts = await StartsAsync(database);
        var taken = server.Taken;
        var received = taken.Select(mail => TimeProvider.System.GetElapsedTime(0, mail.StartedAt)).Order().ToList();
        var seconds = (starts[^1] - starts[0]).TotalSeconds;
        var ideal = (count - 1) / (double)rate;
        var figures = new Figures(
            count, rate, Math.Round(seconds, 2), ideal, Math.Round(ideal / seconds, 4), MostInOneSecond(starts), MostInOneSecond(received), taken.Count - taken.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Report.Header(("mails", 8), ("rate", 6), ("seconds", 10), ("ideal", 10), ("share", 8), ("most/s", 8), ("received", 10), ("twice", 7));
        Report.Row((count, "N0", 8), (rate, "N0", 6), (figures.Seconds, "N2", 10), (ideal, "N2", 10), (figures.RateShare, "P1", 8), (figures.MostInOneSecond, "N0", 8), (figures.MostReceivedInOneSecond, "N0", 10), (figures.Duplicates, "N0", 7));
        await Report.WriteAsync("notify", [figures], json);
        return 0;
    }

    private static async Task WriteAsync(ServiceProvider services, BenchDatabase database, int count)
    {
        var writer = services.GetRequiredService<NotificationWriter>();
        await using var connection = await services.GetRequiredService<TenantConnections>().OpenAsync(database.Tenant, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var now = TimeProvider.System.GetUtcNow();
        var content = JsonSerializer.Serialize(new MailContent("【bench】ご注文を承りました", new string('本', 500), $"<p>{new string('本', 1_000)}</p>"));
        await writer.WriteAsync(
            connection,
            database.Tenant,
            [.. Enumerable.Range(1, count).Select(n => new NewNotification(Guid.CreateVersion7(), now.AddMicroseconds(n), Guid.NewGuid(), NotificationTopic.OrderAccepted, NotificationChannel.Email, content)
            {
                Recipient = string.Create(CultureInfo.InvariantCulture, $"customer-{n}@customer.example"),
            })],
            CancellationToken.None);
        await transaction.CommitAsync();
    }

    private static async Task<List<TimeSpan>> StartsAsync(BenchDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT started_at FROM notification_attempts ORDER BY started_at", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var starts = new List<TimeSpan>();
        while (await reader.ReadAsync())
        {
            starts.Add(new TimeSpan(reader.GetDateTime(0).Ticks));
        }

        return starts;
    }

    /// <summary>The second may begin at any start: then it holds the most.</summary>
    private static int MostInOneSecond(List<TimeSpan> starts)
    {
        var most = 0;
        for (int first = 0, end = 0; first < starts.Count; first++)
        {
            while (end < starts.Count && starts[end] - starts[first] < TimeSpan.FromSeconds(1))
            {
                end++;
            }

            most = Math.Max(most, end - first);
        }

        return most;
    }

    private static ServiceProvider BuildServices(string connectionString, SmtpDouble server, int rate)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Encryption:Keys", string.Join(',', KeyRing.Generate())),
            new("Notifications:Smtp:Host", SmtpDouble.Host),
            new("Notifications:Smtp:Port", server.Port.ToString(CultureInfo.InvariantCulture)),
            new("Notifications:Smtp:TrustedCertificates", server.CertificateFile),
            new("Notifications:From", "Bench <bench@shop.example>"),
            new("Notifications:RatePerSecond", rate.ToString(CultureInfo.InvariantCulture)),
        ]).Build();
        var environment = new HostingEnvironment();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        services.AddSingleton<IConfiguration>(configuration).AddSingleton<IHostEnvironment>(environment).AddSingleton(TimeProvider.System);
        services.AddEncryption().AddPersistence(connectionString).AddWork().AddAuditing().AddNotifications(configuration, environment);
        return services.BuildServiceProvider();
    }

    private static bool TryRead(string[] arguments, out int count, out int rate, out string? json)
    {
        (count, rate, json) = (2_000, 10, null);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            var ok = arguments[i] switch
            {
                "--count" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 1,
                "--rate" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out rate) && rate is >= 1 and <= 1_000,
                "--json" => (json = value) is not null,
                _ => false,
            };
            if (!ok)
            {
                return false;
            }
        }

        return true;
    }

    private sealed class HostingEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "OrderPortal.Benchmarks";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
