using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Tests.Shared.Grid;

public sealed class ListLoadTests
{
    [Fact]
    public async Task Load_OfSeveralAtOnce_TakesTheNewestOnly()
    {
        var load = new ListLoad();
        var (slow, fast) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        List<int> taken = [];

        var first = load.RunAsync(() => slow.Task, taken.Add);
        var second = load.RunAsync(() => fast.Task, taken.Add);
        fast.SetResult(2);
        await second;
        Assert.False(load.IsBusy);
        slow.SetResult(1);
        await first;

        Assert.Equal([2], taken);
        await Assert.ThrowsAsync<InvalidOperationException>(() => load.RunAsync<int>(() => throw new InvalidOperationException("no outage"), taken.Add));
    }
}
