using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Shared;

/// <summary>What kind of party acts.</summary>
public enum ActorKind
{
    System = 0,
    User = 1,
    ApiClient = 2,
}

/// <summary>Who acts: a signed-in user, an API client, or the portal itself (jobs, migrations).</summary>
/// <param name="Id">User id or API client id; empty for the system.</param>
/// <param name="Name">For people to read in histories: the user's display name or the API client's name.</param>
public sealed record Actor(ActorKind Kind, Guid Id, string Name)
{
    public static Actor System { get; } = new(ActorKind.System, Guid.Empty, "OrderPortal");
}

/// <summary>
/// For whom and by whom the current operation runs. One per DI scope, and one scope per operation: a circuit lives for hours, a
/// scope never outlives what it was opened for. The database connection, the audit log and the use cases all read this one object.
/// </summary>
public sealed class OperationContext
{
    private TenantId? _tenant;

    /// <summary>The tenant whose data the operation may touch. Reading it before it was set is a bug, never "all tenants".</summary>
    public TenantId Tenant => _tenant ?? throw new InvalidOperationException("The operation has no tenant yet.");

    /// <summary>Null while nobody is signed in, or in work that belongs to no tenant.</summary>
    public TenantId? TenantOrNull => _tenant;

    public Actor Actor { get; private set; } = Actor.System;

    /// <summary>Trace id that ties log lines, audit entries and answers together.</summary>
    public string? CorrelationId { get; private set; }

    /// <summary>Network address of the caller, for the audit log only.</summary>
    public string? SourceAddress { get; private set; }

    /// <summary>User agent of the caller, shortened, for the audit log only.</summary>
    public string? UserAgent { get; private set; }

    /// <summary>Sign-in session of a person, or the token of a program.</summary>
    public string? SessionId { get; private set; }

    /// <summary>
    /// Says for whom the scope works. A scope changes neither its tenant nor its actor afterwards, except that an anonymous request
    /// (no tenant) may become a tenant's by signing in.
    /// </summary>
    /// <exception cref="InvalidOperationException">The scope works for another tenant already.</exception>
    public void Begin(TenantId tenant, Actor actor, string? correlationId = null, string? sourceAddress = null, string? userAgent = null, string? sessionId = null)
    {
        if (_tenant is { } current && current != tenant)
        {
            throw new InvalidOperationException("The scope works for another tenant already.");
        }

        _tenant = tenant;
        Actor = actor;
        CorrelationId = correlationId ?? CorrelationId;
        SourceAddress = sourceAddress ?? SourceAddress;
        UserAgent = userAgent ?? UserAgent;
        SessionId = sessionId ?? SessionId;
    }

    /// <summary>Remembers where a request comes from before its tenant is known.</summary>
    public void ArriveFrom(string? correlationId, string? sourceAddress, string? userAgent)
    {
        CorrelationId = correlationId;
        SourceAddress = sourceAddress;
        UserAgent = userAgent;
    }
}
