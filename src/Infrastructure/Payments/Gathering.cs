using System.Threading.Channels;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>
/// Turns single requests that come in parallel into few large ones: while one batch is at the database, the next one gathers. Nobody waits
/// for a batch to fill up, so a lone request is as quick as ever, and under load one transaction serves many.
/// </summary>
/// <typeparam name="TRequest">One thing to be done.</typeparam>
/// <typeparam name="TAnswer">What each request gets back once its batch is committed.</typeparam>
internal sealed class Gathering<TRequest, TAnswer> : IAsyncDisposable
    where TRequest : notnull
{
    private readonly Channel<(TRequest Request, TaskCompletionSource<TAnswer> Answer)> _channel =
        Channel.CreateUnbounded<(TRequest, TaskCompletionSource<TAnswer>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Func<object, IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> _work;
    private readonly Func<TRequest, object> _together;
    private readonly int _most;
    private readonly Task _drain;

    /// <param name="most">Requests in one batch.</param>
    /// <param name="together">Only requests with an equal key share a batch.</param>
    /// <param name="work">Gets the key and the requests of a batch; answers all of them, in their order, or fails for all.</param>
    public Gathering(int most, Func<TRequest, object> together, Func<object, IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> work)
    {
        (_most, _together, _work) = (most, together, work);
        _drain = Task.Run(DrainAsync);
    }

    /// <exception cref="InvalidOperationException">It was closed already.</exception>
    public Task<TAnswer> AskAsync(TRequest request)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _channel.Writer.TryWrite((request, answer)) ? answer.Task : throw new InvalidOperationException("The batches are closed.");
    }

    /// <summary>Works off what was asked before, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _drain;
    }

    private async Task DrainAsync()
    {
        var batch = new List<(TRequest Request, TaskCompletionSource<TAnswer> Answer)>(_most);
        while (await _channel.Reader.WaitToReadAsync())
        {
            while (batch.Count < _most && _channel.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            foreach (var group in batch.GroupBy(entry => _together(entry.Request)))
            {
                await WorkAsync(group.Key, [.. group]);
            }

            batch.Clear();
        }
    }

    private async Task WorkAsync(object key, List<(TRequest Request, TaskCompletionSource<TAnswer> Answer)> group)
    {
        try
        {
            var answers = await _work(key, [.. group.Select(static entry => entry.Request)]);
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Answer.TrySetResult(answers[i]);
            }
        }
#pragma warning disable CA1031 // Everybody who asked hears of it; the drain itself has to go on for the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            group.ForEach(entry => entry.Answer.TrySetException(exception));
        }
    }
}
