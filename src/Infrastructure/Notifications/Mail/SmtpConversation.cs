using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>What a server answered; its words are dropped, because they may name the recipient.</summary>
/// <param name="Status">Three digits, with the enhanced status behind them where the server gave one.</param>
internal sealed record SmtpReply(int Code, string Status, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;
}

/// <summary>A server that answers what it should not, or says no. <paramref name="code"/> is one of the codes of deliveries.</summary>
internal sealed class SmtpRefusedException(string code, SmtpReply? reply = null) : Exception($"{code} {reply?.Status}")
{
    public string Code { get; } = code;

    public SmtpReply? Reply { get; } = reply;
}

/// <summary>
/// One connection to a mail server, as a client of RFC 5321. Where STARTTLS is wanted, nothing goes over the line before it, and a server
/// that does not offer it is not spoken to.
/// </summary>
internal sealed partial class SmtpConversation : IAsyncDisposable
{
    private const int MostReplyLines = 100;
    private readonly TcpClient _client;
    private readonly byte[] _buffer = new byte[4_096];
    private Stream _stream;
    private int _read;
    private int _filled;

    private SmtpConversation(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>Connects, secures and signs in as the options say.</summary>
    public static async Task<SmtpConversation> OpenAsync(SmtpOptions options, X509Certificate2Collection? trusted, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(options.Host, options.Port, cancellationToken);
            var conversation = new SmtpConversation(client);
            await conversation.BeginAsync(options, trusted, cancellationToken);
            return conversation;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends one message. <paramref name="onHandedOver"/> is called before the byte that ends it leaves: from then on the server may have it.</summary>
    public async Task<SmtpReply> SendAsync(string from, string to, ReadOnlyMemory<byte> message, Action onHandedOver, CancellationToken cancellationToken)
    {
        await ExpectAsync($"MAIL FROM:<{from}>", "smtp_sender_refused", cancellationToken);
        await ExpectAsync($"RCPT TO:<{to}>", "smtp_recipient_refused", cancellationToken);
        var go = await AskAsync("DATA", cancellationToken);
        if (go.Code != 354)
        {
            throw new SmtpRefusedException("smtp_message_refused", go);
        }

        await _stream.WriteAsync(message, cancellationToken);
        onHandedOver();
        var end = await AskAsync(".", cancellationToken);
        return end.IsPositive ? end : throw new SmtpRefusedException("smtp_message_refused", end);
    }

    /// <summary>Whether the server still answers after a pause, and has forgotten whatever went before.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync("RSET", cancellationToken)).IsPositive;
        }
        catch (Exception exception) when (exception is IOException or SocketException or SmtpRefusedException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Politeness towards the server; whether it listens changes nothing.
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _stream.WriteAsync("QUIT\r\n"u8.ToArray(), soon.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
        }

        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task BeginAsync(SmtpOptions options, X509Certificate2Collection? trusted, CancellationToken cancellationToken)
    {
        var greeting = await ReadReplyAsync(cancellationToken);
        if (!greeting.IsPositive)
        {
            throw new SmtpRefusedException("smtp_unavailable", greeting);
        }

        var offers = await GreetAsync(cancellationToken);
        if (options.StartTls)
        {
            if (!offers.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase))
            {
                throw new SmtpRefusedException("smtp_no_starttls");
            }

            await ExpectAsync("STARTTLS", "smtp_no_starttls", cancellationToken);
            await SecureAsync(options, trusted, cancellationToken);
            offers = await GreetAsync(cancellationToken);
        }

        if (options.UserName is { Length: > 0 } user)
        {
            await SignInAsync(offers, user, options.Password ?? "", cancellationToken);
        }
    }

    private async Task<List<string>> GreetAsync(CancellationToken cancellationToken)
    {
        var local = ((IPEndPoint)_client.Client.LocalEndPoint!).Address;
        var literal = local.AddressFamily == AddressFamily.InterNetworkV6 && !local.IsIPv4MappedToIPv6 ? $"[IPv6:{local}]" : $"[{local.MapToIPv4()}]";
        var reply = await ExpectAsync($"EHLO {literal}", "smtp_unavailable", cancellationToken);
        return [.. reply.Lines.Skip(1)];
    }

    private async Task SecureAsync(SmtpOptions options, X509Certificate2Collection? trusted, CancellationToken cancellationToken)
    {
        if (_read < _filled)
        {
            // What came before the encryption did not come from behind it.
            throw new SmtpRefusedException("smtp_tls_failed");
        }

        var secure = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secure;
        var authentication = new SslClientAuthenticationOptions { TargetHost = options.Host };
        if (trusted is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(trusted);
            authentication.CertificateChainPolicy = policy;
        }

        try
        {
            await secure.AuthenticateAsClientAsync(authentication, cancellationToken);
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            throw new SmtpRefusedException("smtp_tls_failed");
        }
    }

    private async Task SignInAsync(List<string> offers, string user, string password, CancellationToken cancellationToken)
    {
        var ways = offers.Where(offer => offer.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase)).SelectMany(offer => offer.Split(' ').Skip(1)).ToList();
        if (ways.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await ExpectAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), "smtp_sign_in_refused", cancellationToken);
        }
        else if (ways.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await ExpectAsync("AUTH LOGIN", "smtp_sign_in_refused", cancellationToken);
            await ExpectAsync(Base64(user), "smtp_sign_in_refused", cancellationToken);
            await ExpectAsync(Base64(password), "smtp_sign_in_refused", cancellationToken);
        }
        else
        {
            throw new SmtpRefusedException("smtp_sign_in_refused");
        }
    }

    private async Task<SmtpReply> ExpectAsync(string command, string code, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(command, cancellationToken);
        return reply.IsPositive ? reply : throw new SmtpRefusedException(code, reply);
    }

    private async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    private async Task<SmtpReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MostReplyLines)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (!Line().IsMatch(line))
            {
                break;
            }

            lines.Add(line.Length > 4 ? line[4..].Trim() : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                var enhanced = Enhanced().Match(lines[^1]);
                return new SmtpReply(int.Parse(line.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), enhanced.Success ? $"{line[..3]} {enhanced.Value}" : line[..3], lines);
            }
        }

        throw new SmtpRefusedException("smtp_unavailable");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_read == _filled)
            {
                _filled = await _stream.ReadAsync(_buffer, cancellationToken);
                _read = 0;
                if (_filled == 0)
                {
                    throw new IOException("The server closed the connection.");
                }
            }

            var end = Array.IndexOf(_buffer, (byte)'\n', _read, _filled - _read);
            var until = end < 0 ? _filled : end;
            line.Append(Encoding.ASCII.GetString(_buffer, _read, until - _read));
            _read = end < 0 ? _filled : end + 1;
            if (end >= 0)
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Length > _buffer.Length)
            {
                throw new SmtpRefusedException("smtp_unavailable");
            }
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^[2-5]\d\d([ -]|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Enhanced();
}
