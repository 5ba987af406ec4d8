using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Notifications.Mail;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications;

public sealed partial class MailWriterTests
{
    public static TheoryData<NotificationTopic, string> Mails() => new(
        from topic in Enum.GetValues<NotificationTopic>() where topic is not (NotificationTopic.Webhook or NotificationTopic.Test)
        from language in (string[])["ja", "en"]
        select (topic, language));

    [Theory]
    [MemberData(nameof(Mails))]
    public void Preview_OfEveryMail_IsWholeInItsLanguage(NotificationTopic topic, string language)
    {
        var mail = new MailPreviews(new ManualClock()).Preview(topic, language, "山田商店 & Co.");

        Assert.DoesNotMatch(Placeholder(), mail.Subject + mail.Text + mail.Html);
        Assert.Equal(language == "ja", Kana().IsMatch(mail.Text.Replace("山田商店", "", StringComparison.Ordinal)));
        Assert.Contains($"lang=\"{language}\"", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("& Co.", mail.Html, StringComparison.Ordinal);
        Assert.Contains("山田商店 & Co.", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhateverIsPutIn_StaysTextOnOneLine()
    {
        const string Nasty = "<b onclick='x'>\r\nBcc: a@b\"&";
        var mail = MailWriter.Write(new MailFacts(NotificationTopic.BatchDigest, "ja", Nasty, Nasty)
        {
            Orders = [new MailOrder(Nasty, new ManualClock().GetUtcNow(), 1_000, PaymentStatus.Paid, PaymentMethod.Konbini)],
            OrderCount = 1,
            Total = 1_000,
        });

        Assert.DoesNotContain(mail.Subject, char.IsControl);
        Assert.DoesNotContain("<b ", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("\nBcc", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_InBothLanguages_HaveTheSameKeysAndPlaceholders()
    {
        var (english, japanese) = (Texts(CultureInfo.InvariantCulture), Texts(CultureInfo.GetCultureInfo("ja")));

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), japanese.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(japanese[text.Key])));
        Assert.All(Enum.GetNames<PaymentStatus>(), name => Assert.Contains("Payment" + name, english.Keys));
        Assert.All(Enum.GetNames<PaymentMethod>(), name => Assert.Contains("Method" + name, english.Keys));
    }

    [Theory]
    [InlineData("Transport", "pigeon")]
    [InlineData("RatePerSecond", "0")]
    [InlineData("RatePerSecond", "1001")]
    [InlineData("From", "no address")]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Smtp:Host", "no host")]
    [InlineData("Smtp:TrustedCertificates", "no-such-file.pem")]
    public void Options_WithAWrongValue_NameTheKey(string key, string value)
    {
        var options = new NotificationOptions { Transport = "smtp", From = "Shop <shop@shop.example>", Smtp = new SmtpOptions { Host = "mail.shop.example" } };
        Assert.True(new NotificationOptionsRules().Validate(null, options).Succeeded);
        var wrong = key switch
        {
            "Transport" => options with { Transport = value },
            "RatePerSecond" => options with { RatePerSecond = int.Parse(value, CultureInfo.InvariantCulture) },
            "From" => options with { From = value },
            "Smtp:Port" => options with { Smtp = options.Smtp with { Port = int.Parse(value, CultureInfo.InvariantCulture) } },
            "Smtp:Host" => options with { Smtp = options.Smtp with { Host = value } },
            _ => options with { Smtp = options.Smtp with { TrustedCertificates = value } },
        };

        var failure = Assert.Single(new NotificationOptionsRules().Validate(null, wrong).Failures!);

        Assert.StartsWith($"Notifications:{key} ", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithAPasswordOnAnOpenLine_AreRefused()
    {
        var options = new NotificationOptions { Transport = "smtp", From = "a@b.example", Smtp = new SmtpOptions { Host = "mail.shop.example", StartTls = false, UserName = "shop" } };

        Assert.Contains("Notifications:Smtp:StartTls", new NotificationOptionsRules().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Texts(CultureInfo culture) =>
        new ResourceManager(typeof(MailText)).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\u3040-\u30ff]", RegexOptions.None, 1000)]
    private static partial Regex Kana();
}
