using Microsoft.EntityFrameworkCore.Migrations;

namespace OrderPortal.Infrastructure.Shared.Persistence.Migrations;

/// <summary>What EF cannot say of the schema lies as SQL in <c>Migrations/Sql</c>, in the order of the file names.</summary>
internal static class MigrationScripts
{
    /// <summary>Runs the embedded scripts whose names begin with the prefix, in their order.</summary>
    public static void RunScripts(this MigrationBuilder migration, string prefix)
    {
        var assembly = typeof(MigrationScripts).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith($"{typeof(MigrationScripts).Namespace}.Sql.{prefix}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
        {
            throw new InvalidOperationException($"No migration script begins with {prefix}.");
        }

        foreach (var name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            migration.Sql(reader.ReadToEnd());
        }
    }
}
