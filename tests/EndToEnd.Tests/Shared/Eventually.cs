namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Waiting with a deadline for what another process does.</summary>
public static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <param name="what">Ends the sentence "It did not come to pass that …".</param>
    public static Task IsAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> what) =>
        GetAsync(async () => await condition() ? "" : null, deadline, what);

    /// <returns>The first value that is not null.</returns>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> value, TimeSpan deadline, Func<string> what)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await value() is { } found)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(start) > deadline)
            {
                throw new TimeoutException($"It did not come to pass within {deadline.TotalSeconds} seconds that {what()}");
            }

            await Task.Delay(Step, TestContext.Current.CancellationToken);
        }
    }
}
