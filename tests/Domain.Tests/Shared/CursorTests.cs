using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tests.Shared;

public sealed class CursorTests
{
    private static readonly Guid Id = new("01900000-0000-7000-8000-000000001042");

    [Theory]
    [InlineData("EC-1001")]
    [InlineData("注文 1/😀")]
    [InlineData("")]
    public void ReadText_OfWhatWasWritten_GivesItBack(string text)
    {
        var place = Cursor.Write(text, Id);

        Assert.Equal((text, Id), Cursor.ReadText(place));
        Assert.Null(Cursor.Read(place));
        Assert.True(Cursor.IsPlace(place));
    }

    [Fact]
    public void ReadText_OfATextAsLongAsAPlaceByNumber_IsNotTakenForOne() => Assert.Null(Cursor.Read(Cursor.Write("1234567", Id)));

    [Fact]
    public void ReadText_OfAPlaceByNumber_IsNone()
    {
        Assert.Null(Cursor.ReadText(Cursor.Write(42, Id)));
        Assert.Equal((42L, Id), Cursor.Read(Cursor.Write(42, Id)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("_____________________w")]
    [InlineData("________________________")]
    public void ReadText_OfAMadeUpText_IsNone(string? text)
    {
        Assert.Null(Cursor.ReadText(text));
        Assert.False(Cursor.IsPlace(text));
    }

    [Fact]
    public void ReadText_OfANulOrTooMuch_IsNone()
    {
        Assert.Null(Cursor.ReadText(Cursor.Write("a\0b", Id)));
        Assert.Null(Cursor.ReadText(Cursor.Write(new string('a', 1_025), Id)));
    }
}
