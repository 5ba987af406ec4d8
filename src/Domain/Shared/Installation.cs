namespace OrderPortal.Domain.Shared;

/// <summary>How a run of a job ended. Stored as its number.</summary>
public enum JobOutcome : short
{
    Done = 1,
    Failed = 2,

    /// <summary>By the end of its instance; the next run does what was left.</summary>
    Interrupted = 3,
}

/// <summary>A job of the scheduler and its last run.</summary>
/// <param name="Name">Stable, e.g. <c>ImportWatchJob</c>.</param>
/// <param name="CanPause">It comes round by itself, so it can be passed over for a while.</param>
/// <param name="Failure">Kind of the last failure, e.g. <c>TimeoutException</c>; never its text.</param>
/// <param name="Failures">In a row.</param>
public sealed record JobState(string Name, bool CanPause, DateTimeOffset? PausedAt, DateTimeOffset? NextRunAt, string? Failure, int Failures)
{
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null while it runs, or where its instance died.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public JobOutcome? Outcome { get; init; }

    public TimeSpan? Took => FinishedAt - StartedAt;
}

/// <summary>A running instance of the portal.</summary>
/// <param name="IsAlive">It gave a sign of life within the last 15 seconds.</param>
/// <param name="Lanes">On how many queues it works.</param>
public sealed record InstanceState(string Name, DateTimeOffset StartedAt, DateTimeOffset SeenAt, bool IsAlive, int Lanes);

/// <summary>A queue, over all tenants: figures of the installation, none of a single tenant.</summary>
/// <param name="Lane">E.g. <c>event</c>, <c>charge:stripe</c>, <c>import</c>.</param>
/// <param name="Due">What could be taken now and nobody has.</param>
/// <param name="Later">What waits for its time.</param>
/// <param name="InHand">What an instance works on.</param>
/// <param name="OldestDue">How long the longest due has been waiting.</param>
/// <param name="IsOpen">A breaker of the queue is open: nothing is taken for a while.</param>
public sealed record QueueState(string Lane, long Due, long Later, long InHand, TimeSpan? OldestDue, bool IsOpen);

/// <summary>The installation at one moment.</summary>
/// <param name="MayControl">The operation's tenant operates the installation, so its administrators pause and resume jobs.</param>
public sealed record InstallationState(
    DateTimeOffset At, bool MayControl, IReadOnlyList<InstanceState> Instances, IReadOnlyList<JobState> Jobs, IReadOnlyList<QueueState> Queues);

/// <summary>Reads and controls what works in the background for all tenants.</summary>
public interface IInstallation
{
    Task<InstallationState> GetAsync(CancellationToken cancellationToken);

    /// <summary>From now on the job is passed over on every instance; a run that is in hand ends by itself. Audited.</summary>
    /// <returns>Error <c>forbidden</c> where the operation's tenant does not operate the installation, <c>not_found</c> where there is nothing to pause.</returns>
    Task<Result> PauseAsync(string job, CancellationToken cancellationToken);

    /// <inheritdoc cref="PauseAsync"/>
    Task<Result> ResumeAsync(string job, CancellationToken cancellationToken);
}
