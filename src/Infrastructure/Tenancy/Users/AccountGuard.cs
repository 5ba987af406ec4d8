using System.Text.Json;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Tenancy.Users;

/// <summary>What holds at every way by which somebody without a session comes to an account: how often one may ask, and that it is written down.</summary>
internal sealed class AccountGuard(
    OperationContext operation, SecretAttempts attempts, BlindIndex blindIndex, IAuditLog audit, DemoAccess demo, TimeProvider clock)
{
    /// <summary>Longer than the work behind a request for a link takes where there is an account, so that the time says nothing.</summary>
    public static readonly TimeSpan AnswersAfter = TimeSpan.FromMilliseconds(400);

    private string Caller => $"{operation.SourceAddress}|account link";

    public bool IsBlocked => attempts.IsBlocked(Caller);

    public void Count() => attempts.Failed(Caller);

    /// <summary>Under which the sign-in directory has the address.</summary>
    public byte[] IndexOf(string email) => blindIndex.ForSignIn(email);

    /// <summary>Published accounts keep their published passwords, or are not there at all.</summary>
    public bool Refuses(string email) => demo.Refuses(email);

    public Task PaceAsync(CancellationToken cancellationToken) => Task.Delay(AnswersAfter, clock, cancellationToken);

    public Task AuditAsync(string action, Guid? user, AuditResult result, object? after, CancellationToken cancellationToken) =>
        audit.WriteAsync(new AuditEntry(action, "user", user, After: after is null ? null : JsonSerializer.Serialize(after, AuditJson.Options), Result: result), cancellationToken);
}
