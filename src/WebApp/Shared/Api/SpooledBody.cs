using System.Buffers;
using System.Security.Cryptography;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// A request's body that can be read more than once. What is longer than <see cref="MemoryBytes"/> lies in a temporary file meanwhile, encrypted with a
/// key that only this object has: files of orders name people, and a process that dies may leave its file behind.
/// </summary>
internal sealed class SpooledBody : IAsyncDisposable
{
    public const int MemoryBytes = 256 * 1024;

    private const int BufferBytes = 64 * 1024;

    private readonly MemoryStream _memory = new();
    private FileStream? _file;
    private Aes? _cipher;

    private SpooledBody()
    {
    }

    /// <summary>The temporary file; null where there is none.</summary>
    public string? FilePath => _file?.Name;

    /// <returns>Null where the body has more bytes than it may.</returns>
    public static async Task<SpooledBody?> ReadAsync(Stream source, long limit, CancellationToken cancellationToken)
    {
        var body = new SpooledBody();
        var isWhole = false;
        try
        {
            isWhole = await body.FillAsync(source, limit, cancellationToken);
        }
        finally
        {
            if (!isWhole)
            {
                await body.DisposeAsync();
            }
        }

        return isWhole ? body : null;
    }

    /// <summary>From the beginning. One reader at a time.</summary>
    public Stream Open()
    {
        if (_file is null)
        {
            return new MemoryStream(_memory.GetBuffer(), 0, (int)_memory.Length, writable: false);
        }

        _file.Position = 0;
        return new CryptoStream(_file, _cipher!.CreateDecryptor(), CryptoStreamMode.Read, leaveOpen: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        _cipher?.Dispose();
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }
    }

    private async Task<bool> FillAsync(Stream source, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        CryptoStream? spool = null;
        try
        {
            var length = 0L;
            for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                length += read;
                if (length > limit)
                {
                    return false;
                }

                if (spool is null && length > MemoryBytes)
                {
                    spool = OpenFile();
                    await spool.WriteAsync(_memory.GetBuffer().AsMemory(0, (int)_memory.Length), cancellationToken);
                    _memory.SetLength(0);
                }

                await ((Stream?)spool ?? _memory).WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            if (spool is not null)
            {
                await spool.DisposeAsync();
            }
        }
    }

    private CryptoStream OpenFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = BufferBytes,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(Path.Combine(Path.GetTempPath(), $"orderportal-{Guid.NewGuid():N}"), options);
        _cipher = Aes.Create();
        return new CryptoStream(_file, _cipher.CreateEncryptor(), CryptoStreamMode.Write, leaveOpen: true);
    }
}
