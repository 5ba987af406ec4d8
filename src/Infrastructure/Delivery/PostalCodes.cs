using Npgsql;
using OrderPortal.Domain.Delivery;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Delivery;

/// <inheritdoc cref="IPostalCodes"/>
public sealed class PostalCodes(TenantConnections connections) : IPostalCodes
{
    public async Task<bool> AreLoadedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenGlobalAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM postal_codes)", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<PostalArea?> FindAsync(string postalCode, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenGlobalAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT prefecture, city, town FROM postal_codes WHERE postal_code = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = postalCode });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        PostalArea? common = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var area = new PostalArea(reader.GetString(0), reader.GetString(1), reader.GetString(2));
            common = common is null ? area : new PostalArea(
                common.Prefecture == area.Prefecture ? area.Prefecture : "",
                common.City == area.City ? area.City : "",
                common.City == area.City && common.Town == area.Town ? area.Town : "");
        }

        return common;
    }
}
