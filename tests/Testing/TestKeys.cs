using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Testing;

/// <summary>Encryption keys for tests, the same in all of them, so that EF builds its model once.</summary>
public static class TestKeys
{
    /// <summary>As configuration names them.</summary>
    public static string[] Entries { get; } =
        [$"1:{Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray())}", $"index:{Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray())}"];

    public static KeyRing Ring { get; } = KeyRing.Parse(Entries).Ring!;

    public static FieldCipher Cipher { get; } = new(Ring);

    public static BlindIndex BlindIndex { get; } = new(Ring);

    internal static OrderPortalDbContext CreateContext(NpgsqlDataSource dataSource, OperationContext operation)
    {
        var builder = new DbContextOptionsBuilder<OrderPortalDbContext>();
        builder.UseNpgsql(dataSource);
        PersistenceRegistration.Options(builder);
        return new OrderPortalDbContext(builder.Options, operation, Cipher, BlindIndex);
    }
}
