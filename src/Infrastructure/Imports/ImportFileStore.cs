using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// Keeps uploaded files in the database, in encrypted pieces, so that any instance can read them. No connection is held while the
/// sender is waited for: a few slow senders would have them all.
/// </summary>
public sealed class ImportFileStore(TenantConnections connections, OperationContext operation, FieldCipher cipher, TimeProvider clock) : IImportFileStore
{
    /// <summary>Bytes of a piece before encryption.</summary>
    private const int ChunkBytes = StoredFileStream.PieceBytes;

    public async Task<Result<StoredFile>> SaveAsync(Stream content, string fileName, long maxBytes, CancellationToken cancellationToken)
    {
        var id = StoredFileId.New();
        await BeginAsync(id, fileName, cancellationToken);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[ChunkBytes];
            long length = 0;
            for (var number = 0; ; number++)
            {
                var read = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancellationToken);
                length += read;
                if (length > maxBytes)
                {
                    await DeleteAsync(id, CancellationToken.None);
                    return new Error(ProblemCodes.TooLarge, maxBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                if (read > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await InsertChunkAsync(id, number, buffer.AsMemory(0, read), cancellationToken);
                }

                if (read < ChunkBytes)
                {
                    break;
                }
            }

            var sha256 = hash.GetHashAndReset();
            await CompleteAsync(id, length, sha256, cancellationToken);
            return new StoredFile(id, fileName, length, sha256);
        }
        catch
        {
            await DiscardAsync(id);
            throw;
        }
    }

    public Stream OpenRead(StoredFile file) => new StoredFileStream(connections, operation.Tenant, file, cipher);

    private async Task DiscardAsync(StoredFileId id)
    {
        try
        {
            await DeleteAsync(id, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // What went wrong before matters more; a later upload removes what is left.
        }
    }

    private async Task BeginAsync(StoredFileId id, string fileName, CancellationToken cancellationToken)
    {
        // Uploads that a crash cut off, and files that nobody made an import of, have no other owner: a day after they were last touched they go.
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            WITH abandoned AS (
                DELETE FROM stored_files f WHERE f.created_at < $4 - interval '1 day' AND (f.completed_at IS NULL OR (
                    NOT EXISTS (SELECT 1 FROM import_batches b WHERE b.tenant_id = f.tenant_id AND b.file_id = f.id)
                    AND NOT EXISTS (SELECT 1 FROM import_drafts d WHERE d.tenant_id = f.tenant_id AND d.file_id = f.id AND d.modified_at >= $4 - interval '1 day')))),
            forgotten AS (DELETE FROM import_drafts WHERE modified_at < $4 - interval '1 day')
            INSERT INTO stored_files (tenant_id, id, file_name, length, created_at) VALUES ($1, $2, $3, 0, $4)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = fileName });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task InsertChunkAsync(StoredFileId id, int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand("INSERT INTO stored_file_chunks (tenant_id, file_id, number, content_encrypted) VALUES ($1, $2, $3, $4)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        command.Parameters.Add(new NpgsqlParameter<byte[]>
        {
            TypedValue = cipher.EncryptBytes(content.Span, FieldContexts.FileChunk(id.Value, number)),
            NpgsqlDbType = NpgsqlDbType.Bytea,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CompleteAsync(StoredFileId id, long length, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            "UPDATE stored_files SET length = $3, sha256 = $4, completed_at = $5 WHERE tenant_id = $1 AND id = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = length });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sha256 });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task DeleteAsync(StoredFileId id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM stored_files WHERE tenant_id = $1 AND id = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
