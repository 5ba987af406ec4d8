namespace OrderPortal.Domain.Notifications;

/// <summary>
/// Lets so many starts a second through, and never more than that in any one second, wherever the second is taken to begin. Starts
/// are evenly spaced; a start that came late is made up for, a time in which nobody asked is not. For one caller at a time.
/// </summary>
public sealed class SendPace
{
    /// <summary>A second and a little: what lies between the permission and the first byte on the wire is not always equally long.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1_004);

    /// <summary>A little more than the even share, so that late wake-ups have room to be made up for.</summary>
    private const double Spread = 1.005;

    /// <summary>What was missed for longer than this is not caught up.</summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _clock;
    private readonly long[] _starts;
    private readonly long _spacing;
    private long _count;
    private long _next;

    /// <param name="perSecond">At least 1.</param>
    /// <param name="silence">Before the first start, for a sender that takes over from one whose last starts it does not know.</param>
    public SendPace(int perSecond, TimeProvider clock, TimeSpan silence = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        _clock = clock;
        _starts = new long[perSecond];
        _spacing = (long)(clock.TimestampFrequency * Spread / perSecond);
        _next = clock.GetTimestamp() + Ticks(silence);
    }

    /// <summary>Returns when the next one may start, and counts it as started at that moment.</summary>
    /// <returns>The moment.</returns>
    public async Task<DateTimeOffset> WaitAsync(CancellationToken cancellationToken)
    {
        var slot = Math.Max(_next, _clock.GetTimestamp());
        while (true)
        {
            var now = _clock.GetTimestamp();
            var due = _count < _starts.Length ? slot : Math.Max(slot, _starts[_count % _starts.Length] + Ticks(Window));
            if (now >= due)
            {
                _starts[_count % _starts.Length] = now;
                _count++;
                _next = Math.Max(slot, now - Ticks(LongestLag)) + _spacing;
                return _clock.GetUtcNow();
            }

            // Whole milliseconds, upwards: timers know no smaller ones, and a wait of none would spin.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(_clock.GetElapsedTime(now, due).TotalMilliseconds));
            await Task.Delay(wait, _clock, cancellationToken);
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
