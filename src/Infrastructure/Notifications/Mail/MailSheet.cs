using System.Net;
using System.Text;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.Infrastructure.Notifications.Mail;

internal sealed record MailFigure(string Name, string Value);

/// <summary>The one form that all mails have, as text and as HTML. Whatever is put in is text: HTML in it stays visible characters.</summary>
internal sealed record MailSheet(string Subject, string Greeting, string Language)
{
    private const string Cell = "padding:6px 12px;border:1px solid #d6d9de;text-align:left";

    public required string Paragraph { get; init; }

    public IReadOnlyList<MailFigure> Figures { get; init; } = [];

    public IReadOnlyList<string> Columns { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];

    public string? More { get; init; }

    public required string Signature { get; init; }

    public required string Footer { get; init; }

    public MailContent ToMail() => new(OneLine(Subject), ToText(), ToHtml());

    private string ToText()
    {
        var text = new StringBuilder();
        text.Append(OneLine(Greeting)).Append("\n\n").Append(OneLine(Paragraph)).Append("\n\n");
        foreach (var (name, value) in Figures)
        {
            text.Append(name).Append(Language == "ja" ? "：" : ": ").Append(OneLine(value)).Append('\n');
        }

        if (Rows.Count > 0)
        {
            text.Append('\n').AppendJoin(" | ", Columns).Append('\n');
            foreach (var row in Rows)
            {
                text.AppendJoin(" | ", row.Select(OneLine)).Append('\n');
            }
        }

        if (More is not null)
        {
            text.Append(More).Append('\n');
        }

        return text.Append("\n-- \n").Append(OneLine(Signature)).Append('\n').Append(Footer).Append('\n').ToString();
    }

    private string ToHtml()
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"").Append(Language).Append("\"><head><meta charset=\"utf-8\"><title>").Append(Safe(Subject))
            .Append("</title></head>\n<body style=\"margin:0;padding:24px;font-family:sans-serif;font-size:15px;line-height:1.7;color:#1b1d21;background:#ffffff\">\n")
            .Append("<p>").Append(Safe(Greeting)).Append("</p>\n<p>").Append(Safe(Paragraph)).Append("</p>\n");
        if (Figures.Count > 0)
        {
            html.Append("<table style=\"border-collapse:collapse;margin:16px 0\">\n");
            foreach (var (name, value) in Figures)
            {
                html.Append("<tr><th scope=\"row\" style=\"").Append(Cell).Append(";background:#f4f5f7\">").Append(Safe(name)).Append("</th><td style=\"").Append(Cell).Append("\">").Append(Value(value)).Append("</td></tr>\n");
            }

            html.Append("</table>\n");
        }

        if (Rows.Count > 0)
        {
            html.Append("<table style=\"border-collapse:collapse;margin:16px 0\">\n<tr>").AppendJoin("", Columns.Select(column => $"<th scope=\"col\" style=\"{Cell};background:#f4f5f7\">{Safe(column)}</th>")).Append("</tr>\n");
            foreach (var row in Rows)
            {
                html.Append("<tr>").AppendJoin("", row.Select(value => $"<td style=\"{Cell}\">{Safe(value)}</td>")).Append("</tr>\n");
            }

            html.Append("</table>\n");
        }

        if (More is not null)
        {
            html.Append("<p>").Append(Safe(More)).Append("</p>\n");
        }

        return html.Append("<p style=\"margin-top:32px\">").Append(Safe(Signature)).Append("</p>\n<p style=\"font-size:12px;color:#5b6068\">").Append(Safe(Footer)).Append("</p>\n</body></html>\n").ToString();
    }

    /// <summary>An address is a link, if it is one of the web, or of a portal that is tried out on the reader's own machine.</summary>
    private static string Value(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) ? $"<a href=\"{Safe(address.AbsoluteUri)}\">{Safe(value)}</a>" : Safe(value);

    private static string Safe(string text) => WebUtility.HtmlEncode(OneLine(text));

    /// <summary>Names and numbers come from customers' files: none of them begins a line, or a header, of its own.</summary>
    private static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
}
