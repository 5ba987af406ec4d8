namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>
/// Turns any number of wake-ups into at most four refreshes a second, one at a time, so that a page keeps up with a busy server. A wake-up during a
/// refresh brings another one. A page makes it in <c>OnAfterRenderAsync</c> and disposes it.
/// </summary>
public sealed class LiveRefresh : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    private LiveRefresh(TimeProvider clock, Func<Task> refresh) => _running = RunAsync(clock, refresh);

    /// <param name="refresh">On the renderer's thread: <c>() => InvokeAsync(…)</c>. The caller's culture is kept for it. An exception ends the refreshing, so it has to handle its own.</param>
    public static LiveRefresh Start(TimeProvider clock, Func<Task> refresh) => new(clock, refresh);

    /// <summary>From any thread.</summary>
    public void Wake()
    {
        try
        {
            _bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // One is coming already.
        }
        catch (ObjectDisposedException)
        {
            // The page is gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _bell.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(TimeProvider clock, Func<Task> refresh)
    {
        while (!_end.IsCancellationRequested)
        {
            await _bell.WaitAsync(_end.Token);
            await refresh();
            await Task.Delay(Interval, clock, _end.Token);
        }
    }
}
