namespace OrderPortal.Domain.Tenancy;

/// <summary>How much each API client may ask for (configuration section <c>RateLimits</c>); clients that are taken out of it and people have no limits.</summary>
public sealed record RateLimits
{
    /// <summary>Everything but uploads: reads, and the other writes with them.</summary>
    public int RequestsPerHour { get; set; } = 1_000;

    /// <summary>Files handed over.</summary>
    public int UploadsPerHour { get; set; } = 10;

    /// <summary>Requests of both kinds that run at the same time.</summary>
    public int Concurrent { get; set; } = 5;
}

/// <summary>Why a request was not let in. The numbers are those of the SQL function <c>admit_api_request</c>.</summary>
public enum RequestRefusal
{
    /// <summary>It was let in.</summary>
    None = 0,

    /// <summary>The hour's requests of this kind are used up.</summary>
    HourUsedUp = 1,

    /// <summary>As many as may run at once are running.</summary>
    TooManyAtOnce = 2,
}

/// <summary>Whether a request of an API client was let in, and how much is left of its hour.</summary>
/// <param name="Limit">Requests of this kind in an hour.</param>
/// <param name="Remaining">After this one.</param>
/// <param name="ResetsIn">Until the hour ends that began with the first request counted in it; whole seconds, at least one.</param>
/// <param name="Slot">To be disposed when the request ends, however it does; null where it was refused. A slot that nobody ends (a dead instance's) is free again within a minute.</param>
public sealed record RequestAdmission(RequestRefusal Refusal, int Limit, int Remaining, TimeSpan ResetsIn, IAsyncDisposable? Slot);

/// <summary>The limits of API clients, kept together by all instances.</summary>
public interface IRequestLimits
{
    /// <summary>Lets a request in and counts it, or refuses it, which counts nothing. </summary>
    /// <param name="cancellationToken">Ends the waiting for one's turn; once the database is asked, its answer is awaited, so that a slot that was taken is always given to the caller.</param>
    Task<RequestAdmission> AdmitAsync(TenantId tenant, Guid apiClientId, bool isUpload, CancellationToken cancellationToken);
}
