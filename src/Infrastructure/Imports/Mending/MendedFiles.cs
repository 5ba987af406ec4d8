using System.IO.Pipelines;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.Infrastructure.Imports.Mending;

/// <summary>Writes mended rows and stores them in the same movement: nothing lies in memory or on disk as a whole.</summary>
public sealed class MendedFiles(IImportFileStore files) : IMendedFiles
{
    /// <summary>UTF-8 holds every cell, so there is nothing to note.</summary>
    private static readonly ReportWording Wording = new(Japanese: true, static _ => "");

    private static readonly ReportReasons NoReasons = new([], [], []);

    public async Task<StoredFile> SaveAsync(string name, IReadOnlyList<string> heading, IAsyncEnumerable<FileRow> rows, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync();
        try
        {
            await using var content = pipe.Reader.AsStream();

            // As large as its rows, which came in under the limit.
            return (await files.SaveAsync(content, name, long.MaxValue, cancellationToken)).Value;
        }
        finally
        {
            await either.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task WriteAsync()
        {
            Exception? fault = null;
            try
            {
                await using var output = pipe.Writer.AsStream(leaveOpen: true);
                using var writer = ErrorReportWriter.Delimited(output, FileEncoding.Utf8Bom, Wording, heading);
                await foreach (var row in rows.WithCancellation(either.Token))
                {
                    await writer.WriteAsync(row, NoReasons, either.Token);
                }

                await writer.CompleteAsync(either.Token);
            }
            catch (Exception exception)
            {
                // The reader of the pipe throws it.
                fault = exception;
            }

            await pipe.Writer.CompleteAsync(fault);
        }
    }
}
