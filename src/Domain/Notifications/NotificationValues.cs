namespace OrderPortal.Domain.Notifications;

/// <summary>What a notification tells. Stored as its number.</summary>
public enum NotificationTopic : short
{
    OrderAccepted = 1,
    PaymentSucceeded = 2,
    PaymentFailed = 3,
    KonbiniSlip = 4,
    Shipped = 5,
    ImportFinished = 6,
    BatchDigest = 7,
    Webhook = 8,
    Test = 9,

    /// <summary>To a person about their own account. What it says is that person's alone: no screen or API shows these.</summary>
    Account = 10,
}

/// <summary>Stored as its number.</summary>
public enum NotificationChannel : short
{
    Email = 1,
    Webhook = 2,
    Portal = 3,
}

/// <summary>Where a notification stands. One that failed and is tried again is waiting. Stored as its number.</summary>
public enum NotificationStatus : short
{
    Waiting = 1,
    Sending = 2,
    Sent = 3,

    /// <summary>Given up; a person may send it again.</summary>
    Dead = 4,

    /// <summary>Taken back before it was sent, because what it tells of was undone.</summary>
    Withdrawn = 5,
}
