using System.Globalization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Writes mails from facts: which sentences, figures and lists each topic has. Pure.</summary>
public static class MailWriter
{
    public static MailContent Write(MailFacts facts)
    {
        var words = new MailWords(facts.Language);
        var sheet = new MailSheet(Subject(facts, words), facts.Recipient is { Length: > 0 } name ? words.Say(nameof(MailText.Greeting), name) : words.Say(nameof(MailText.GreetingUnnamed)), facts.Language)
        {
            Paragraph = Body(facts, words),
            Figures = [.. Figures(facts, words).Where(figure => figure.Value.Length > 0)],
            Columns = facts.Orders.Count == 0 ? [] : Columns(facts, words),
            Rows = [.. facts.Orders.Take(MailFacts.MostOrders).Select(order => Row(facts, order, words))],
            More = facts.OrderCount > MailFacts.MostOrders ? words.Say(nameof(MailText.MoreOrders), MailWords.Count(facts.OrderCount - MailFacts.MostOrders))
                : facts.Account is not null ? words.Say(nameof(MailText.LinkOnce)) : null,
            Signature = facts.Sender,
            Footer = words.Say(nameof(MailText.Footer)),
        };
        return sheet.ToMail();
    }

    private static string Subject(MailFacts facts, MailWords words) => facts.Topic switch
    {
        NotificationTopic.OrderAccepted => words.Say(nameof(MailText.OrderAcceptedSubject), facts.Sender, OrdersOf(facts, words)),
        NotificationTopic.BatchDigest => words.Say(nameof(MailText.BatchDigestSubject), facts.Sender, MailWords.Count(facts.OrderCount)),
        NotificationTopic.PaymentSucceeded => words.Say(nameof(MailText.PaymentSucceededSubject), facts.Sender, OrdersOf(facts, words)),
        NotificationTopic.PaymentFailed => words.Say(nameof(MailText.PaymentFailedSubject), facts.Sender, OrdersOf(facts, words)),
        NotificationTopic.KonbiniSlip => words.Say(nameof(MailText.KonbiniSlipSubject), facts.Sender, OrdersOf(facts, words)),
        NotificationTopic.Shipped => words.Say(nameof(MailText.ShippedSubject), facts.Sender, OrdersOf(facts, words)),
        NotificationTopic.Account => words.Say(facts.Account!.IsInvitation ? nameof(MailText.InvitationSubject) : nameof(MailText.NewPasswordSubject), facts.Sender),
        NotificationTopic.ImportFinished => words.Say(nameof(MailText.ImportFinishedSubject), MailWords.Number(facts.Import!.Number), facts.Import.FileName),
        _ => throw new ArgumentOutOfRangeException(nameof(facts), facts.Topic, "No such topic."),
    };

    private static string Body(MailFacts facts, MailWords words) => facts.Topic switch
    {
        NotificationTopic.OrderAccepted => words.Say(nameof(MailText.OrderAcceptedBody), facts.Sender),
        NotificationTopic.BatchDigest => words.Say(nameof(MailText.BatchDigestBody), facts.Sender),
        NotificationTopic.PaymentSucceeded => words.Say(nameof(MailText.PaymentSucceededBody), facts.Sender),
        NotificationTopic.PaymentFailed => words.Say(facts.IsExpired ? nameof(MailText.PaymentExpiredBody) : nameof(MailText.PaymentFailedBody), facts.Sender),
        NotificationTopic.KonbiniSlip => words.Say(nameof(MailText.KonbiniSlipBody), facts.Sender),
        NotificationTopic.Shipped => words.Say(nameof(MailText.ShippedBody), facts.Sender),
        NotificationTopic.Account => words.Say(facts.Account!.IsInvitation ? nameof(MailText.InvitationBody) : nameof(MailText.NewPasswordBody), facts.Sender),
        _ when facts.Import!.IsFailed => words.Say(nameof(MailText.ImportFailedBody)),
        _ when facts.Import!.RowsRejected > 0 => words.Say(nameof(MailText.ImportFinishedErrorsBody), MailWords.Count(facts.Import.RowsRejected)),
        _ => words.Say(nameof(MailText.ImportFinishedBody)),
    };

