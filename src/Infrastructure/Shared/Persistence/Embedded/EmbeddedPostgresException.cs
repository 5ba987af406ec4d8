namespace OrderPortal.Infrastructure.Shared.Persistence;

public enum EmbeddedPostgresFailure
{
    BinariesMissing,
    VersionTooOld,
    OtherMajorVersion,
    DiskFull,
    StartTimedOut,
    StartFailed,
    FolderUnusable,
}

/// <summary>The private cluster cannot be had. The message is one line that says what is wrong and how to mend it.</summary>
public sealed class EmbeddedPostgresException(EmbeddedPostgresFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public EmbeddedPostgresFailure Failure { get; } = failure;
}
