using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Reading what changed by plain SQL.</summary>
internal static class ModifiedSql
{
    /// <summary>Adds the window's values to a command.</summary>
    /// <param name="alias">Of the table.</param>
    /// <returns>The condition on the table; to be sorted by its <c>modified_seq</c>.</returns>
    public static string Add(NpgsqlCommand command, ModifiedWindow window, string alias)
    {
        var first = command.Parameters.Count + 1;
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = window.After });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = window.UpTo });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = window.Since.UtcDateTime });
        return string.Create(CultureInfo.InvariantCulture, $"{alias}.modified_seq > ${first} AND {alias}.modified_seq <= ${first + 1} AND {alias}.modified_at >= ${first + 2}");
    }
}