    private static IEnumerable<MailFigure> Figures(MailFacts facts, MailWords words)
    {
        if (facts.Account is { } account)
        {
            yield return new(words.Say(nameof(MailText.FactSignInName)), account.Email);
            yield return new(words.Say(nameof(MailText.FactLink)), account.Link.AbsoluteUri);
            yield return new(words.Say(nameof(MailText.FactLinkUntil)), words.Time(account.ValidUntil));
            yield break;
        }

        if (facts.Import is { } import)
        {
            yield return new(words.Say(nameof(MailText.FactFile)), import.FileName);
            yield return new(words.Say(nameof(MailText.FactRowsAccepted)), MailWords.Count(import.RowsAccepted));
            yield return new(words.Say(nameof(MailText.FactRowsRejected)), MailWords.Count(import.RowsRejected));
            yield return new(words.Say(nameof(MailText.FactOrders)), MailWords.Count(import.Orders));
            yield return new(words.Say(nameof(MailText.FactTotal)), MailWords.Yen(import.Amount));
            yield break;
        }

        if (facts.Konbini is { } konbini)
        {
            foreach (var store in konbini.Stores)
            {
                yield return new(words.Chain(store.Chain), store.ConfirmationNumber is { } confirmation
                    ? words.Say(nameof(MailText.StoreNumbers), store.PaymentCode, confirmation)
                    : words.Say(nameof(MailText.StoreNumber), store.PaymentCode));
            }

            yield return new(words.Say(nameof(MailText.FactDeadline)), konbini.Deadline is { } deadline ? words.Time(deadline) : "");
            yield return new(words.Say(nameof(MailText.FactSlip)), konbini.SlipAddress ?? "");
        }
        else if (facts is { Topic: NotificationTopic.OrderAccepted, Orders: [var only] })
        {
            yield return new(words.Say(nameof(MailText.FactMethod)), words.Of(only.Method));
        }

        yield return new(words.Say(nameof(MailText.FactOrders)), facts.OrderCount > 1 ? MailWords.Count(facts.OrderCount) : "");
        yield return new(words.Say(nameof(MailText.FactTotal)), MailWords.Yen(facts.Total));
    }

    private static string[] Columns(MailFacts facts, MailWords words)
    {
        string[] always = [words.Say(nameof(MailText.ColumnNumber)), words.Say(nameof(MailText.ColumnOrderedAt)), words.Say(nameof(MailText.ColumnAmount))];
        return facts.Topic == NotificationTopic.BatchDigest ? [.. always, words.Say(nameof(MailText.ColumnPayment))] : always;
    }

    private static string[] Row(MailFacts facts, MailOrder order, MailWords words)
    {
        string[] always = [order.Number, words.Time(order.OrderedAt), MailWords.Yen(order.Total)];
        return facts.Topic == NotificationTopic.BatchDigest ? [.. always, words.Of(order.Payment)] : always;
    }

    private static string OrdersOf(MailFacts facts, MailWords words) => facts.OrderCount > 1
        ? words.Say(nameof(MailText.OrdersMany), facts.Orders[0].Number, MailWords.Count(facts.OrderCount - 1))
        : words.Say(nameof(MailText.OrdersOne), facts.Orders[0].Number);
}

/// <summary>Words and notations of one language.</summary>
internal sealed class MailWords(string language)
{
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language);

    public string Say(string key, params object[] values)
    {
        var text = MailText.ResourceManager.GetString(key, _culture) ?? throw new InvalidOperationException($"No text {key}.");
        return values.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, values);
    }

    public string Time(DateTimeOffset value) =>
        value.ToOffset(Japan).ToString(language == "ja" ? "yyyy/MM/dd HH:mm" : "MMM dd, yyyy HH:mm", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Yen(long value) => value.ToString("¥#,0;-¥#,0", CultureInfo.InvariantCulture);

    public string Of(PaymentStatus status) => Say("Payment" + status);

    /// <summary>A chain that we have no name for is called as the gateway calls it.</summary>
    public string Chain(string code) => code switch
    {
        "familymart" => Say(nameof(MailText.ChainFamilymart)),
        "lawson" => Say(nameof(MailText.ChainLawson)),
        "ministop" => Say(nameof(MailText.ChainMinistop)),
        "seicomart" => Say(nameof(MailText.ChainSeicomart)),
        _ => code,
    };

    public string Of(PaymentMethod method) => Say("Method" + method);
}
