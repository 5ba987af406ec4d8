using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <inheritdoc cref="IMailPreviews"/>
public sealed class MailPreviews(TimeProvider clock) : IMailPreviews
{
    public MailContent Preview(NotificationTopic topic, string language, string sender)
    {
        var now = clock.GetUtcNow();
        var facts = new MailFacts(topic, language, sender, language == "ja" ? "山田太郎" : "Taro Yamada");
        return MailWriter.Write(topic switch
        {
            NotificationTopic.ImportFinished => facts with { Import = new MailImport(1_042, language == "ja" ? "受注_0105.csv" : "orders_0105.csv", 9_788, 212, 8_520, 48_210_300, false) },
            NotificationTopic.Account => facts with { Account = new MailAccount(true, "taro@example.jp", new Uri("https://portal.example/welcome/…"), now.AddHours(72)) },
            NotificationTopic.BatchDigest => Of(facts, 3, now),
            NotificationTopic.KonbiniSlip => Of(facts, 1, now) with
            {
                Konbini = new MailKonbini([new VoucherStore("familymart", "20020-123456789012", null), new VoucherStore("lawson", "123456", "789012")], now.AddDays(3), null),
            },
            _ => Of(facts, 1, now),
        });
    }

    private static MailFacts Of(MailFacts facts, int orders, DateTimeOffset now)
    {
        MailOrder[] all =
        [
            new("EC-1001", now.AddHours(-3), 12_300, PaymentStatus.Paid, PaymentMethod.CreditCard),
            new("EC-1002", now.AddHours(-2), 4_980, PaymentStatus.Processing, PaymentMethod.Konbini),
            new("EC-1003", now.AddHours(-1), 31_000, PaymentStatus.Unpaid, PaymentMethod.Invoice),
        ];
        return facts with { Orders = all[..orders], OrderCount = orders, Total = all[..orders].Sum(order => order.Total) };
    }
}
