namespace OrderPortal.Infrastructure.Demo;

/// <summary>SplitMix64: the framework's generator may change between versions, and made-up data must not.</summary>
public sealed class DemoRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 up to, not including, <paramref name="limit"/>.</summary>
    public int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)(((mixed ^ (mixed >> 31)) >> 33) % (ulong)limit);
    }

    public T Pick<T>(IReadOnlyList<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values[Next(values.Count)];
    }

    /// <summary>True once in <paramref name="times"/>.</summary>
    public bool Once(int times) => Next(times) == 0;
}
