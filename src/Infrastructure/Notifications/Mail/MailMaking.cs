using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Puts a written mail into the form in which it waits.</summary>
internal static class MailMaking
{
    /// <summary>Customers are written to in Japanese: nothing that is known of them says otherwise.</summary>
    private const string CustomerLanguage = "ja";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>One mail about orders of one customer, all of them given.</summary>
    public static NewNotification ToCustomer(MailSources sources, PortalEvent about, NotificationTopic topic, MailTenant tenant, IReadOnlyList<MailOrderRow> rows, MailKonbini? konbini = null) =>
        ToCustomer(sources, about, topic, tenant, rows, rows.Count, rows.Sum(row => row.Order.Total), konbini);

    /// <summary>One mail about orders of one customer, the first of them given.</summary>
    public static NewNotification ToCustomer(
        MailSources sources, PortalEvent about, NotificationTopic topic, MailTenant tenant, IReadOnlyList<MailOrderRow> rows, int count, long total, MailKonbini? konbini = null)
    {
        var facts = new MailFacts(topic, CustomerLanguage, tenant.Name, sources.Name(rows[0]))
        {
            Orders = [.. rows.Take(MailFacts.MostOrders).Select(row => row.Order)],
            OrderCount = count,
            Total = total,
            Konbini = konbini,
            IsExpired = about.Type == EventTypes.ChargeExpired,
        };
        return Wrap(about, facts, NotificationWriter.IdOf(about.Id, NotificationChannel.Email, rows[0].Receiver), sources.Email(rows[0])) with { ImportId = rows[0].ImportId };
    }

    public static NewNotification Wrap(PortalEvent about, MailFacts facts, Guid id, string recipient) =>
        new(id, about.OccurredAt, about.Id, facts.Topic, NotificationChannel.Email, JsonSerializer.Serialize(MailWriter.Write(facts), Json))
        {
            Language = facts.Language,
            EventType = about.Type,
            Recipient = recipient,
        };
}
