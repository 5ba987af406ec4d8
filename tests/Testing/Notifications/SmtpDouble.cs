using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OrderPortal.Testing.Notifications;

/// <summary>What the server does wrong with one mail.</summary>
public enum SmtpFault
{
    /// <summary>550: no such mailbox.</summary>
    RefuseRecipient,

    /// <summary>451: come back later.</summary>
    Busy,

    /// <summary>554 after the message.</summary>
    RefuseMessage,

    /// <summary>Takes the message and says nothing any more.</summary>
    HangAfterData,

    /// <summary>Takes the message and closes the connection without an answer.</summary>
    CloseAfterData,

    /// <summary>Closes the connection when the sender is named.</summary>
    CloseAtOnce,
}

/// <summary>A mail that the server took.</summary>
/// <param name="StartedAt">Timestamp of the moment in which its sender was named.</param>
public sealed record TakenMail(string From, string To, string Data, bool Encrypted, string? User, long StartedAt)
{
    /// <summary>Value of a header, unfolded; null where there is none.</summary>
    public string? Header(string name) => Data.Split("\r\n\r\n")[0].ReplaceLineEndings("\n").Replace("\n ", " ", StringComparison.Ordinal).Split('\n')
        .FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    /// <summary>The parts of the message, decoded: text first, HTML second.</summary>
    public IReadOnlyList<string> Parts => [.. Data.Split("Content-Transfer-Encoding: base64\r\n\r\n").Skip(1)
        .Select(part => Encoding.UTF8.GetString(Convert.FromBase64String(part.Split("\r\n--")[0].ReplaceLineEndings(""))))];
}

/// <summary>A real mail server on loopback, with a certificate of its own making, that can be told to fail.</summary>
public sealed class SmtpDouble : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<TakenMail> _taken = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _accepting;

    public SmtpDouble()
    {
        _certificate = MakeCertificate();
        CertificateFile = Path.Combine(Path.GetTempPath(), $"smtp-double-{Guid.NewGuid():N}.pem");
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static string Host => "localhost";

    /// <summary>PEM file of the certificate, for clients that shall trust it.</summary>
    public string CertificateFile { get; }

    public bool OffersStartTls { get; set; } = true;

    /// <summary>Who may send; null: everybody.</summary>
    public (string User, string Password)? Account { get; set; }

    /// <summary>For the mails to come, one each; then all is well.</summary>
    public ConcurrentQueue<SmtpFault> Faults { get; } = new();

    /// <summary>For every mail that no other fault is meant for.</summary>
    public SmtpFault? Always { get; set; }

    public IReadOnlyList<TakenMail> Taken => [.. _taken];

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _certificate.Dispose();
        File.Delete(CertificateFile);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Connections++;
                sessions.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var session = new Session(this, client.GetStream());
                await session.RunAsync(_end.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private sealed class Session(SmtpDouble server, Stream stream) : IAsyncDisposable
    {
        private StreamReader _reader = new(stream, Encoding.Latin1);
        private Stream _stream = stream;
        private bool _encrypted;
        private string? _user;
        private (string Address, long At) _from;
        private string _to = "";

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await SayAsync("220 double ESMTP", cancellationToken);
            while (await _reader.ReadLineAsync(cancellationToken) is { } command && command != "QUIT")
            {
                if (!await AnswerAsync(command, cancellationToken))
                {
                    return;
                }
            }
        }

        public ValueTask DisposeAsync() => _stream.DisposeAsync();

        private async Task<bool> AnswerAsync(string command, CancellationToken cancellationToken)
        {
            switch (command.Split(' ', ':')[0])
            {
                case "EHLO":
                    await SayAsync($"250-double\r\n{(server.OffersStartTls && !_encrypted ? "250-STARTTLS\r\n" : "")}250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000", cancellationToken);
                    return true;
                case "STARTTLS":
                    await SayAsync("220 go ahead", cancellationToken);
                    await SecureAsync(cancellationToken);
                    return true;
                case "AUTH":
                    await SignInAsync(command, cancellationToken);
                    return true;
                case "MAIL":
                    return await BeginAsync(command, cancellationToken);
                case "RCPT":
                    _to = Address(command);
                    return await RecipientAsync(cancellationToken);
                case "DATA":
                    await SayAsync("354 go on", cancellationToken);
                    return await TakeAsync(cancellationToken);
                case "RSET":
                    await SayAsync("250 forgotten", cancellationToken);
                    return true;
                default:
                    await SayAsync("500 what?", cancellationToken);
                    return true;
            }
        }

        private SmtpFault? _fault;

        private async Task<bool> BeginAsync(string command, CancellationToken cancellationToken)
        {
            _from = (Address(command), TimeProvider.System.GetTimestamp());
            _fault = server.Faults.TryDequeue(out var next) ? next : server.Always;
            if (_fault == SmtpFault.CloseAtOnce)
            {
                return false;
            }

            await SayAsync(server.Account is null || _user is not null ? "250 ok" : "530 5.7.0 sign in first", cancellationToken);
            return true;
        }

        private async Task<bool> RecipientAsync(CancellationToken cancellationToken)
        {
            await SayAsync(
                _fault switch
                {
                    SmtpFault.RefuseRecipient => $"550 5.1.1 <{_to}>: no such mailbox",
                    SmtpFault.Busy => "451 4.7.1 later",
                    _ => "250 ok",
                },
                cancellationToken);
            return true;
        }

        private async Task<bool> TakeAsync(CancellationToken cancellationToken)
        {
            var data = new StringBuilder();
            while (await _reader.ReadLineAsync(cancellationToken) is { } line && line != ".")
            {
                data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            if (_fault == SmtpFault.RefuseMessage)
            {
                await SayAsync("554 5.7.1 spam", cancellationToken);
                return true;
            }

            server._taken.Enqueue(new TakenMail(_from.Address, _to, data.ToString(), _encrypted, _user, _from.At));
            if (_fault == SmtpFault.HangAfterData)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            if (_fault == SmtpFault.CloseAfterData)
            {
                return false;
            }

            await SayAsync("250 2.0.0 taken", cancellationToken);
            return true;
        }

        private async Task SecureAsync(CancellationToken cancellationToken)
        {
            var secure = new SslStream(_stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server._certificate }, cancellationToken);
            (_stream, _reader, _encrypted) = (secure, new StreamReader(secure, Encoding.Latin1), true);
        }

        private async Task SignInAsync(string command, CancellationToken cancellationToken)
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(command.Split(' ')[2])).Split('\0');
            _user = server.Account == (parts[1], parts[2]) ? parts[1] : null;
            await SayAsync(_user is null ? "535 5.7.8 no" : "235 2.7.0 welcome", cancellationToken);
        }

        private async Task SayAsync(string line, CancellationToken cancellationToken) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), cancellationToken);

        private static string Address(string command) => command[(command.IndexOf('<', StringComparison.Ordinal) + 1)..command.IndexOf('>', StringComparison.Ordinal)];
    }
}
