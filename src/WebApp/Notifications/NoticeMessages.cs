using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Says a notice in the reader's language.</summary>
public sealed class NoticeMessages(IStringLocalizer<NoticesText> texts)
{
    private const int MostNumber = 99;

    public string Sentence(PortalNotice notice)
    {
        // An argument that another version did not write leaves a gap in the sentence; better than none.
        var arguments = notice.Arguments.Select<string, object>(argument => notice.Code == NoticeCodes.CircuitOpen ? Lane(argument) : Number(argument)).Concat(Enumerable.Repeat<object>("", 3)).Take(3).ToArray();
        var text = texts[string.Concat(notice.Code.Split('_').Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]))];
        return text.ResourceNotFound ? texts[nameof(NoticesText.Unknown)] : string.Format(CultureInfo.InvariantCulture, text.Value, arguments);
    }

    public static (Tone Tone, IconName Icon) LookOf(PortalNotice notice) => notice.Code switch
    {
        NoticeCodes.ImportFinished => (Tone.Success, IconName.CheckCircle),
        NoticeCodes.ImportFinishedWithErrors => (Tone.Warning, IconName.Warning),
        NoticeCodes.CircuitOpen => (Tone.Warning, IconName.Unplugged),
        NoticeCodes.ImportFailed or NoticeCodes.SettlementFailures or NoticeCodes.WebhookGone or NoticeCodes.WebhookFailing => (Tone.Danger, IconName.Error),
        _ => (Tone.Info, IconName.Info),
    };

    /// <summary>A count as it stands on the bell.</summary>
    public static string Count(int count) => count > MostNumber ? "99+" : count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Numbers as numbers, so that the text decides how they are grouped; the number of an import or settlement is never grouped.</summary>
    private static object Number(string argument) => long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : argument;

    private string Lane(string lane) => (lane.Split(':') switch
    {
        ["charge" or "refund", ..] => texts[nameof(NoticesText.LaneCharge)],
        _ when lane == NotificationLanes.Email => texts[nameof(NoticesText.LaneEmail)],
        _ when lane == NotificationLanes.Webhook => texts[nameof(NoticesText.LaneWebhook)],
        _ => texts[nameof(NoticesText.LaneOther)],
    }).Value;
}
