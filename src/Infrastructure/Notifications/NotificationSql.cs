using Npgsql;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>Commands with their values in order: $1, $2, …; null where SQL is to have NULL.</summary>
internal static class NotificationSql
{
    /// <summary>Topic of mails about accounts, which are in nobody's list: who reads one can take the account over.</summary>
    public const string AccountTopic = "10";

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    public static async Task<T?> ValueAsync<T>(this NpgsqlDataReader reader, int column, CancellationToken cancellationToken)
        where T : struct => await reader.IsDBNullAsync(column, cancellationToken) ? null : reader.GetFieldValue<T>(column);

    public static async Task<T?> ObjectAsync<T>(this NpgsqlDataReader reader, int column, CancellationToken cancellationToken)
        where T : class => await reader.IsDBNullAsync(column, cancellationToken) ? null : reader.GetFieldValue<T>(column);
}
