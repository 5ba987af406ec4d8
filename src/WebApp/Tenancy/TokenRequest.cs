using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>A request to the token endpoints, with the credentials of its header or of its form, never of both.</summary>
internal sealed class TokenRequest
{
    private readonly IFormCollection _form;

    private TokenRequest(IFormCollection form, string clientId, string secret)
    {
        _form = form;
        (ClientId, Secret) = (clientId, secret);
    }

    public string ClientId { get; }

    public string Secret { get; }

    /// <summary>Null where the parameter is missing, empty or repeated (RFC 6749, 3.2).</summary>
    public string? Value(string name) => _form[name] is [{ Length: > 0 } value] ? value : null;

    public bool IsRepeated(string name) => _form[name].Count > 1;

    public static async Task<(TokenRequest? Request, IResult? Refusal)> ReadAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        if (context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return (null, Invalid("the body has to be application/x-www-form-urlencoded"));
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return (null, Invalid("the form can not be read"));
        }

        var header = context.Request.Headers.Authorization.ToString();
        var byHeader = header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase);
        if (byHeader)
        {
            // The id alone may stand in the form too (RFC 6749, 3.2.1), but no other one.
            return TryReadBasic(header[6..], out var id, out var secret) && !form.ContainsKey("client_secret") && (!form.ContainsKey("client_id") || form["client_id"] == id)
                ? (new TokenRequest(form, id, secret), null)
                : (null, Invalid("credentials in the header are malformed, or others are given in the body as well"));
        }

        return form["client_id"] is [{ Length: > 0 and <= 100 } formId] && !formId.Contains('\0', StringComparison.Ordinal) && form["client_secret"] is [{ Length: > 0 and <= 256 } formSecret]
            ? (new TokenRequest(form, formId, formSecret), null)
            : (null, Invalid("client_id and client_secret are missing, repeated or too long"));
    }

    // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
    private static bool TryReadBasic(string encoded, [NotNullWhen(true)] out string? id, [NotNullWhen(true)] out string? secret)
    {
        (id, secret) = (null, null);
        var bytes = new byte[encoded.Length];
        if (encoded.Length > 1_000 || !Convert.TryFromBase64String(encoded.Trim(), bytes, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return false;
        }

        (id, secret) = (WebUtility.UrlDecode(text[..colon]), WebUtility.UrlDecode(text[(colon + 1)..]));
        return id.Length <= 100 && !id.Contains('\0', StringComparison.Ordinal) && secret.Length <= 256;
    }

    private static IResult Invalid(string description) => TokenEndpoints.Refuse(StatusCodes.Status400BadRequest, "invalid_request", description);
}
