using Microsoft.Net.Http.Headers;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>
/// Takes the place of an answer's body and holds it back, so that it can be kept before it is sent. An answer that grows over <see cref="MaxBytes"/> is
/// not held any more but passed on.
/// </summary>
/// <param name="caller">Where the answer goes in the end.</param>
internal sealed class HeldAnswer(Stream caller) : Stream
{
    /// <summary>No POST answers more: its body has 10 MB at most.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>What belongs to the answer itself. All others are made anew for each answer.</summary>
    private static readonly string[] Kept = [HeaderNames.ContentType, HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location];

    private readonly MemoryStream _held = new();
    private bool _passedOn;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>After an exception: what was said so far does not count.</summary>
    public static void ForgetHeaders(HttpResponse response)
    {
        if (response.HasStarted)
        {
            return;
        }

        response.ContentLength = null;
        foreach (var name in Kept)
        {
            response.Headers.Remove(name);
        }
    }

    public static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }

    /// <summary>Null where it was too long to be held.</summary>
    public IdempotentAnswer? Take(HttpResponse response) => _passedOn ? null : new IdempotentAnswer(
        response.StatusCode,
        [.. Kept.SelectMany(name => response.Headers[name].Select(value => KeyValuePair.Create(name, value ?? "")))],
        Body());

    /// <summary>To the caller, as far as it was held back. An error without a body is left to who writes it.</summary>
    public Task SendAsync(HttpResponse response, CancellationToken cancellationToken) =>
        _passedOn || (response.StatusCode >= 400 && _held.Length == 0) ? Task.CompletedTask : SendAsync(response, Body(), cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_passedOn && _held.Length + buffer.Length <= MaxBytes)
        {
            await _held.WriteAsync(buffer, cancellationToken);
            return;
        }

        if (!_passedOn)
        {
            _passedOn = true;
            await caller.WriteAsync(Body(), cancellationToken);
        }

        await caller.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _passedOn ? caller.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>As the server's own stream: answers are written asynchronously.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _held.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadOnlyMemory<byte> Body() => _held.GetBuffer().AsMemory(0, (int)_held.Length);
}
