using System.Globalization;
using System.Security.Claims;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Shared.Localization;

/// <summary>The time zone in which a person reads times and means days: Asia/Tokyo unless they chose another. One per circuit, and one per request.</summary>
public sealed class ReaderClock
{
    public static readonly TimeZoneInfo Tokyo = TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Tokyo", out var zone)
        ? zone
        : TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", TimeSpan.FromHours(9), "Asia/Tokyo", "Asia/Tokyo");

    public TimeZoneInfo Zone { get; private set; } = Tokyo;

    /// <summary>The same as in Japan, today and always.</summary>
    public bool IsUsual => Zone.Id == Tokyo.Id;

    /// <summary>Times are this person's from now on. Programs and strangers read in Japan's.</summary>
    public void Follow(ClaimsPrincipal person) => Zone = ZoneOf(person);

    /// <returns>The zone in which the person reads.</returns>
    public static TimeZoneInfo ZoneOf(ClaimsPrincipal person) => AccountRules.FindZone(person.FindFirstValue(PortalClaims.TimeZone)) ?? Tokyo;

    /// <summary>For example <c>Europe/Berlin (UTC+02:00)</c>: the zone and how far it is from UTC at that moment.</summary>
    public string NameAt(DateTimeOffset moment) => Name(Zone, moment);

    /// <inheritdoc cref="NameAt"/>
    public static string Name(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var offset = zone.GetUtcOffset(moment);
        return $"{zone.Id} (UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset.ToString("hh\\:mm", CultureInfo.InvariantCulture)})";
    }

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
