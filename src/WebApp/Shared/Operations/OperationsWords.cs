using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>Jobs, queues and checks in the reader's language; what is newer than the words is shown by its name.</summary>
public sealed class OperationsWords(IStringLocalizer<OperationsText> texts)
{
    public static (Tone Tone, IconName Icon) Look(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => (Tone.Success, IconName.CheckCircle),
        HealthStatus.Degraded => (Tone.Warning, IconName.Warning),
        _ => (Tone.Danger, IconName.Error),
    };

    public static (Tone Tone, IconName Icon) Look(JobState job) => job switch
    {
        { PausedAt: not null } => (Tone.Waiting, IconName.Pause),
        { StartedAt: null } => (Tone.Neutral, IconName.Clock),
        { FinishedAt: null } => (Tone.Info, IconName.Play),
        { Outcome: JobOutcome.Failed } => (Tone.Danger, IconName.Error),
        { Outcome: JobOutcome.Interrupted } => (Tone.Neutral, IconName.Block),
        _ => (Tone.Success, IconName.CheckCircle),
    };

    public string Health(HealthStatus status) => texts["Health" + status];

    public string Outcome(JobState job) => texts[job switch
    {
        { PausedAt: not null } => nameof(OperationsText.JobPaused),
        { StartedAt: null } => nameof(OperationsText.JobWaiting),
        { FinishedAt: null } => nameof(OperationsText.JobRunning),
        { Outcome: JobOutcome.Failed } => nameof(OperationsText.JobFailed),
        { Outcome: JobOutcome.Interrupted } => nameof(OperationsText.JobInterrupted),
        _ => nameof(OperationsText.JobDone),
    }];

    public string Job(string name) => Known("Name" + name, name);

    /// <summary>What the button does, and with what.</summary>
    public string Deed(JobState job) => texts[job.PausedAt is null ? nameof(OperationsText.PauseTitle) : nameof(OperationsText.ResumeTitle), Job(job.Name)];

    public string Check(string name) => Known("Check" + char.ToUpperInvariant(name[0]) + name[1..], name);

    /// <param name="lane">With what it is for after a colon: a gateway or a channel.</param>
    public string Queue(string lane)
    {
        var (kind, of) = lane.Split(':', 2) is [var first, var second] ? (first, second) : (lane, null);
        var name = Known("Queue" + char.ToUpperInvariant(kind[0]) + kind[1..], kind);
        return of is null ? name : texts[nameof(OperationsText.QueueOf), name, of];
    }

    public string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => texts[nameof(OperationsText.AgeSeconds), (int)age.TotalSeconds],
        { TotalHours: < 1 } => texts[nameof(OperationsText.AgeMinutes), (int)age.TotalMinutes],
        { TotalDays: < 1 } => texts[nameof(OperationsText.AgeHours), (int)age.TotalHours],
        _ => texts[nameof(OperationsText.AgeDays), (int)age.TotalDays],
    };

    private string Known(string key, string name)
    {
        var text = texts[key];
        return text.ResourceNotFound ? name : text;
    }
}
