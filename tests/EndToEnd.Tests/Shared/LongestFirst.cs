using OrderPortal.EndToEnd.Tests.Imports;
using OrderPortal.EndToEnd.Tests.Payments;
using Xunit.Sdk;
using Xunit.v3;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Begins with the classes that take minutes: begun last, each of them would run alone at the end while a processor is idle.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [.. new[] { typeof(CrashTests), typeof(AccessibilityTests), typeof(ReconnectTests), typeof(SettlementCrashTests) }.Select(static type => type.FullName!)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(static collection => Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var place and >= 0 ? place : Long.Length)];
}
