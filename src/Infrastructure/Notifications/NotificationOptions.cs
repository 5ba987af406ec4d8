using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>How the portal sends (configuration section <c>Notifications</c>).</summary>
public sealed record NotificationOptions
{
    /// <summary>Where nobody set a sender, which only mails that are not sent may lack.</summary>
    public const string DefaultFrom = "OrderPortal <no-reply@orderportal.example>";

    public const string ToSmtp = "smtp";

    /// <summary>Mails are kept in the database and shown on a page of the portal.</summary>
    public const string ToMailbox = "mailbox";

    /// <summary>Mails wait until a way out is configured.</summary>
    public const string ToNowhere = "none";

    /// <summary><c>smtp</c>, <c>mailbox</c> or <c>none</c>. Not set: smtp where a server is named, else the mailbox in Development and none elsewhere.</summary>
    public string? Transport { get; set; }

    /// <summary>The sender, with or without a name: <c>Shop &lt;shop@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>Over all instances together, per channel.</summary>
    public int RatePerSecond { get; set; } = 10;

    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Settles what was left open.</summary>
    internal void Complete(bool isDevelopment) => Transport ??= Smtp.Host.Length > 0 ? ToSmtp : isDevelopment ? ToMailbox : ToNowhere;
}

/// <summary>The mail server (configuration section <c>Notifications:Smtp</c>).</summary>
public sealed record SmtpOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary>Empty: the server takes mails without signing in.</summary>
    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>True: a server that does not offer STARTTLS gets no mail. False: nothing is encrypted.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>PEM file with the authority of a server whose certificate no public one has signed. Empty: the machine's own list.</summary>
    public string? TrustedCertificates { get; set; }

    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    internal X509Certificate2Collection? Trusted()
    {
        if (string.IsNullOrEmpty(TrustedCertificates))
        {
            return null;
        }

        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(TrustedCertificates);
        return found.Count > 0 ? found : throw new CryptographicException("No certificate in the file.");
    }
}

/// <summary>Bounds of the section <c>Notifications</c>; a wrong value stops the start with a line that names the key.</summary>
internal sealed class NotificationOptionsRules : IValidateOptions<NotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var failures = new List<string>();
        if (options.Transport is not (NotificationOptions.ToSmtp or NotificationOptions.ToMailbox or NotificationOptions.ToNowhere))
        {
            failures.Add($"Notifications:Transport must be smtp, mailbox or none, was {options.Transport}.");
        }

        Check("Notifications:RatePerSecond", options.RatePerSecond, 1, 1_000);
        if (options.From is not null && !MailAddress.TryCreate(options.From, out _))
        {
            failures.Add("Notifications:From must be a mail address, with or without a name before it in the form: Shop <shop@example.com>.");
        }

        if (options.Transport == NotificationOptions.ToSmtp)
        {
            CheckSmtp(options);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckSmtp(NotificationOptions options)
        {
            var smtp = options.Smtp;
            Check("Notifications:Smtp:Port", smtp.Port, 1, 65_535);
            if (Uri.CheckHostName(smtp.Host) == UriHostNameType.Unknown)
            {
                failures.Add("Notifications:Smtp:Host must be the name or address of the mail server.");
            }

            if (options.From is null)
            {
                failures.Add("Notifications:From must be set: mails need a sender.");
            }

            if (!string.IsNullOrEmpty(smtp.UserName) && !smtp.StartTls)
            {
                failures.Add("Notifications:Smtp:StartTls must be true where Notifications:Smtp:UserName is set: a password does not go over an open line.");
            }

            try
            {
                smtp.Trusted();
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                failures.Add("Notifications:Smtp:TrustedCertificates must be a readable file with certificates (PEM).");
            }
        }

        void Check(string key, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{key} must be {least} to {most}, was {value}."));
            }
        }
    }
}
