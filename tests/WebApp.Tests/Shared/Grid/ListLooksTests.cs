using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Tests.Shared.Grid;

public sealed class ListLooksTests
{
    [Theory]
    [InlineData("things!c!a.b|orders!n!*", "things!c!a.b|orders!n!*")]
    [InlineData("things!x!a|<script>!c!a|a!c!b;c|lists!c!*", "lists!c!*")]
    [InlineData("nothing", "")]
    [InlineData(null, "")]
    public void Looks_OfACookie_AreReadAsFarAsTheyAreUnderstood(string? cookie, string kept)
    {
        var looks = new ListLooks();
        looks.Begin(cookie);

        Assert.Equal(kept, looks.ToString());
    }
}
