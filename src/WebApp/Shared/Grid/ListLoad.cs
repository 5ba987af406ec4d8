using System.Data.Common;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>
/// Reads what a list shows: says while it reads, keeps only the newest answer when several are asked for, and says when the database could not
/// be asked, so that nobody reads "no data" for "could not look". One per list, whose <see cref="DataList{TRow}"/> logs the failure.
/// </summary>
public sealed class ListLoad
{
    private int _newest;

    public bool IsBusy { get; private set; }

    /// <summary>Why the newest question has no answer; null where it has one. What was read before belongs to another question.</summary>
    public Exception? Failure { get; private set; }

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
                Failure = null;
                take(found);
            }
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            Failure = mine == _newest ? failure : Failure;
        }
        finally
        {
            IsBusy &= mine != _newest;
        }
    }

    private static bool IsOutage(Exception? failure) => failure is not null && (failure is DbException or TimeoutException || IsOutage(failure.InnerException));
}
