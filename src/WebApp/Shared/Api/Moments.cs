using System.Globalization;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Moments as addresses write them.</summary>
internal static class Moments
{
    private static readonly string[] Forms =
        [.. from time in (string[])["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"] from offset in (string[])["zzz", "'Z'"] select $"yyyy-MM-dd'T'{time}{offset}"];

    /// <summary>A moment in ISO 8601 with its offset, or a day in Japan: its start, or the start of the next.</summary>
    public static DateTimeOffset? Parse(string text, bool dayAfter) =>
        ImportsFilter.Day(text) is { } day ? ImportsFilter.StartOf(dayAfter && day < DateOnly.MaxValue ? day.AddDays(1) : day, ReaderClock.Tokyo)
        : DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : null;
}
