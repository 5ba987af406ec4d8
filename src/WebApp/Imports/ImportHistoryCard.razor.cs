using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>Who did what with an import, and what came of it: its lines of the audit log, newest first.</summary>
public sealed partial class ImportHistoryCard : ComponentBase
{
    private const int Most = 200;
    private (ImportId, ImportStatus)? _shown;
    private IReadOnlyList<AuditEvent>? _events;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Import.Id, Import.Status);
        if (_shown == wanted)
        {
            return;
        }

        _shown = wanted;
        _events = await Operations.RunAsync<IAuditTrail, IReadOnlyList<AuditEvent>>(
            (await Authentication).User, (trail, ct) => trail.OfAsync("import", Import.Id.Value, Most, ct));
    }

    private static bool IsByPerson(AuditEvent one) => one.ActorKind != ActorKind.System;

    private string WhatOf(AuditEvent one) => one.Action switch
    {
        AuditActions.ImportStarted => Texts[nameof(ImportsText.HistoryStarted)],
        AuditActions.ImportPaused => Texts[nameof(ImportsText.HistoryPaused)],
        AuditActions.ImportResumed => Texts[nameof(ImportsText.HistoryResumed)],
        AuditActions.ImportCancelled => Texts[nameof(ImportsText.HistoryStopped)],
        AuditActions.ImportConfirmed => Texts[nameof(ImportsText.HistoryConfirmed)],
        AuditActions.ImportUndoRequested => Texts[nameof(ImportsText.HistoryUndoRequested)],
        AuditActions.ImportUndone => Texts[nameof(ImportsText.HistoryUndone)],
        AuditActions.ReportDownloaded => Texts[nameof(ImportsText.HistoryReport)],
        AuditActions.ImportFinished when StatusOf(one) is { } status => status == ImportStatus.AwaitingConfirmation
            ? Texts[nameof(ImportsText.HistoryDryRun)]
            : Texts[nameof(ImportsText.HistoryFinished), Statuses[StatusCatalog.Of(status, ImportPhase.Finished).TextKey].Value],

        // What another version of the portal wrote still has its name.
        _ => one.Action,
    };

    private static ImportStatus? StatusOf(AuditEvent one)
    {
        if (one.After is null)
        {
            return null;
        }

        using var after = JsonDocument.Parse(one.After);
        return after.RootElement.TryGetProperty("status", out var status) && Enum.TryParse<ImportStatus>(status.GetString(), out var parsed) ? parsed : null;
    }

    private static IconName IconOf(AuditEvent one) => one switch
    {
        { Result: not AuditResult.Success } => IconName.Error,
        { Action: AuditActions.ImportStarted } => IconName.Upload,
        { Action: AuditActions.ImportPaused } => IconName.Pause,
        { Action: AuditActions.ImportResumed } => IconName.Play,
        { Action: AuditActions.ImportCancelled } => IconName.Block,
        { Action: AuditActions.ImportUndoRequested or AuditActions.ImportUndone } => IconName.Undo,
        { Action: AuditActions.ReportDownloaded } => IconName.Download,
        _ => IconName.Check,
    };

    private static Tone ToneOf(AuditEvent one) => one.Result == AuditResult.Success ? Tone.Neutral : Tone.Danger;
}
