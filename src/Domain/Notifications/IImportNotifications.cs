using OrderPortal.Domain.Imports;

namespace OrderPortal.Domain.Notifications;

/// <summary>How many notifications of a batch stand in a state.</summary>
public sealed record NotificationTally(NotificationStatus Status, int Count);

/// <summary>Tells how far the notifications of a batch are; always within the operation's tenant.</summary>
public interface IImportNotifications
{
    /// <summary>By status; one that none has is missing. Withdrawn ones count too.</summary>
    Task<IReadOnlyList<NotificationTally>> OfImportAsync(ImportId import, CancellationToken cancellationToken);
}
