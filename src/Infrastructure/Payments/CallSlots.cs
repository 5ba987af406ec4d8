namespace OrderPortal.Infrastructure.Payments;

/// <summary>
/// How many calls of a gateway this instance may have open at once. The number changes while calls run: it is the gateway's share of
/// this instance, and instances come and go. Who waits is served in the order of arrival.
/// </summary>
internal sealed class CallSlots(int limit)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _limit = limit;
    private int _taken;

    /// <summary>Calls that are open now.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>A lower number takes nothing away from calls that are open; new ones wait until enough of them ended.</summary>
    public void Resize(int limit)
    {
        lock (_lock)
        {
            _limit = Math.Max(1, limit);
            Serve();
        }
    }

    /// <summary>Waits for a slot; every one that was got is given back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_taken < _limit)
            {
                _taken++;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn))
        {
            await turn.Task;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _taken--;
            Serve();
        }
    }

    private void Serve()
    {
        while (_taken < _limit && _waiting.TryDequeue(out var turn))
        {
            // One that was given up meanwhile takes no slot.
            if (turn.TrySetResult())
            {
                _taken++;
            }
        }
    }
}
