using FsCheck;

namespace OrderPortal.Domain.Tests;

internal static class Properties
{
    /// <summary>More cases than the customary hundred: they cost milliseconds, and rare combinations are what we look for.</summary>
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(int.Parse(Environment.GetEnvironmentVariable("PROPERTY_CASES") ?? "400"));

    public static void Holds(this Property property) => property.Check(Many);
}
