using System.Data;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// Reads a stored file piece by piece, from any place, since a workbook has its table of contents at its end. Holds one piece in memory and no
/// connection between pieces. Reading synchronously is for libraries that know no other way.
/// </summary>
internal sealed class StoredFileStream(TenantConnections connections, TenantId tenant, StoredFile file, FieldCipher cipher) : Stream
{
    /// <summary>Bytes of every piece but the last, before encryption. Part of what is stored: never change it.</summary>
    public const int PieceBytes = 512 * 1024;

    // Used again for each piece: arrays of this size are collected with the oldest generation only, and a few of them would make that happen all the time.
    private readonly byte[] _encrypted = new byte[FieldCipher.Overhead + (int)Math.Min(PieceBytes, file.Bytes)];
    private readonly byte[] _piece = new byte[(int)Math.Min(PieceBytes, file.Bytes)];
    private int _pieceLength;
    private long _number = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Bytes;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= file.Bytes)
        {
            return 0;
        }

        if (_position / PieceBytes != _number)
        {
            var number = (int)(_position / PieceBytes);
            await using var connection = await connections.OpenAsync(tenant, cancellationToken);
            await using var command = Select(connection, number);
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
            var length = 0;
            if (await reader.ReadAsync(cancellationToken))
            {
                await using var content = await reader.GetStreamAsync(0, cancellationToken);
                length = await content.ReadAtLeastAsync(_encrypted, _encrypted.Length, throwOnEndOfStream: false, cancellationToken);
            }

            Take(number, length);
        }

        return Copy(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (_position >= file.Bytes)
        {
            return 0;
        }

        if (_position / PieceBytes != _number)
        {
            var number = (int)(_position / PieceBytes);
            using var connection = connections.Open(tenant);
            using var command = Select(connection, number);
            using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
            var length = 0;
            if (reader.Read())
            {
                using var content = reader.GetStream(0);
                length = content.ReadAtLeast(_encrypted, _encrypted.Length, throwOnEndOfStream: false);
            }

            Take(number, length);
        }

        return Copy(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => file.Bytes + offset,
            _ => offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return _position = position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Copy(Span<byte> buffer)
    {
        var offset = (int)(_position % PieceBytes);
        var count = Math.Min(buffer.Length, _pieceLength - offset);
        _piece.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private NpgsqlCommand Select(NpgsqlConnection connection, int number)
    {
        var command = new NpgsqlCommand("SELECT content_encrypted FROM stored_file_chunks WHERE tenant_id = $1 AND file_id = $2 AND number = $3", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        return command;
    }

    private void Take(int number, int encryptedLength)
    {
        // What is left of the piece before is gone, also where this one turns out to be broken.
        _number = -1;
        var context = FieldContexts.FileChunk(file.Id.Value, number);
        _pieceLength = encryptedLength == 0 ? 0 : cipher.DecryptBytes(_encrypted.AsSpan(0, encryptedLength), context, _piece);

        // A missing or short piece must not look like the end of the file.
        if (_pieceLength != Math.Min(PieceBytes, file.Bytes - ((long)number * PieceBytes)))
        {
            throw new InvalidDataException($"Piece {number} of a stored file is missing.");
        }

        _number = number;
    }
}
