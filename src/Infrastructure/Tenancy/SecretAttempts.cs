using System.Threading.RateLimiting;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>
/// Counts wrong secrets, so that guessing becomes slow: by caller and account, and for accounts that do not exist, which
/// must seem to lock like real ones. Right secrets cost nothing. Per instance; the lock-out in the database is for all.
/// </summary>
internal sealed class SecretAttempts : IDisposable
{
    /// <summary>Wrong secrets after which an account is locked, and one that does not exist seems to be.</summary>
    public const int LockoutAfter = 5;

    public static readonly TimeSpan LockoutFor = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<string> _callers = Limiter(20, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _unknown = Limiter(LockoutAfter, LockoutFor);

    public bool IsBlocked(string caller) => IsSpent(_callers, caller);

    public void Failed(string caller) => Spend(_callers, caller);

    public bool SeemsLocked(string account) => IsSpent(_unknown, account);

    public void UnknownFailed(string account) => Spend(_unknown, account);

    public void Dispose()
    {
        _callers.Dispose();
        _unknown.Dispose();
    }

    private static bool IsSpent(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key, 0);
        return !lease.IsAcquired;
    }

    private static void Spend(PartitionedRateLimiter<string> limiter, string key) => limiter.AttemptAcquire(key).Dispose();

    private static PartitionedRateLimiter<string> Limiter(int permits, TimeSpan window) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window }));
}
