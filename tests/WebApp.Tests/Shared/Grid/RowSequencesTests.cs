using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Tests.Shared.Grid;

public sealed class RowSequencesTests
{
    private static readonly RowSequences<(string Name, int? Age)> Sequences = new(("name", static row => row.Name), ("age", static row => row.Age));
    private static readonly (string Name, int? Age)[] Rows = [("b", 2), ("a", null), ("c", 2), ("d", 1)];

    [Theory]
    [InlineData("name", "abcd")]
    [InlineData("-name", "dcba")]
    [InlineData("age", "adbc")]
    [InlineData("-age", "bcda")]
    [InlineData("size", "bacd")]
    [InlineData("--name", "bacd")]
    [InlineData("", "bacd")]
    [InlineData(null, "bacd")]
    public void Rows_StandInTheSequence_AndWhatIsAlikeStaysInItsPlace(string? sort, string names) =>
        Assert.Equal(names, string.Concat(Sequences.Of(Rows, sort).Select(row => row.Name)));

    [Theory]
    [InlineData("name", "name")]
    [InlineData("-age", "-age")]
    [InlineData("size", null)]
    [InlineData("--name", null)]
    [InlineData(null, null)]
    public void WhatIsNoSequence_IsNotUnderstood(string? sort, string? understood) => Assert.Equal(understood, Sequences.Understood(sort));
}
