using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Imports;

/// <summary>The one thing to know first of an import that did not simply come to its end.</summary>
public sealed partial class ImportBanner : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    private (Tone Tone, string Title, string Text)? Message => Import switch
    {
        { Status: ImportStatus.Failed, FailureCode: ProblemCodes.TotalMismatch } =>
            (Tone.Danger, Texts[nameof(ImportsText.MismatchTitle)], Texts[nameof(ImportsText.MismatchBody)]),
        { Status: ImportStatus.Failed } => (Tone.Danger, Texts[nameof(ImportsText.FailedTitle)], FailureText),
        { Status: ImportStatus.AwaitingConfirmation } => (Tone.Info, Texts[nameof(ImportsText.DryRunTitle)], Texts[nameof(ImportsText.DryRunBody)]),
        { Status: ImportStatus.Paused } => (Tone.Waiting, Texts[nameof(ImportsText.PausedTitle)], PausedText),
        { Status: ImportStatus.Cancelled } => (Tone.Neutral, Texts[nameof(ImportsText.StoppedTitle)], StoppedText),
        { Status: ImportStatus.Undone } => (Tone.Neutral, Texts[nameof(ImportsText.UndoneTitle)], Texts[Import.Undo?.Kept > 0 ? nameof(ImportsText.UndoneKept) : nameof(ImportsText.UndoneAll)]),
        _ => null,
    };

    private string FailureText => Import.FailureCode is null or RunImport.InternalError
        ? Texts[nameof(ImportsText.FailedInternal)]
        : Messages.Sentence(new ImportProblem(0, null, Import.FailureCode, ProblemSeverity.Error, null));

    private string PausedText => Import switch
    {
        { Task: ImportTask.DryRun } or { RowsTotal: null } => Texts[nameof(ImportsText.PausedEarly)],
        { RowsTotal: { } total } => Texts[nameof(ImportsText.PausedBody), ImportLook.Count(total), ImportLook.Count(Import.Counts.RowsDone)],
    };

    private string StoppedText => Import switch
    {
        { Task: ImportTask.DryRun } or { Counts.RowsAccepted: 0 } => Texts[nameof(ImportsText.StoppedEarly)],
        _ => Texts[
            nameof(ImportsText.StoppedBody),
            ImportLook.Count(Import.RowsTotal ?? 0),
            ImportLook.Count(Import.Counts.RowsAccepted),
            ImportLook.Count(Import.Counts.RowsSkipped),
            ImportLook.Count(Import.Counts.RowsRejected)],
    };
}
