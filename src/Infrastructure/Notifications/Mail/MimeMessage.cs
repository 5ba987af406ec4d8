using System.Buffers;
using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>
/// Writes a mail as RFC 5322 and MIME want it: text and HTML as alternatives, both UTF-8 in base64, so that no line is too long
/// or begins with a dot. Header values lose their control characters, so that none can begin a header of its own.
/// </summary>
internal static class MimeMessage
{
    private const int LineLength = 76;

    /// <summary>Bytes in one encoded word: with its frame, and behind the name of a header, it stays under the 76 characters of a line (RFC 2047).</summary>
    private const int WordBytes = 39;

    private static readonly SearchValues<char> NoAddress = SearchValues.Create("<>()[]\\,;:\" ");

    public static byte[] Write(OutgoingMail mail, MailAddress from)
    {
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId)).AsSpan(0, 10));
        var message = new StringBuilder();
        Header(message, "From", from.DisplayName.Length == 0 ? $"<{from.Address}>" : $"{Words(from.DisplayName)} <{from.Address}>");
        Header(message, "To", $"<{mail.To}>");
        Header(message, "Subject", Words(mail.Subject));
        Header(message, "Date", mail.Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(message, "Message-ID", mail.MessageId);
        Header(message, "Auto-Submitted", "auto-generated");
        Header(message, "MIME-Version", "1.0");
        Header(message, "Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        message.Append("\r\n");
        Part(message, boundary, "text/plain", mail.Text.ReplaceLineEndings("\r\n"));
        Part(message, boundary, "text/html", mail.Html.ReplaceLineEndings("\r\n"));
        message.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.ASCII.GetBytes(message.ToString());
    }

    /// <summary>
    /// The address as the envelope has it, its domain in ASCII; null for one that no server without SMTPUTF8 takes, or that is none.
    /// </summary>
    public static string? EnvelopeAddress(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 1 || at == address.Length - 1 || address.AsSpan().IndexOfAny(NoAddress) >= 0 || address.Any(char.IsControl) || !Ascii.IsValid(address.AsSpan(0, at)))
        {
            return null;
        }

        try
        {
            return string.Concat(address.AsSpan(0, at + 1), new IdnMapping().GetAscii(address, at + 1));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Header(StringBuilder message, string name, string value) => message.Append(name).Append(": ").Append(value).Append("\r\n");

    /// <summary>As it is where it is short and plain, else in encoded words, each of whole characters and on a line of its own.</summary>
    private static string Words(string text)
    {
        var clean = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        if (clean.Length <= LineLength - 20 && clean.All(character => char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '.' or '/' or '#'))
        {
            return clean;
        }

        var words = new List<string>();
        var word = new List<byte>(WordBytes);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in clean.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            if (word.Count + length > WordBytes)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }

            word.AddRange(bytes[..length]);
        }

        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\r\n ", words.Select(encoded => $"=?utf-8?B?{encoded}?="));
    }

    private static void Part(StringBuilder message, string boundary, string type, string content)
    {
        message.Append("--").Append(boundary).Append("\r\n");
        Header(message, "Content-Type", type + "; charset=utf-8");
        Header(message, "Content-Transfer-Encoding", "base64");
        message.Append("\r\n").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(content), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
    }
}
