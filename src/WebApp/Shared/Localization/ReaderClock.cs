using System.Globalization;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>The time zone in which times are shown: Asia/Tokyo until the reader chooses another. One per circuit.</summary>
public sealed class ReaderClock
{
    public static readonly TimeZoneInfo Tokyo = TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Tokyo", out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", TimeSpan.FromHours(9), "Asia/Tokyo", "Asia/Tokyo");

    public TimeZoneInfo Zone { get; set; } = Tokyo;

    /// <summary>Japanese <c>2026/01/05 15:04</c>, English <c>Jan 05, 2026 15:04</c>.</summary>
    public string Format(DateTimeOffset value, bool dateOnly = false, bool seconds = false) => Format(TimeZoneInfo.ConvertTime(value, Zone).DateTime, dateOnly, seconds);

    /// <summary>The same notation for what a file says, which is in no zone.</summary>
    public static string Format(DateTime value, bool dateOnly, bool seconds)
    {
        var date = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? "yyyy/MM/dd" : "MMM dd, yyyy";
        var time = dateOnly ? "" : seconds ? " HH:mm:ss" : " HH:mm";
        return value.ToString(date + time, CultureInfo.InvariantCulture);
    }
}
