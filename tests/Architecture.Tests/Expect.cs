namespace OrderPortal.Architecture.Tests;

/// <summary>Assertions whose failure lists every offender, one per line.</summary>
internal static class Expect
{
    public static void None(IEnumerable<string> offenders, string rule)
    {
        var found = offenders.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, $"{rule}:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
