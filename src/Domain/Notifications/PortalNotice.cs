using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Notifications;

/// <summary>What the bell tells. Screens make the sentence, in their language.</summary>
public static class NoticeCodes
{
    /// <summary>{0} number of the import, {1} orders made or changed.</summary>
    public const string ImportFinished = "import_finished";

    /// <summary>{0} number of the import, {1} orders made or changed, {2} rows with errors.</summary>
    public const string ImportFinishedWithErrors = "import_finished_with_errors";

    /// <summary>{0} number of the import.</summary>
    public const string ImportFailed = "import_failed";

    /// <summary>{0} number of the settlement, {1} charges that failed or were declined, {2} of how many.</summary>
    public const string SettlementFailures = "settlement_failures";

    /// <summary>The receiver is gone. {0} host of the endpoint.</summary>
    public const string WebhookGone = "webhook_gone";

    /// <summary>Nothing arrived for a day. {0} host of the endpoint.</summary>
    public const string WebhookFailing = "webhook_failing";

    /// <summary>{0} lane of the queue that rests.</summary>
    public const string CircuitOpen = "circuit_open";
}

/// <summary>Something that people of the tenant should hear of without looking for it.</summary>
/// <param name="Code">One of <see cref="NoticeCodes"/>.</param>
/// <param name="Arguments">What the sentence names. Never personal.</param>
/// <param name="Href">Where there is more to see; null: nowhere.</param>
/// <param name="IsNew">The reader has not opened the bell since.</param>
public sealed record PortalNotice(Guid Id, DateTimeOffset CreatedAt, string Code, IReadOnlyList<string> Arguments, string? Href, bool IsNew);

/// <summary>The notices that the operation's user may see, and how far he has seen them.</summary>
public interface IPortalNotices
{
    /// <summary>Enough for a number that is cut at 99.</summary>
    const int MostCounted = 100;

    /// <param name="permissions">What the reader may; notices for others are not there for him.</param>
    /// <returns>How many are new, at most <see cref="MostCounted"/>.</returns>
    Task<int> CountNewAsync(IReadOnlyCollection<string> permissions, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <inheritdoc cref="CountNewAsync"/>
    Task<Page<PortalNotice>> ListAsync(IReadOnlyCollection<string> permissions, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Nothing up to this one is new to the user any more. Never goes back.</summary>
    Task MarkSeenAsync(DateTimeOffset until, CancellationToken cancellationToken);
}
