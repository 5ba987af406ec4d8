using System.Data.Common;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>
/// Reads what a list shows: says while it reads, keeps only the newest answer when several are asked for, and says when the database could not
/// be asked, so that nobody reads「no data」for「could not look」. One per list.
/// </summary>
public sealed partial class ListLoad(ILogger<ListLoad> logger)
{
    private int _newest;

    public bool IsBusy { get; private set; }

    /// <summary>The newest question has no answer; what was read before belongs to another one.</summary>
    public bool HasFailed { get; private set; }

    /// <param name="take">Not called when the answer is late or there is none.</param>
    public async Task RunAsync<T>(Func<Task<T>> read, Action<T> take)
    {
        var mine = ++_newest;
        IsBusy = true;
        try
        {
            var found = await read();
            if (mine == _newest)
            {
                HasFailed = false;
                take(found);
            }
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            LogFailed(failure);
            HasFailed |= mine == _newest;
        }
        finally
        {
            IsBusy &= mine != _newest;
        }
    }

    private static bool IsOutage(Exception? failure) => failure is not null && (failure is DbException or TimeoutException || IsOutage(failure.InnerException));

    [LoggerMessage(Level = LogLevel.Error, Message = "A list could not be read.")]
    private partial void LogFailed(Exception failure);
}
