using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>Where an integrator wants to be told of events.</summary>
/// <param name="Url">Checked by <see cref="WebhookRules"/>.</param>
/// <param name="EventTypes">Of <see cref="Shared.EventTypes"/>, in their order.</param>
/// <param name="IsEnabled">False: nothing is sent but tests.</param>
public sealed record WebhookEndpoint(Guid Id, Uri Url, string? Description, IReadOnlyList<string> EventTypes, bool IsEnabled)
{
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when messages are signed with the old secret too; null when there is none.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>Why the portal turned it off by itself (<see cref="WebhookErrors.Gone"/>, <see cref="WebhookErrors.Failing"/>); null where it did not.</summary>
    public string? DisabledCode { get; init; }

    /// <summary>Until when nothing is sent, because calls fail one after the other; null while they do not.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    /// <summary>Null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Names address, events, switch and secret as they are: another one after every change of them, the same whatever becomes of deliveries. 32 hexadecimal digits.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Url.AbsoluteUri, IsEnabled.ToString(), DisabledCode, $"{PreviousSecretUntil:O}", .. EventTypes, Description])))[..16]);
}

/// <summary>An endpoint as a person fills it in.</summary>
public sealed record WebhookDraft(string Url, string? Description, IReadOnlyList<string> EventTypes, bool IsEnabled);

/// <summary>Whether receivers may stand in the portal's own network and on its own machine, there without https.</summary>
public sealed record WebhookTargets(bool AllowPrivate);

/// <summary>Why something about endpoints and their deliveries was refused.</summary>
public static class WebhookErrors
{
    public const string UrlMissing = "webhook_url_missing";
    public const string UrlMalformed = "webhook_url_malformed";
    public const string UrlTooLong = "webhook_url_too_long";
    public const string UrlNotHttps = "webhook_url_not_https";
    public const string UrlPrivate = "webhook_url_private";

    /// <summary>A name or password before the host, or a fragment: neither would be sent as it stands there.</summary>
    public const string UrlWithExtras = "webhook_url_with_extras";
    public const string DescriptionTooLong = "webhook_description_too_long";
    public const string EventTypesMissing = "webhook_event_types_missing";
    public const string EventTypeUnknown = "webhook_event_type_unknown";
    public const string TooMany = "webhook_too_many";
    public const string Disabled = "webhook_disabled";
    public const string Deleted = "webhook_deleted";

    /// <summary>The endpoint is not as the caller has seen it.</summary>
    public const string ChangedMeanwhile = "webhook_changed_meanwhile";

    /// <summary>The receiver answered that it is gone for good.</summary>
    public const string Gone = "webhook_gone";

    /// <summary>No call succeeded for a day.</summary>
    public const string Failing = "webhook_failing";

    /// <summary>The delivery waits or is on its way already.</summary>
    public const string UnderWay = "webhook_delivery_under_way";
    public const string SinceTooLongAgo = "webhook_since_too_long_ago";
}

/// <summary>What holds for every endpoint.</summary>
public static class WebhookRules
{
    public const int PerTenant = 20;
    public const int MostUrlCharacters = 2_000;
    public const int MostDescriptionCharacters = 200;

    /// <summary>For how long the old secret goes on signing beside the new one.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    /// <summary>How far back deliveries can be replayed.</summary>
    public static readonly TimeSpan LongestReplay = TimeSpan.FromDays(30);

    /// <summary>All that is wrong with it, in the order of the form; none: it may be stored.</summary>
    public static IReadOnlyList<Error> Check(WebhookDraft draft, WebhookTargets targets)
    {
        var errors = new List<Error>();
        if (CheckUrl(draft.Url, targets) is { } url)
        {
            errors.Add(url);
        }

        if (draft.Description?.Length > MostDescriptionCharacters)
        {
            errors.Add(new Error(WebhookErrors.DescriptionTooLong, MostDescriptionCharacters.ToString(CultureInfo.InvariantCulture)));
        }

        if (draft.EventTypes.FirstOrDefault(type => !EventTypes.All.Contains(type, StringComparer.Ordinal)) is { } unknown)
        {
            errors.Add(new Error(WebhookErrors.EventTypeUnknown, unknown));
        }
        else if (draft.EventTypes.Count == 0)
        {
            errors.Add(new Error(WebhookErrors.EventTypesMissing));
        }

        return errors;
    }

    /// <summary>The endpoint that a checked draft describes.</summary>
    public static WebhookEndpoint Apply(WebhookDraft draft, Guid id) => new(
        id,
        new Uri(draft.Url.Trim()),
        string.IsNullOrWhiteSpace(draft.Description) ? null : draft.Description.Trim(),
        [.. EventTypes.All.Where(type => draft.EventTypes.Contains(type, StringComparer.Ordinal))],
        draft.IsEnabled);

    /// <summary>
    /// Names that only mean something inside cannot be told here: what a name leads to is checked when it is connected to.
    /// </summary>
    private static Error? CheckUrl(string text, WebhookTargets targets)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new Error(WebhookErrors.UrlMissing);
        }

        if (text.Trim().Length > MostUrlCharacters)
        {
            return new Error(WebhookErrors.UrlTooLong, MostUrlCharacters.ToString(CultureInfo.InvariantCulture));
        }

        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
        {
            return new Error(WebhookErrors.UrlMalformed);
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return new Error(WebhookErrors.UrlWithExtras);
        }

        if (!targets.AllowPrivate && (url.IsLoopback || (IPAddress.TryParse(url.IdnHost, out var address) && !TargetAddress.IsPublic(address))))
        {
            return new Error(WebhookErrors.UrlPrivate, url.Host);
        }

        return url.Scheme == Uri.UriSchemeHttps || (url.IsLoopback && targets.AllowPrivate) ? null : new Error(WebhookErrors.UrlNotHttps);
    }
}
