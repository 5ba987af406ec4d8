using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// Rows in the binary format of COPY, made in memory: ahead of the connection, and at a fraction of what the driver takes for value after value.
/// Call <see cref="BeginRow"/>, then one value for each column. Not thread-safe. Dispose it: the memory is large and used again.
/// </summary>
public sealed class CopyRows : IDisposable
{
    /// <summary>"PGCOPY", no flags, no extension.</summary>
    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Trailer = [0xFF, 0xFF];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>PostgreSQL counts from here.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>One message of the protocol: the server holds it whole before it begins with it.</summary>
    private const int MessageBytes = 128 * 1024;

    private byte[] _bytes;

    /// <param name="capacity">Bytes; grows as needed.</param>
    public CopyRows(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes of all rows so far: where the next one begins.</summary>
    public int Length { get; private set; }

    public void BeginRow(short columns) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), columns);

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), -1);

    public void Boolean(bool value) => Value(sizeof(bool))[0] = value ? (byte)1 : (byte)0;

    /// <remarks>The type of the value decides the column's: smallint, integer or bigint.</remarks>
    public void Number(short value) => BinaryPrimitives.WriteInt16BigEndian(Value(sizeof(short)), value);

    /// <inheritdoc cref="Number(short)"/>
    public void Number(int value) => BinaryPrimitives.WriteInt32BigEndian(Value(sizeof(int)), value);

    /// <inheritdoc cref="Number(short)"/>
    public void Number(long value) => BinaryPrimitives.WriteInt64BigEndian(Value(sizeof(long)), value);

    public void Uuid(Guid value) => value.TryWriteBytes(Value(16), bigEndian: true, out _);

    public void Date(DateOnly value) => Number(value.DayNumber - DateOnly.FromDateTime(Epoch).DayNumber);

    /// <remarks>In whole microseconds: what is finer is cut off.</remarks>
    public void Timestamp(DateTimeOffset value) => Number((value.UtcTicks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Value(value.Length));

    /// <exception cref="EncoderFallbackException">The text is not well formed.</exception>
    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var place = BeginValue(Strict.GetMaxByteCount(value.Length), out var free);
        EndValue(place, Strict.GetBytes(value, free));
    }

    /// <summary>A value whose length shows only when it is written.</summary>
    /// <param name="most">Bytes that it can have.</param>
    /// <param name="free">Where to write it.</param>
    /// <returns>To be given to <see cref="EndValue"/>, before anything else is called.</returns>
    public int BeginValue(int most, out Span<byte> free)
    {
        Reserve(sizeof(int) + most);
        free = _bytes.AsSpan(Length + sizeof(int), most);
        return Length;
    }

    /// <inheritdoc cref="BeginValue"/>
    public void EndValue(int place, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(place), length);
        Length = place + sizeof(int) + length;
    }

    /// <summary>Replaces a uuid that stands <paramref name="place"/> bytes from the first row's beginning (<see cref="Length"/> before it was written).</summary>
    public void ReplaceUuid(int place, Guid value) => value.TryWriteBytes(_bytes.AsSpan(place + sizeof(int), 16), bigEndian: true, out _);

    /// <summary>Sends rows to a table.</summary>
    /// <param name="target">Table and columns, as COPY has them.</param>
    /// <param name="ranges">Bytes from the beginning of a row to the end of the same or a later one.</param>
    /// <exception cref="PostgresException">The server refuses a row; the connection stays usable.</exception>
    /// <exception cref="OperationCanceledException">The connection may be broken then.</exception>
    public async Task SendAsync(NpgsqlConnection connection, string target, IEnumerable<Range> ranges, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginRawBinaryCopyAsync($"COPY {target} FROM STDIN (FORMAT BINARY)", cancellationToken);
        try
        {
            await copy.WriteAsync(Signature, cancellationToken);
            foreach (var range in ranges)
            {
                for (var rows = _bytes.AsMemory(range); rows.Length > 0; rows = rows[Math.Min(rows.Length, MessageBytes)..])
                {
                    await copy.WriteAsync(rows[..Math.Min(rows.Length, MessageBytes)], cancellationToken);
                }
            }

            await copy.WriteAsync(Trailer, cancellationToken);
        }
        catch (Exception exception)
        {
            await TakeBackAsync(copy);

            // The driver takes a write that was cancelled half-way for one that failed.
            if (exception is NpgsqlException { InnerException: OperationCanceledException })
            {
                throw new OperationCanceledException(exception.Message, exception, cancellationToken);
            }

            throw;
        }

        await copy.DisposeAsync();
    }

    /// <summary>Disposing alone would tell the server that all is there.</summary>
    private static async Task TakeBackAsync(NpgsqlRawCopyStream copy)
    {
        try
        {
            await copy.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // A write that was cancelled half-way has broken the connection, and ended the COPY with it.
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            Length = 0;
        }
    }

    private Span<byte> Value(int length)
    {
        var value = Take(sizeof(int) + length);
        BinaryPrimitives.WriteInt32BigEndian(value, length);
        return value[sizeof(int)..];
    }

    private Span<byte> Take(int length)
    {
        Reserve(length);
        var taken = _bytes.AsSpan(Length, length);
        Length += length;
        return taken;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, checked(Length + more)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
