using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// Brings a database to what this version needs, with the owner's rights, and gives back the connection of the application's own
/// role, which is all that runs afterwards. Several instances may do so at once; each next start finds nothing to do.
/// </summary>
public static class DatabaseProvisioning
{
    private const long LockKey = 0x4F72646572506F72;
    private const int MinimumVersion = 15;
    private const int MonthsAhead = 3;

    /// <summary>Requests and jobs have a pool each, and a server of the usual settings has 100 connections: both full still leave some for people.</summary>
    private const int UsualPoolSize = 40;

    private const string RoleName = "orderportal_app";

    /// <summary>Migrates, makes partitions, ensures the role and what it may do.</summary>
    /// <param name="ownerConnectionString">A user who owns the database and may create roles.</param>
    /// <returns>The application's connection string.</returns>
    /// <exception cref="StartException">What is wrong and how to mend it, in one line.</exception>
    public static async Task<string> ProvisionAsync(string ownerConnectionString, CancellationToken cancellationToken = default)
    {
        NpgsqlConnectionStringBuilder owner;
        try
        {
            // Unpooled: the owner's connections are closed for good when this is done.
            owner = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 600 };
        }
        catch (ArgumentException exception)
        {
            throw new StartException("ConnectionStrings:OrderPortal is not a PostgreSQL connection string.", exception);
        }

        try
        {
            await using var connection = new NpgsqlConnection(owner.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await CheckVersionAsync(connection, cancellationToken);
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey.ToString(CultureInfo.InvariantCulture)})", cancellationToken);
            await MigrateAsync(owner.ConnectionString, cancellationToken);
            var application = await EnsureRoleAsync(connection, owner, cancellationToken);
            await ExecuteAsync(connection, $"SELECT private.ensure_partitions({MonthsAhead.ToString(CultureInfo.InvariantCulture)})", cancellationToken);
            return application;
        }
        catch (Exception exception) when (Explain(exception, owner) is { } message)
        {
            throw new StartException(message, exception);
        }
    }

    private static async Task CheckVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < MinimumVersion)
        {
            throw new StartException($"The PostgreSQL server is version {connection.PostgreSqlVersion}; {MinimumVersion} or newer is needed.");
        }

        if (await ScalarAsync(connection, "SHOW server_encoding", cancellationToken) is not "UTF8")
        {
            throw new StartException($"The database {connection.Database} is not encoded in UTF8; create it with ENCODING 'UTF8' TEMPLATE template0.");
        }
    }

    private static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Migrations neither read nor write encrypted values; the keys are made up.
        var keys = KeyRing.Parse(KeyRing.Generate()).Ring!;
        using var cipher = new FieldCipher(keys);
        var builder = new DbContextOptionsBuilder<OrderPortalDbContext>().UseNpgsql(connectionString);
        PersistenceRegistration.Options(builder);
        await using var context = new OrderPortalDbContext(builder.Options, new OperationContext(), cipher, new BlindIndex(keys));
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <remarks>
    /// Roles belong to the whole cluster, their password to this database. A copy made by TEMPLATE shares the role with its
    /// original. Where the name is another database's role, whose password is not ours, this database gets a role of its own:
    /// resetting the password would lock the other one out.
    /// </remarks>
    private static async Task<string> EnsureRoleAsync(NpgsqlConnection connection, NpgsqlConnectionStringBuilder owner, CancellationToken cancellationToken)
    {
        var (name, password) = await ReadRoleAsync(connection, cancellationToken);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var exists = await ScalarAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", cancellationToken, name ?? RoleName) is not null;
            if (name is null)
            {
                name = exists || attempt > 0 ? $"{RoleName}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}" : RoleName;
                password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
                exists = false;
            }

            if (!exists && !await TryCreateRoleAsync(connection, name, password!, cancellationToken))
            {
                name = null;
                continue;
            }

            await ExecuteAsync(connection, "CALL private.grant_application_role($1::name)", cancellationToken, name);
            var application = ApplicationConnection(owner, name, password!);
            if (await CanSignInAsync(application, cancellationToken))
            {
                await ExecuteAsync(
                    connection,
                    "INSERT INTO private.application_role (role_name, password) VALUES ($1, $2) ON CONFLICT (singleton) DO UPDATE SET role_name = $1, password = $2 WHERE (application_role.role_name, application_role.password) IS DISTINCT FROM ($1, $2)",
                    cancellationToken, name, password!);
                return application;
            }

            name = null;
        }

        throw new StartException($"The application's role ({RoleName}) can not be made to work: look for what the server's log says of it.");
    }

    private static async Task<(string? Name, string? Password)> ReadRoleAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT role_name, password FROM private.application_role", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetString(0), reader.GetString(1)) : (null, null);
    }

    private static async Task<bool> TryCreateRoleAsync(NpgsqlConnection connection, string name, string password, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(
                connection,
                $"CREATE ROLE \"{name}\" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '{ScramVerifier.Of(password)}'",
                cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Another database of the cluster was faster.
            return false;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartException(
                $"The database user may not create roles, and the portal needs one of its own ({name}): let an administrator run ALTER ROLE <user> CREATEROLE.", exception);
        }
    }

    private static string ApplicationConnection(NpgsqlConnectionStringBuilder owner, string name, string password)
    {
        var application = new NpgsqlConnectionStringBuilder(owner.ConnectionString)
        {
            Username = name,
            Password = password,
            Passfile = null,
            Pooling = true,
            CommandTimeout = 30,
            ApplicationName = owner.ApplicationName ?? "OrderPortal",
        };
        if (!owner.Keys.OfType<string>().Contains("Maximum Pool Size", StringComparer.OrdinalIgnoreCase))
        {
            application.MaxPoolSize = UsualPoolSize;
        }

        return application.ConnectionString;
    }

    private static async Task<bool> CanSignInAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return await ScalarAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND NOT rolsuper AND NOT rolbypassrls", cancellationToken) is not null
                ? true
                : throw new StartException("The application's role is a superuser or bypasses row-level security: ALTER ROLE … NOSUPERUSER NOBYPASSRLS.");
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    private static string? Explain(Exception exception, NpgsqlConnectionStringBuilder owner) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"The PostgreSQL server refuses the sign-in: {refused.MessageText}. Check user and password in ConnectionStrings:OrderPortal, and pg_hba.conf.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"The database {owner.Database} does not exist: create it (CREATE DATABASE \"{owner.Database}\" ENCODING 'UTF8' TEMPLATE template0).",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"The database user lacks a right: {denied.MessageText}. It has to own the database and may need CREATEROLE.",
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } =>
            $"The PostgreSQL server {owner.Host}:{owner.Port.ToString(CultureInfo.InvariantCulture)} cannot be reached: start it, or correct ConnectionStrings:OrderPortal.",
        _ => null,
    };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] arguments) =>
        await ScalarAsync(connection, sql, cancellationToken, arguments);

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
        }

        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
