using System.Globalization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>How many rows a page of a list has.</summary>
public static class ListPage
{
    public const int DefaultSize = 50;

    public static IReadOnlyList<int> Sizes { get; } = [25, DefaultSize, 100];

    /// <summary>What <c>size=</c> says, where it is one of those that are offered.</summary>
    public static int SizeOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && Sizes.Contains(size) ? size : DefaultSize;
}
